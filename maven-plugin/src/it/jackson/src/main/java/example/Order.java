package example;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.List;

/** A bean whose every method may suspend, and some of whose names a mapper could take for properties. */
@Suspendable
public class Order {

    private String name;
    private long amount;
    private Address address;
    private final List<Line> lines = new ArrayList<>();

    public record Line(String item, int count) {

        @Suspendable
        public int count() {
            Coroutines.sleep(1);
            return count;
        }

        @Suspendable
        public int getDouble() {
            return 2 * count();
        }
    }

    public static class Address {

        public String street;

        @Suspendable
        public final void setup() {
            Coroutines.sleep(1);
        }

        @Suspendable
        public final void getThere(int howOften) {
            Coroutines.sleep(1);
        }
    }

    public String getName() {
        Coroutines.sleep(1);
        return name;
    }

    public void setName(String name) {
        Coroutines.sleep(1);
        this.name = name;
    }

    public final long getAmount() {
        Coroutines.sleep(1);
        return amount;
    }

    public final void setAmount(long amount) {
        Coroutines.sleep(1);
        this.amount = amount;
    }

    public Address getAddress() {
        return address;
    }

    public void setAddress(Address address) {
        this.address = address;
    }

    public List<Line> getLines() {
        return lines;
    }

    public boolean isLarge() {
        return amount > 100;
    }

    public void setLarge(boolean large) {}

    public static Order of(String name) {
        Order order = new Order();
        order.setName(name);
        return order;
    }

    public final void setup() {
        Coroutines.sleep(1);
    }

    public void reset() {
        Coroutines.sleep(1);
    }
}
