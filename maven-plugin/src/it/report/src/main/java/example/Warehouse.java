package example;

import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import java.util.List;

public class Warehouse {

    private final List<String> shelves;

    public Warehouse(List<String> shelves) {
        this.shelves = shelves;
    }

    /** Shelves, each with what was counted before it. */
    public Generator<String> walk() {
        return Generator.of(this::count);
    }

    @Suspendable
    private void count(Generator.Yielder<String> out) {
        int counted = 0;
        for (String shelf : shelves) {
            out.yield(shelf + " after " + counted);
            counted += shelf.length();
        }
    }
}
