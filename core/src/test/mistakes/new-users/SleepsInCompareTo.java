import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

public class SleepsInCompareTo {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    record Item(int weight) implements Comparable<Item> {
        @Suspendable
        @Override
        public int compareTo(Item other) {
            return Integer.compare(nap(weight), other.weight);
        }
    }

    @Suspendable
    static void work() {
        List<Item> items = new ArrayList<>(List.of(new Item(2), new Item(1)));
        Collections.sort(items); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
