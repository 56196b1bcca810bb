package dev.bobbin.sync;

import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.Wait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CancellationException;

/**
 * A lock that may be held while its holder suspends. Waiters get it in the order in which they came. It is not re-entrant:
 * whoever holds it and locks it again waits for itself.
 *
 * <p>Safe for use from any thread and any coroutine. What one holder wrote is seen by the next.
 *
 * <pre>{@code
 * Mutex mutex = new Mutex();
 * int balance = mutex.withLock(() -> {
 *     int read = readBalance();     // may suspend
 *     writeBalance(read + 1);
 *     return read + 1;
 * });
 * }</pre>
 */
public final class Mutex {

    /** Guarded by this object's monitor, which is held for a few instructions and never over a suspension. */
    private final Deque<Wait> waiting = new ArrayDeque<>(2);

    private boolean locked;

    /** A mutex that nobody holds. */
    public Mutex() {}

    /**
     * Waits until nobody else holds the mutex, and takes it. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it does not hold the mutex then
     */
    @Suspendable
    public void lock() {
        lock(FrameStack.current());
    }

    /** The last act of {@link #lock()}, with its continuation. */
    private void lock(FrameStack k) {
        Wait wait = new Wait();
        if (!takeOrEnqueue(wait)) {
            wait.await(k);
        }
    }

    /**
     * Takes the mutex if nobody holds it.
     *
     * @return whether it was taken
     */
    public synchronized boolean tryLock() {
        if (locked) {
            return false;
        }
        locked = true;
        return true;
    }

    /**
     * Lets go of the mutex. The longest waiter gets it at once: nobody else can step in between.
     *
     * @throws IllegalStateException if nobody holds it
     */
    public synchronized void unlock() {
        if (!locked) {
            throw new IllegalStateException("This mutex is not locked: unlock() was called without lock(), or twice. "
                    + "Use withLock(), which pairs the two.");
        }
        for (Wait next = waiting.poll(); next != null; next = waiting.poll()) {
            if (next.wake()) { // not if it was cancelled meanwhile
                return;
            }
        }
        locked = false;
    }

    /**
     * Runs {@code body} while holding the mutex.
     *
     * @param body what to do; it may suspend
     * @param <T> the type of its value
     * @return its value
     * @throws Exception what {@code body} throws
     * @throws CancellationException as {@link #lock}
     */
    @Suspendable
    public <T> T withLock(SuspendableCallable<T> body) throws Exception {
        lock();
        try {
            return body.call();
        } finally {
            unlock();
        }
    }

    /**
     * Whether somebody holds the mutex.
     *
     * @return true if so; the answer may be out of date when it arrives
     */
    public synchronized boolean isLocked() {
        return locked;
    }

    private synchronized boolean takeOrEnqueue(Wait wait) {
        if (!locked) {
            locked = true;
            return true;
        }
        waiting.add(wait);
        return false;
    }
}
