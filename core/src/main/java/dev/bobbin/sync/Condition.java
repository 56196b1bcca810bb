package dev.bobbin.sync;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/**
 * Something that becomes true while others hold the mutex, as {@link java.util.concurrent.locks.Condition} is for threads. Made
 * by {@link Mutex#newCondition}.
 *
 * <p>Whoever waits gives up the mutex meanwhile and has it again afterwards, in any case. The condition must be looked at once
 * more then, in a loop: somebody else may have been faster.
 *
 * <pre>{@code
 * mutex.lock();
 * try {
 *     while (items.isEmpty()) {
 *         notEmpty.await();
 *     }
 *     return items.remove();
 * } finally {
 *     mutex.unlock();
 * }
 * }</pre>
 */
public final class Condition {

    private static final Object OVER = new Object();

    private final Mutex mutex;
    private final WaitQueue waiting = new WaitQueue(this);

    Condition(Mutex mutex) {
        this.mutex = mutex;
    }

    /**
     * Waits until it is signalled. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it holds the mutex then
     * @throws IllegalStateException if the caller does not hold the mutex
     */
    @Suspendable
    public void await() {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        enqueue(waiter);
        int holds = release(waiter);
        try {
            TimedWait.awaitEver(waiter);
        } finally {
            Coroutines.shielded(() -> mutex.lockAgain(holds));
        }
    }

    /**
     * As {@link #await()}, for a time.
     *
     * @param limit how long at the most, not negative; getting the mutex back may take longer
     * @return false if the time was over before it was signalled
     */
    @Suspendable
    public boolean await(Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        enqueue(waiter);
        int holds = release(waiter);
        try {
            return TimedWait.await(waiter, limit, OVER) != OVER;
        } finally {
            Coroutines.shielded(() -> mutex.lockAgain(holds));
        }
    }

    /**
     * Wakes the longest waiter.
     *
     * @throws IllegalStateException if the caller does not hold the mutex
     */
    public void signal() {
        requireHeld();
        synchronized (this) {
            for (Waiter next = waiting.poll(); next != null; next = waiting.poll()) {
                if (next.offer(null)) {
                    return;
                }
            }
        }
    }

    /**
     * Wakes all who wait.
     *
     * @throws IllegalStateException if the caller does not hold the mutex
     */
    public void signalAll() {
        requireHeld();
        synchronized (this) {
            waiting.wakeAll(null);
        }
    }

    @Override
    public synchronized String toString() {
        return "condition (" + waiting.size() + " wait)";
    }

    private int release(Waiter waiter) {
        try {
            return mutex.releaseAll();
        } catch (IllegalStateException notHeld) {
            waiting.leave(waiter);
            throw notHeld;
        }
    }

    private synchronized void enqueue(Waiter waiter) {
        waiting.add(waiter);
    }

    private void requireHeld() {
        if (!mutex.isHeld()) {
            throw new IllegalStateException("A condition is signalled by whoever holds its mutex, but "
                    + Owner.text(Owner.current()) + " does not: call lock() before.");
        }
    }
}
