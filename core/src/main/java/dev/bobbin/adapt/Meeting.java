package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.MutualWait;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FrameStack;
import java.util.concurrent.Callable;

/** Waits at what {@code java.util.concurrent} has for threads to meet. */
final class Meeting {

    private static final String JDK = "java.util.concurrent.";

    private Meeting() {}

    /**
     * Waits at {@code place}. Of the JDK's it is known that a call with a time of 0 looks, and does not wait; what others make of
     * it can only be called as it is.
     *
     * @param asItIs the call that blocks
     * @param within the same for a time, null when that is over
     * @return what the call gives; null if the time is over
     */
    @Suspendable
    static <T> T await(Object place, Callable<T> asItIs, MutualWait.Call<T> within, long nanos)
            throws InterruptedException {
        if (Threads.isPlain(FrameStack.current()) || !place.getClass().getName().startsWith(JDK)) {
            return Coroutines.blocking(asItIs);
        }
        Threads.requireNotInterrupted();
        return MutualWait.await(within, nanos);
    }
}
