package example;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

public final class Clock {

    @Suspendable
    public int hour(int hour) {
        Continuation.yield();
        return hour;
    }
}
