package example.library;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

public class Scale {

    @Suspendable
    public final int weighAll(Source source, int count) {
        int total = 0;
        for (int i = 0; i < count; i++) {
            total += weigh(source.next());
        }
        return total;
    }

    @Suspendable
    protected int weigh(int item) {
        return after(item);
    }

    @Suspendable
    public static int after(int value) {
        Continuation.yield();
        return value;
    }
}
