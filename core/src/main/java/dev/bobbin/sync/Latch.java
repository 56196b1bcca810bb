package dev.bobbin.sync;

import dev.bobbin.Suspendable;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * Opens, once and for ever, when it was counted down often enough. Safe for use from any thread and any coroutine; what was
 * written before a count is seen by those whom the last one let through.
 *
 * <pre>{@code
 * Latch loaded = new Latch(3);
 * for (String part : parts) {
 *     spawn(() -> {
 *         load(part);
 *         loaded.countDown();
 *     });
 * }
 * loaded.await();
 * }</pre>
 */
public final class Latch {

    private final Event open =
            new Event(); // set with the monitor held, so that whoever sees a count of 0 is let through
    private int count; // guarded by this object's monitor

    /**
     * A latch.
     *
     * @param count how many counts open it, 0 or more
     */
    public Latch(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("A latch's count was " + count + ": it must be 0 or more");
        }
        this.count = count;
        if (count == 0) {
            open.set();
        }
    }

    /** Counts once. The count that makes it 0 wakes all who wait; after that, nothing happens. */
    public synchronized void countDown() {
        if (count > 0) {
            count--;
            if (count == 0) {
                open.set();
            }
        }
    }

    /**
     * How many counts are missing.
     *
     * @return 0 if it is open
     */
    public synchronized int count() {
        return count;
    }

    /**
     * Waits until it is open. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public void await() {
        open.await();
    }

    /**
     * Waits until it is open, for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether it is open
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public boolean await(Duration limit) {
        return open.await(limit);
    }

    @Override
    public String toString() {
        return "latch (" + count() + " to go)";
    }
}
