package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Coroutines in the order in which they end, made by {@link Coroutines#iwait}. {@code hasNext} waits until one has ended or the
 * time is over; it suspends in a coroutine, and so does a {@code for} loop in suspendable code.
 *
 * <p>To be used by one coroutine or thread. Closing it forgets those that have not ended; that is not needed when the iteration
 * came to its end.
 *
 * <pre>{@code
 * for (Coroutine<String> page : iwait(pages)) {
 *     System.out.println(page.get());
 * }
 * }</pre>
 *
 * @param <T> the type of the values
 */
public final class Completions<T> implements SuspendableIterator<Coroutine<T>>, Iterable<Coroutine<T>>, AutoCloseable {

    private static final Object OVER = new Object();

    // Guarded by this object's monitor.
    private final Deque<Coroutine<T>> ended = new ArrayDeque<>();
    private final WaitQueue waiting = new WaitQueue(this);
    private int toCome;

    private final List<Runnable> links = new ArrayList<>();
    private Optional<Long> deadline = Optional.empty(); // on the clock of the loop

    Completions(Collection<? extends Coroutine<T>> coroutines) {
        toCome = coroutines.size();
        for (Coroutine<T> coroutine : coroutines) {
            links.add(coroutine.onEnd(() -> add(coroutine)));
        }
    }

    /** Lets the iteration end after a time, which begins now. */
    Completions<T> within(Duration limit) {
        deadline = Optional.of(EventLoop.current().deadlineIn(Durations.nanos(limit, "A time limit")));
        return this;
    }

    private synchronized void add(Coroutine<T> coroutine) {
        ended.add(coroutine);
        Waiter waiter = waiting.poll();
        if (waiter != null) {
            waiter.offer(null);
        }
    }

    /**
     * Waits until another has ended.
     *
     * @return false if all have been seen, or the time is over
     */
    @Override
    @Suspendable
    public boolean hasNext() {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        while (enqueueIfNone(waiter)) {
            if (!deadline.isPresent()) {
                TimedWait.awaitEver(waiter);
            } else {
                long nanos = deadline.get() - EventLoop.current().nanoTime();
                if (TimedWait.await(waiter, Duration.ofNanos(Math.max(0, nanos)), OVER) == OVER) {
                    close(); // nobody closes an iteration that has come to its end
                    return false;
                }
            }
            waiter = new Waiter();
        }
        return hasEnded();
    }

    @Override
    @Suspendable
    public Coroutine<T> next() {
        if (!hasNext()) {
            throw new NoSuchElementException("All have been seen, or the time is over. Ask hasNext() first.");
        }
        return take();
    }

    @Override
    public Completions<T> iterator() {
        return this;
    }

    /** Forgets those that have not ended. */
    @Override
    public void close() {
        links.forEach(Runnable::run);
        synchronized (this) {
            toCome = 0;
            ended.clear();
        }
    }

    @Override
    public synchronized String toString() {
        return "the end of one of " + toCome + " coroutines";
    }

    private synchronized boolean hasEnded() {
        return !ended.isEmpty();
    }

    private synchronized Coroutine<T> take() {
        toCome--;
        return ended.poll();
    }

    private synchronized boolean enqueueIfNone(Waiter waiter) {
        if (toCome == 0 || !ended.isEmpty()) {
            return false;
        }
        waiting.add(waiter);
        return true;
    }
}
