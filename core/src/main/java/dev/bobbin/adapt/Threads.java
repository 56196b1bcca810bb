package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

/** Stands in for the waits of {@link Thread}. */
public final class Threads {

    private Threads() {}

    /**
     * {@link Thread#sleep(long)}.
     *
     * @param millis how long, in milliseconds, 0 or more
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static void sleep(long millis) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        Coroutines.sleep(millis);
    }
}
