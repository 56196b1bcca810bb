package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

public class Stock {

    @Suspendable
    public int left(String item) {
        Continuation.yield();
        return item.length();
    }

    @Suspendable
    public final boolean has(String item) {
        return left(item) > 0;
    }
}
