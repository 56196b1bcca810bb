package dev.bobbin.sync;

import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * A number of permits, for which one waits while there are too few. Waiters are served in the order in which they came: who asks
 * for one does not step in before one who waits for several. A permit is released by whoever wishes.
 *
 * <p>Safe for use from any thread and any coroutine. What was written before a release is seen after the acquire that it served.
 *
 * <pre>{@code
 * Semaphore connections = new Semaphore(10);
 * String page = connections.withPermit(() -> fetch(url));
 * }</pre>
 */
public final class Semaphore {

    private static final Object OVER = new Object();

    private final int most;

    // Guarded by this object's monitor.
    private final WaitQueue waiting = new WaitQueue(this);
    private int permits;

    /**
     * A semaphore to which any number of permits may be given.
     *
     * @param permits how many there are, 0 or more
     */
    public Semaphore(int permits) {
        this(permits, Integer.MAX_VALUE);
    }

    private Semaphore(int permits, int most) {
        if (permits < 0) {
            throw new IllegalArgumentException("A semaphore was to have " + permits + " permits: it must be 0 or more");
        }
        this.permits = permits;
        this.most = most;
    }

    /**
     * A semaphore that never has more permits than at first: to release one too many is an error.
     *
     * @param permits how many there are, 0 or more
     * @return a new semaphore
     */
    public static Semaphore bounded(int permits) {
        return new Semaphore(permits, permits);
    }

    /** Waits for some permits; if it gives up, those behind may be served. */
    private final class PermitWaiter extends Waiter {
        private final int wanted;

        PermitWaiter(int wanted) {
            this.wanted = wanted;
        }

        @Override
        protected void abandoned() {
            super.abandoned();
            synchronized (Semaphore.this) {
                serve();
            }
        }
    }

    /**
     * Takes a permit, and waits for one if need be. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it has no permit then
     */
    @Suspendable
    public void acquire() {
        acquire(1);
    }

    /**
     * Takes several permits at once.
     *
     * @param count how many, 1 or more
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it has none of them then
     */
    @Suspendable
    public void acquire(int count) {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = takeOrEnqueue(count);
        if (waiter != null) {
            TimedWait.awaitEver(waiter);
        }
    }

    /**
     * Takes a permit, or waits for one for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether one was taken
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it has no permit then
     */
    @Suspendable
    public boolean tryAcquire(Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = takeOrEnqueue(1);
        return waiter == null || TimedWait.await(waiter, limit, OVER) != OVER;
    }

    /**
     * Takes a permit if there is one and nobody waits. Never waits.
     *
     * @return whether one was taken
     */
    public synchronized boolean tryAcquire() {
        return take(1);
    }

    /**
     * Gives a permit back.
     *
     * @throws IllegalStateException if this is a {@linkplain #bounded bounded} semaphore that has all of them
     */
    public void release() {
        release(1);
    }

    /**
     * Gives several permits back.
     *
     * @param count how many, 1 or more
     * @throws IllegalStateException if this is a {@linkplain #bounded bounded} semaphore that would have too many
     */
    public synchronized void release(int count) {
        requirePositive(count);
        if (count > most - permits) {
            throw new IllegalStateException(
                    "A semaphore of " + most + " permits has " + permits + " and was to get " + count
                            + " more: release() was called without acquire(), or twice. Use withPermit(), which pairs the two.");
        }
        permits += count;
        serve();
    }

    /**
     * Runs {@code body} with a permit.
     *
     * @param body what to do; it may suspend
     * @param <T> the type of its value
     * @return its value
     * @throws Exception what {@code body} throws
     * @throws CancellationException as {@link #acquire()}
     */
    @Suspendable
    public <T> T withPermit(SuspendableCallable<T> body) throws Exception {
        Objects.requireNonNull(body, "body");
        acquire();
        try {
            return body.call();
        } finally {
            release();
        }
    }

    /**
     * How many permits there are.
     *
     * @return 0 or more; out of date when it arrives, if others are at work
     */
    public synchronized int permits() {
        return permits;
    }

    @Override
    public synchronized String toString() {
        return "semaphore (" + permits + " permits, " + waiting.size() + " wait)";
    }

    private synchronized Waiter takeOrEnqueue(int count) {
        requirePositive(count);
        if (count > most) {
            throw new IllegalArgumentException(
                    count + " permits were asked of a semaphore that never has more than " + most);
        }
        if (take(count)) {
            return null;
        }
        Waiter waiter = new PermitWaiter(count);
        waiting.add(waiter);
        return waiter;
    }

    private boolean take(int count) {
        if (count > permits || !waiting.isEmpty()) {
            return false;
        }
        permits -= count;
        return true;
    }

    private void serve() {
        for (PermitWaiter first = (PermitWaiter) waiting.peek();
                first != null && first.wanted <= permits;
                first = (PermitWaiter) waiting.peek()) {
            waiting.poll();
            if (first.offer(null)) {
                permits -= first.wanted;
            }
        }
    }

    private static void requirePositive(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("The number of permits was " + count + ": it must be 1 or more");
        }
    }
}
