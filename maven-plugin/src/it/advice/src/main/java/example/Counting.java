package example;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

/** How all beans here do it, and what has happened meanwhile. */
abstract class Counting implements Stock {
    @Suspendable
    static int counted(String item) {
        Log.add("asks");
        Coroutines.sleep(1);
        Log.add("is told");
        return item.length();
    }

    @Suspendable
    static int rememberedOrCounted(String item) {
        return item.isEmpty() ? counted(item) : item.length();
    }
}
