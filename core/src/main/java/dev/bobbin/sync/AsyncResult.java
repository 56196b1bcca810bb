package dev.bobbin.sync;

import dev.bobbin.Suspendable;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * A value, or a failure, that is set once and that any number may wait for. Safe for use from any thread and any coroutine; what
 * was written before it is set is seen by those who get it.
 *
 * <pre>{@code
 * AsyncResult<Integer> answer = new AsyncResult<>();
 * spawn(() -> System.out.println(answer.get()));
 * answer.set(42);
 * }</pre>
 *
 * @param <T> the type of the value
 */
public final class AsyncResult<T> {

    private static final Object OVER = new Object();

    // Guarded by this object's monitor.
    private final WaitQueue waiting = new WaitQueue(this);
    private final CompletableFuture<T> future = new CompletableFuture<>(); // completed outside the monitor
    private boolean done;
    private T value;
    private Throwable failure; // null if there is a value

    /** A result that is not there yet. */
    public AsyncResult() {}

    /**
     * Sets the value and wakes all who wait.
     *
     * @param result may be null
     * @throws IllegalStateException if it was set before
     */
    public void set(T result) {
        if (!trySet(result)) {
            throw alreadySet();
        }
    }

    /**
     * Sets the value, unless something was set before.
     *
     * @param result may be null
     * @return whether it was set by this call
     */
    public boolean trySet(T result) {
        synchronized (this) {
            if (done) {
                return false;
            }
            done = true;
            value = result;
            waiting.wakeAll(null);
        }
        future.complete(result);
        return true;
    }

    /**
     * Sets a failure and wakes all who wait.
     *
     * @param thrown what {@link #get} throws
     * @throws IllegalStateException if it was set before
     */
    public void setException(Throwable thrown) {
        if (!trySetException(thrown)) {
            throw alreadySet();
        }
    }

    /**
     * Sets a failure, unless something was set before.
     *
     * @param thrown what {@link #get} throws
     * @return whether it was set by this call
     */
    public boolean trySetException(Throwable thrown) {
        Objects.requireNonNull(thrown, "thrown");
        synchronized (this) {
            if (done) {
                return false;
            }
            done = true;
            failure = thrown;
            waiting.wakeAll(null);
        }
        future.completeExceptionally(thrown);
        return true;
    }

    /**
     * Waits until it is set, and returns the value. Suspends in a coroutine, blocks a plain thread.
     *
     * @return the value; a failure is thrown as it is, checked exceptions included
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public T get() {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        if (enqueueUnlessDone(waiter)) {
            TimedWait.awaitEver(waiter);
        }
        return result();
    }

    /**
     * As {@link #get()}, for a time.
     *
     * @param limit how long at the most, not negative
     * @return the value
     * @throws TimeoutException if the time was over before it was set
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public T get(Duration limit) throws TimeoutException {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        if (enqueueUnlessDone(waiter) && TimedWait.await(waiter, limit, OVER) == OVER) {
            throw new TimeoutException("The result was not set within " + limit);
        }
        return result();
    }

    /**
     * The value if it is there. Never waits.
     *
     * @return empty if nothing was set, or a failure, or null
     */
    public synchronized Optional<T> peek() {
        return Optional.ofNullable(value);
    }

    /**
     * Whether something was set.
     *
     * @return true if {@link #get} does not wait
     */
    public synchronized boolean isDone() {
        return done;
    }

    /**
     * What was set as a failure.
     *
     * @return empty if nothing was set, or a value
     */
    public synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    /**
     * The result as other libraries want it.
     *
     * @return a future of its own for each caller; completing or cancelling it changes nothing here
     */
    public CompletableFuture<T> toFuture() {
        return future.thenApply(result -> result);
    }

    @Override
    public synchronized String toString() {
        String state = !done
                ? "not set, " + waiting.size() + " wait"
                : failure != null ? "failed: " + failure : "value " + value;
        return "result (" + state + ")";
    }

    private synchronized boolean enqueueUnlessDone(Waiter waiter) {
        if (!done) {
            waiting.add(waiter);
        }
        return !done;
    }

    private T result() {
        Throwable thrown;
        synchronized (this) {
            if (failure == null) {
                return value;
            }
            thrown = failure;
        }
        throw AsyncResult.<RuntimeException>sneaky(thrown);
    }

    /** Throws a checked exception as what it is: whoever set it knew. */
    @SuppressWarnings("unchecked") // the cast is erased: that is the point
    private static <E extends Throwable> E sneaky(Throwable thrown) throws E {
        throw (E) thrown;
    }

    private static IllegalStateException alreadySet() {
        return new IllegalStateException(
                "This result was set before: a result is set once. Use trySet() if others may be faster.");
    }
}
