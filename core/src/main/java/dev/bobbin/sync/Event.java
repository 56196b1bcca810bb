package dev.bobbin.sync;

import dev.bobbin.Suspendable;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * A flag for which any number may wait. Who waits while it is set, if only for a moment, goes on. Safe for use from any thread
 * and any coroutine; what was written before {@link #set} is seen by those whom it woke.
 *
 * <pre>{@code
 * Event ready = new Event();
 * spawn(() -> {
 *     ready.await();
 *     serve();
 * });
 * ready.set();
 * }</pre>
 */
public final class Event {

    private static final Object OVER = new Object();

    // Guarded by this object's monitor.
    private final WaitQueue waiting = new WaitQueue(this);
    private boolean set;

    /** An event that is not set. */
    public Event() {}

    /** Sets the flag and wakes all who wait, in the order in which they came. */
    public synchronized void set() {
        set = true;
        waiting.wakeAll(null);
    }

    /** Clears the flag: who comes from now on waits. */
    public synchronized void clear() {
        set = false;
    }

    /**
     * Whether the flag is set.
     *
     * @return true if nobody has to wait
     */
    public synchronized boolean isSet() {
        return set;
    }

    /**
     * Waits until the flag is set. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public void await() {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        if (enqueueUnlessSet(waiter)) {
            TimedWait.awaitEver(waiter);
        }
    }

    /**
     * Waits until the flag is set, for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether it was set at some moment of the wait
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public boolean await(Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        return !enqueueUnlessSet(waiter) || TimedWait.await(waiter, limit, OVER) != OVER;
    }

    @Override
    public synchronized String toString() {
        return "event (" + (set ? "set" : "not set, " + waiting.size() + " wait") + ")";
    }

    private synchronized boolean enqueueUnlessSet(Waiter waiter) {
        if (!set) {
            waiting.add(waiter);
        }
        return !set;
    }
}
