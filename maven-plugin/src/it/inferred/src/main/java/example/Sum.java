package example;

import dev.bobbin.Continuation;

public final class Sum {

    public int total;

    /** Adds 1 to {@code n} and yields before each. */
    public void upTo(int n) {
        for (int i = 1; i <= n; i++) {
            total += after(i);
        }
    }

    private static int after(int value) {
        Continuation.yield();
        return value;
    }
}
