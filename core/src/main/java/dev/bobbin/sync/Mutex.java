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
 * A lock that may be held while its holder suspends. Waiters get it in the order in which they came; nobody can step in before
 * them. It belongs to the coroutine, or the plain thread, that has locked it.
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

    private static final Object OVER = new Object();

    private final boolean reentrant;

    // Guarded by this object's monitor, which is held for a few instructions and never over a suspension.
    private final WaitQueue waiting = new WaitQueue(this);
    private Object owner; // null if nobody holds it
    private int holds;

    /** A mutex that nobody holds. Whoever holds it and locks it again is told so by an exception. */
    public Mutex() {
        this(false);
    }

    private Mutex(boolean reentrant) {
        this.reentrant = reentrant;
    }

    /**
     * A mutex that its holder may lock again; it is free when it has been unlocked as often.
     *
     * @return a mutex that nobody holds
     */
    public static Mutex reentrant() {
        return new Mutex(true);
    }

    /** Waits for the mutex; what it gets it with is who it is. */
    private final class LockWaiter extends Waiter {

        LockWaiter(Object who) {
            super(who);
        }

        @Override
        public Object blockedBy() {
            synchronized (Mutex.this) {
                return owner;
            }
        }
    }

    /**
     * Waits until nobody else holds the mutex, and takes it. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it does not hold the mutex then
     * @throws IllegalStateException if the caller holds it, unless it is {@linkplain #reentrant reentrant}
     */
    @Suspendable
    public void lock() {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = takeOrEnqueue(Owner.current());
        if (waiter != null) {
            TimedWait.awaitEver(waiter);
        }
    }

    /**
     * Takes the mutex if nobody else holds it, or waits for a time until so.
     *
     * @param limit how long at the most, not negative
     * @return whether it was taken
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it does not hold the mutex then
     */
    @Suspendable
    public boolean tryLock(Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = takeOrEnqueue(Owner.current());
        return waiter == null || TimedWait.await(waiter, limit, OVER) != OVER;
    }

    /**
     * Takes the mutex if nobody else holds it. Never waits.
     *
     * @return whether it was taken; false, too, if the caller holds it and it is not reentrant
     */
    public boolean tryLock() {
        Object who = Owner.current();
        synchronized (this) {
            return take(who);
        }
    }

    /**
     * Lets go of the mutex. The longest waiter gets it at once: nobody else can step in between.
     *
     * @throws IllegalStateException if the caller does not hold it
     */
    public void unlock() {
        Object who = Owner.current();
        synchronized (this) {
            if (owner == null) {
                throw new IllegalStateException(
                        "This mutex is not locked: unlock() was called without lock(), or twice. "
                                + "Use withLock(), which pairs the two.");
            }
            if (owner != who) {
                throw new IllegalStateException(Owner.text(who) + " was to unlock a mutex that " + Owner.text(owner)
                        + " holds. Only its holder may: use withLock(), or a Semaphore if another is to release it.");
            }
            holds--;
            if (holds == 0) {
                handOn();
            }
        }
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
        Objects.requireNonNull(body, "body");
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
        return owner != null;
    }

    /**
     * Whether the caller holds the mutex.
     *
     * @return true if the coroutine, or the plain thread, that calls has locked it
     */
    public boolean isHeld() {
        Object who = Owner.current();
        synchronized (this) {
            return owner == who;
        }
    }

    /**
     * Something to wait for while giving up the mutex meanwhile.
     *
     * @return a condition that belongs to this mutex
     */
    public Condition newCondition() {
        return new Condition(this);
    }

    @Override
    public synchronized String toString() {
        return "mutex (" + (owner == null ? "free" : "held by " + Owner.text(owner)) + ", " + waiting.size() + " wait)";
    }

    /** Lets go of all holds, to be taken back by {@link #lockAgain}. */
    int releaseAll() {
        Object who = Owner.current();
        synchronized (this) {
            if (owner != who) {
                throw new IllegalStateException(
                        Owner.text(who) + " waits for a condition without holding its mutex: call lock() before.");
            }
            int had = holds;
            handOn();
            return had;
        }
    }

    @Suspendable
    void lockAgain(int had) {
        lock();
        synchronized (this) {
            holds = had;
        }
    }

    private Waiter takeOrEnqueue(Object who) {
        synchronized (this) {
            if (take(who)) {
                return null;
            }
            if (owner == who) {
                throw new IllegalStateException(
                        Owner.text(who)
                                + " locks a mutex that it holds: it would wait for itself. Use Mutex.reentrant() if that is meant.");
            }
            Waiter waiter = new LockWaiter(who);
            waiting.add(waiter);
            return waiter;
        }
    }

    private boolean take(Object who) {
        if (owner == null || reentrant && owner == who) {
            owner = who;
            holds++;
            return true;
        }
        return false;
    }

    /** Makes the longest waiter who has not given up the holder. */
    private void handOn() {
        owner = null;
        holds = 0;
        for (Waiter next = waiting.poll(); next != null; next = waiting.poll()) {
            owner = next.brought();
            holds = 1;
            if (next.offer(null)) {
                return;
            }
            owner = null;
            holds = 0;
        }
    }
}
