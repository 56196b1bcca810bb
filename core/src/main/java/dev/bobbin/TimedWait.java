package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.Wait;
import java.time.Duration;
import java.util.Objects;

/** Waits with a limit, for those who make primitives: the wait itself is ended, and whoever cares is told nothing else. */
public final class TimedWait {

    private TimedWait() {}

    /**
     * Refuses what is no time limit; for primitives to call before they do anything else.
     *
     * @param limit what the primitive was given
     * @return {@code limit}
     * @throws IllegalArgumentException if it is negative
     */
    public static Duration requireLimit(Duration limit) {
        Durations.nanos(Objects.requireNonNull(limit, "limit"), "A time limit");
        return limit;
    }

    /**
     * Waits until something wakes {@code wait} or the time is over. Suspends in a coroutine, blocks a plain thread.
     *
     * @param wait a wait that others know of
     * @param limit how long at the most, 0 or more
     * @param ifOver what to return if the time is over; then {@code wait} was given up
     * @return what the waker said
     */
    @Suspendable
    public static Object await(Wait wait, Duration limit, Object ifOver) {
        Objects.requireNonNull(wait, "wait");
        long nanos;
        try {
            nanos = Durations.nanos(Objects.requireNonNull(limit, "limit"), "A time limit");
        } catch (RuntimeException wrong) {
            wait.giveUp(ifOver); // others know of it, and must not hand it anything
            throw wrong;
        }
        if (nanos >= Durations.LONGEST_NANOS) {
            return awaitEver(wait);
        }
        wait.limit();
        Runnable stopTimer = EventLoop.current().schedule(nanos, () -> wait.giveUp(ifOver));
        try {
            return awaitEver(wait);
        } finally {
            stopTimer.run();
        }
    }

    /**
     * Waits until something wakes {@code wait}. Suspends in a coroutine, blocks a plain thread.
     *
     * @param wait a wait that others know of
     * @return what the waker said
     */
    @Suspendable
    public static Object awaitEver(Wait wait) {
        return Objects.requireNonNull(wait, "wait").await(FrameStack.current());
    }
}
