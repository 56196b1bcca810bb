package example;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class Shop {

    /** Its name is not kept by anything of the program's own. */
    public record Item(String name) {}

    @Suspendable
    public int price(Item item) {
        Coroutines.sleep(1);
        return item.name().length();
    }

    @Suspendable
    public final int total(Item... items) {
        int total = 0;
        for (Item item : items) {
            total += price(item);
        }
        return total;
    }
}
