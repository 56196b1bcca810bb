package dev.bobbin.sync;

import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * A lock that many may hold to read, or one to write, and that may be held while its holders suspend. Waiters get it in the
 * order in which they came: a reader does not step in before a writer who waits, so neither starves. It is not reentrant.
 *
 * <p>Safe for use from any thread and any coroutine. What a writer wrote is seen by those who hold it later.
 *
 * <pre>{@code
 * ReadWriteLock lock = new ReadWriteLock();
 * String name = lock.withReadLock(() -> readName());
 * lock.withWriteLock(() -> {
 *     writeName(name.trim());
 *     return null;
 * });
 * }</pre>
 */
public final class ReadWriteLock {

    private static final Object OVER = new Object();

    // Guarded by this object's monitor.
    private final WaitQueue waiting = new WaitQueue(this);
    private final Map<Object, Integer> readers = new IdentityHashMap<>(); // how often each has locked
    private Object writer; // null if nobody writes

    /** A lock that nobody holds. */
    public ReadWriteLock() {}

    /** Waits to read or to write; if it gives up, those behind may get the lock. */
    private final class LockWaiter extends Waiter {
        private final boolean writes;

        LockWaiter(Object who, boolean writes) {
            super(who);
            this.writes = writes;
        }

        @Override
        protected void abandoned() {
            super.abandoned();
            synchronized (ReadWriteLock.this) {
                handOn();
            }
        }

        @Override
        public Object blockedBy() {
            synchronized (ReadWriteLock.this) {
                return writer != null || readers.size() != 1
                        ? writer
                        : readers.keySet().iterator().next();
            }
        }
    }

    /**
     * Waits until nobody writes or has come before to write, and takes the lock to read. Whoever reads already takes it once more
     * at once, and lets go of it as often.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it does not hold the lock then
     */
    @Suspendable
    public void lockRead() {
        lock(false);
    }

    /**
     * As {@link #lockRead}, for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether it was taken
     */
    @Suspendable
    public boolean tryLockRead(Duration limit) {
        return tryLock(false, limit);
    }

    /**
     * Waits until nobody else holds the lock, and takes it to write.
     *
     * @throws IllegalStateException if the caller holds the lock: it would wait for itself
     * @throws CancellationException if the coroutine is cancelled before or while it waits; it does not hold the lock then
     */
    @Suspendable
    public void lockWrite() {
        lock(true);
    }

    /**
     * As {@link #lockWrite}, for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether it was taken
     */
    @Suspendable
    public boolean tryLockWrite(Duration limit) {
        return tryLock(true, limit);
    }

    /**
     * Lets go of the lock after reading.
     *
     * @throws IllegalStateException if the caller does not read
     */
    public void unlockRead() {
        Object who = Owner.current();
        synchronized (this) {
            if (!readers.containsKey(who)) {
                throw new IllegalStateException(
                        Owner.text(who) + " does not hold this lock to read: unlockRead() was called"
                                + " without lockRead(), twice, or by another. Use withReadLock(), which pairs the two.");
            }
            endRead(who);
            handOn();
        }
    }

    /**
     * Lets go of the lock after writing.
     *
     * @throws IllegalStateException if the caller does not write
     */
    public void unlockWrite() {
        Object who = Owner.current();
        synchronized (this) {
            if (writer != who) {
                throw new IllegalStateException(Owner.text(who) + " does not hold this lock to write"
                        + (writer == null ? "" : ", " + Owner.text(writer) + " does")
                        + ". Use withWriteLock(), which pairs lockWrite() and unlockWrite().");
            }
            writer = null;
            handOn();
        }
    }

    /**
     * Runs {@code body} while holding the lock to read.
     *
     * @param body what to do; it may suspend
     * @param <T> the type of its value
     * @return its value
     * @throws Exception what {@code body} throws
     */
    @Suspendable
    public <T> T withReadLock(SuspendableCallable<T> body) throws Exception {
        Objects.requireNonNull(body, "body");
        lockRead();
        try {
            return body.call();
        } finally {
            unlockRead();
        }
    }

    /**
     * Runs {@code body} while holding the lock to write.
     *
     * @param body what to do; it may suspend
     * @param <T> the type of its value
     * @return its value
     * @throws Exception what {@code body} throws
     */
    @Suspendable
    public <T> T withWriteLock(SuspendableCallable<T> body) throws Exception {
        Objects.requireNonNull(body, "body");
        lockWrite();
        try {
            return body.call();
        } finally {
            unlockWrite();
        }
    }

    @Override
    public synchronized String toString() {
        String held = writer != null ? "written by " + Owner.text(writer) : readers.size() + " read";
        return "read-write lock (" + held + ", " + waiting.size() + " wait)";
    }

    @Suspendable
    private void lock(boolean writes) {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = takeOrEnqueue(Owner.current(), writes);
        if (waiter != null) {
            TimedWait.awaitEver(waiter);
        }
    }

    @Suspendable
    private boolean tryLock(boolean writes, Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = takeOrEnqueue(Owner.current(), writes);
        return waiter == null || TimedWait.await(waiter, limit, OVER) != OVER;
    }

    private synchronized Waiter takeOrEnqueue(Object who, boolean writes) {
        if (writer == who) {
            throw new IllegalStateException(
                    Owner.text(who) + " locks what it holds to write: it would wait for itself.");
        }
        boolean reads = readers.containsKey(who);
        if (reads && writes) {
            throw new IllegalStateException(
                    Owner.text(who) + " holds this lock to read and asks to write: it would wait for"
                            + " itself. Unlock it before, or lock it to write from the beginning.");
        }
        if ((reads || waiting.isEmpty()) && take(who, writes)) {
            return null;
        }
        Waiter waiter = new LockWaiter(who, writes);
        waiting.add(waiter);
        return waiter;
    }

    private boolean take(Object who, boolean writes) {
        if (writer != null || writes && !readers.isEmpty()) {
            return false;
        }
        if (writes) {
            writer = who;
        } else {
            readers.merge(who, 1, Integer::sum);
        }
        return true;
    }

    private void endRead(Object who) {
        readers.computeIfPresent(who, (reader, times) -> times == 1 ? null : times - 1);
    }

    /** Gives the lock to the longest waiters, as many as may hold it together. */
    private void handOn() {
        for (LockWaiter first = (LockWaiter) waiting.peek();
                first != null && take(first.brought(), first.writes);
                first = (LockWaiter) waiting.peek()) {
            waiting.poll();
            if (!first.offer(null)) {
                if (first.writes) {
                    writer = null;
                } else {
                    endRead(first.brought());
                }
            }
        }
    }
}
