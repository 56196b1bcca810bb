package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

public final class Sum {

    public int total;

    /** Adds 1 to {@code n} and yields before each. */
    @Suspendable
    public void upTo(int n) {
        for (int i = 1; i <= n; i++) {
            total += after(i);
        }
    }

    @Suspendable
    private static int after(int value) {
        Continuation.yield();
        return value;
    }
}
