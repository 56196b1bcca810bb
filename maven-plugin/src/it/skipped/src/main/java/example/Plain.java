package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

public final class Plain {

    @Suspendable
    public int twice(int value) {
        Continuation.yield();
        return 2 * value;
    }
}
