package dev.bobbin.sync;

import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.AbstractQueue;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

/**
 * A queue of work: first in first out, last in first out, or by priority. Takers wait while it is empty, putters while it is
 * full; both are served in the order in which they came. It counts what was put and not yet {@linkplain #taskDone done}, so that
 * {@link #join} can wait until all work is finished, and it can be {@linkplain #shutdown shut down}.
 *
 * <p>Waiting suspends a coroutine and blocks a plain thread. Safe for use from anywhere; what was written before an item was put
 * is seen by whoever takes it.
 *
 * <pre>{@code
 * WorkQueue<String> pages = WorkQueue.fifo(100);
 * spawn(() -> {
 *     for (String page : pages) {
 *         index(page);
 *         pages.taskDone();
 *     }
 * });
 * pages.put("index.html");
 * pages.join();
 * pages.shutdown();
 * }</pre>
 *
 * @param <T> the type of the items, which are never null
 */
public final class WorkQueue<T> implements Iterable<T> {

    private static final Object OVER = new Object();
    private static final Object SHUT = new Object();

    private final int capacity;

    // Guarded by this object's monitor.
    private final Queue<T> items;
    private final WaitQueue takers = new WaitQueue(this);
    private final WaitQueue putters = new WaitQueue(this);
    private final WaitQueue joiners = new WaitQueue(this);
    private int unfinished;
    private boolean shut;

    private WorkQueue(Queue<T> items, int capacity) {
        if (capacity < 1) {
            throw new IllegalArgumentException("A queue's capacity was " + capacity
                    + ": it must be 1 or more. For hand-over use Channel.rendezvous().");
        }
        this.items = items;
        this.capacity = capacity;
    }

    /**
     * A queue of any size: first in, first out.
     *
     * @param <T> the type of the items
     * @return a new queue
     */
    public static <T> WorkQueue<T> fifo() {
        return fifo(Integer.MAX_VALUE);
    }

    /**
     * A queue: first in, first out.
     *
     * @param capacity how many items it holds, 1 or more
     * @param <T> the type of the items
     * @return a new queue
     */
    public static <T> WorkQueue<T> fifo(int capacity) {
        return new WorkQueue<>(new ArrayDeque<>(), capacity);
    }

    /**
     * A queue: last in, first out.
     *
     * @param capacity how many items it holds, 1 or more
     * @param <T> the type of the items
     * @return a new queue
     */
    public static <T> WorkQueue<T> lifo(int capacity) {
        return new WorkQueue<>(new Stack<>(), capacity);
    }

    /**
     * A queue: the least first. Which of two equal ones comes first is open.
     *
     * @param capacity how many items it holds, 1 or more
     * @param order what is less than what
     * @param <T> the type of the items
     * @return a new queue
     */
    public static <T> WorkQueue<T> priority(int capacity, Comparator<? super T> order) {
        return new WorkQueue<>(new PriorityQueue<>(Objects.requireNonNull(order, "order")), capacity);
    }

    /** The last in is the first out. */
    private static final class Stack<T> extends AbstractQueue<T> {
        private final Deque<T> items = new ArrayDeque<>();

        @Override
        public boolean offer(T item) {
            items.push(item);
            return true;
        }

        @Override
        public T poll() {
            return items.poll();
        }

        @Override
        public T peek() {
            return items.peek();
        }

        @Override
        public Iterator<T> iterator() {
            return items.iterator();
        }

        @Override
        public int size() {
            return items.size();
        }
    }

    // ---- putting ----

    /**
     * Adds an item, and waits while the queue is full.
     *
     * @param item not null
     * @throws RejectedExecutionException if the queue is shut down, or comes to be while this waits
     * @throws CancellationException if the coroutine is cancelled before or while it waits; then nothing was put
     */
    @Suspendable
    public void put(T item) {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = putOrEnqueue(item);
        if (waiter != null) {
            requireTaken(TimedWait.awaitEver(waiter));
        }
    }

    /**
     * Adds an item, or waits for a time while the queue is full.
     *
     * @param item not null
     * @param limit how long at the most, not negative
     * @return whether it was put
     * @throws RejectedExecutionException if the queue is shut down, or comes to be while this waits
     */
    @Suspendable
    public boolean tryPut(T item, Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = putOrEnqueue(item);
        if (waiter == null) {
            return true;
        }
        Object outcome = TimedWait.await(waiter, limit, OVER);
        return outcome != OVER && requireTaken(outcome);
    }

    /**
     * Adds an item if the queue is not full. Never waits.
     *
     * @param item not null
     * @return whether it was put; false, too, if the queue is shut down
     */
    public boolean tryPut(T item) {
        Objects.requireNonNull(item, "item");
        synchronized (this) {
            return !shut && add(item);
        }
    }

    // ---- taking ----

    /**
     * Takes the next item, and waits while there is none.
     *
     * @return the item
     * @throws RejectedExecutionException if the queue is shut down and empty, or comes to be while this waits
     * @throws CancellationException if the coroutine is cancelled before or while it waits; then nothing was taken
     */
    @Suspendable
    public T take() {
        return asItem(takeOrShut());
    }

    /**
     * Takes the next item, or waits for one for a time.
     *
     * @param limit how long at the most, not negative
     * @return the item; empty if the time was over
     * @throws RejectedExecutionException if the queue is shut down and empty, or comes to be while this waits
     */
    @Suspendable
    public Optional<T> tryTake(Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        Object item = takeOrEnqueue(waiter);
        if (item == null) {
            item = TimedWait.await(waiter, limit, OVER);
        }
        return item == OVER ? Optional.empty() : Optional.of(asItem(item));
    }

    /**
     * Takes the next item if there is one. Never waits.
     *
     * @return the item; empty if there is none
     */
    public Optional<T> tryTake() {
        synchronized (this) {
            return Optional.ofNullable(remove());
        }
    }

    /**
     * The next item, which stays where it is.
     *
     * @return empty if there is none
     */
    public synchronized Optional<T> peek() {
        return Optional.ofNullable(items.peek());
    }

    /**
     * How many items are there.
     *
     * @return 0 or more; out of date when it arrives, if others are at work
     */
    public synchronized int size() {
        return items.size();
    }

    /**
     * The items as they are taken, until the queue is shut down and empty. Waiting for one suspends in suspendable code.
     *
     * @return an iterator to be used by one coroutine or thread
     */
    @Override
    public SuspendableIterator<T> iterator() {
        return new Taking();
    }

    // ---- the work as a whole ----

    /**
     * Says that one item that was taken is done with.
     *
     * @throws IllegalStateException if it is called more often than items were put
     */
    public synchronized void taskDone() {
        if (unfinished == 0) {
            throw new IllegalStateException(
                    "taskDone() was called more often than items were put: once for each item taken.");
        }
        unfinished--;
        if (unfinished == 0) {
            joiners.wakeAll(null);
        }
    }

    /**
     * Waits until all that was put is done with. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public void join() {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        if (enqueueIfUnfinished(waiter)) {
            TimedWait.awaitEver(waiter);
        }
    }

    /**
     * Waits until all that was put is done with, for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether all is done with
     */
    @Suspendable
    public boolean join(Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        return !enqueueIfUnfinished(waiter) || TimedWait.await(waiter, limit, OVER) != OVER;
    }

    /** Shuts the queue down: nothing can be put any more. What is there can be taken; who waits in vain is told. */
    public synchronized void shutdown() {
        shut = true;
        putters.wakeAll(SHUT);
        takers.wakeAll(SHUT); // they wait because there is nothing left
    }

    /** Shuts the queue down and throws away what is there; it counts as done with. */
    public synchronized void shutdownNow() {
        shutdown();
        unfinished -= items.size();
        items.clear();
        if (unfinished == 0) {
            joiners.wakeAll(null);
        }
    }

    /**
     * Whether the queue was shut down.
     *
     * @return true if nothing can be put any more
     */
    public synchronized boolean isShutdown() {
        return shut;
    }

    @Override
    public synchronized String toString() {
        return "queue (" + items.size() + " items, " + putters.size() + " putters and " + takers.size() + " takers wait"
                + (shut ? ", shut down)" : ")");
    }

    // ---- inside ----

    private Waiter putOrEnqueue(T item) {
        Objects.requireNonNull(item, "item");
        synchronized (this) {
            if (shut) {
                throw shutToPutters();
            }
            if (add(item)) {
                return null;
            }
            Waiter waiter = new Waiter(item);
            putters.add(waiter);
            return waiter;
        }
    }

    /** Gives an item to a taker or to the queue, if possible. */
    private boolean add(T item) {
        // Takers wait only while the queue is empty, so the item is the next in any order.
        for (Waiter taker = takers.poll(); taker != null; taker = takers.poll()) {
            if (taker.offer(item)) {
                unfinished++;
                return true;
            }
        }
        if (items.size() >= capacity) {
            return false;
        }
        items.add(item);
        unfinished++;
        return true;
    }

    private synchronized Object takeOrEnqueue(Waiter waiter) {
        T item = remove();
        if (item != null) {
            return item;
        }
        if (shut) {
            return SHUT;
        }
        takers.add(waiter);
        return null;
    }

    /** The next item, or null; a putter that waits moves up. */
    private T remove() {
        T item = items.poll();
        if (item != null) {
            for (Waiter putter = putters.poll(); putter != null; putter = putters.poll()) {
                if (putter.offer(null)) {
                    items.add(brought(putter));
                    unfinished++;
                    break;
                }
            }
        }
        return item;
    }

    @Suspendable
    private Object takeOrShut() {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = new Waiter();
        Object item = takeOrEnqueue(waiter);
        return item != null ? item : TimedWait.awaitEver(waiter);
    }

    private synchronized boolean enqueueIfUnfinished(Waiter waiter) {
        if (unfinished == 0) {
            return false;
        }
        joiners.add(waiter);
        return true;
    }

    private static boolean requireTaken(Object outcome) {
        if (outcome == SHUT) {
            throw shutToPutters();
        }
        return true;
    }

    @SuppressWarnings("unchecked") // what is put is a T
    private T asItem(Object outcome) {
        if (outcome == SHUT) {
            throw new RejectedExecutionException(
                    "This queue is shut down and empty: no item will come. A loop over the queue ends by itself.");
        }
        return (T) outcome;
    }

    @SuppressWarnings("unchecked") // putters bring nothing else
    private T brought(Waiter putter) {
        return (T) putter.brought();
    }

    private static RejectedExecutionException shutToPutters() {
        return new RejectedExecutionException(
                "This queue is shut down: nothing can be put any more. Put before shutdown(), or make another.");
    }

    /** One taker's view. */
    private final class Taking implements SuspendableIterator<T> {
        private Optional<T> next = Optional.empty();

        @Override
        @Suspendable
        public boolean hasNext() {
            if (!next.isPresent()) {
                Object item = takeOrShut();
                next = item == SHUT ? Optional.empty() : Optional.of(asItem(item));
            }
            return next.isPresent();
        }

        @Override
        @Suspendable
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("The queue is shut down and empty. Ask hasNext() first.");
            }
            T item = next.get();
            next = Optional.empty();
            return item;
        }
    }
}
