package dev.bobbin.adapt;

import dev.bobbin.MutualWait;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import java.util.concurrent.BlockingDeque;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for the waits of {@link BlockingQueue} and {@link BlockingDeque}: of the JDK's queues, who finds what is wanted
 * goes on at once, and who has to wait does so by a thread of the blocking pool, or, where half of that waits already, without
 * one. Queues of another make are handed to the pool as they are. On a plain thread they are the JDK's calls.
 *
 * <p>Each method does what that of the same name does, with its exceptions, and throws a {@link CancellationException} if the
 * coroutine is cancelled. Interrupts are as for {@link Threads}.
 */
@SuppressSuspensionWarnings("blocking-call") // on threads that may block only
public final class Queues {

    private Queues() {}

    /**
     * {@link BlockingQueue#put(Object)}.
     *
     * @param queue where to put it
     * @param element what to put there
     * @param <E> the type of the elements
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> void put(BlockingQueue<E> queue, E element) throws InterruptedException {
        Meeting.await(
                queue,
                () -> {
                    queue.put(element);
                    return null;
                },
                nanos -> queue.offer(element, nanos, TimeUnit.NANOSECONDS) ? true : null,
                MutualWait.FOR_EVER);
    }

    /**
     * {@link BlockingQueue#take()}.
     *
     * @param queue where to take it from
     * @param <E> the type of the elements
     * @return the element
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> E take(BlockingQueue<E> queue) throws InterruptedException {
        return Meeting.await(queue, queue::take, nanos -> queue.poll(nanos, TimeUnit.NANOSECONDS), MutualWait.FOR_EVER);
    }

    /**
     * {@link BlockingQueue#offer(Object, long, TimeUnit)}.
     *
     * @param queue where to put it
     * @param element what to put there
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @param <E> the type of the elements
     * @return whether there was room in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> boolean offer(BlockingQueue<E> queue, E element, long time, TimeUnit unit)
            throws InterruptedException {
        return null
                != Meeting.await(
                        queue,
                        () -> queue.offer(element, time, unit) ? true : null,
                        nanos -> queue.offer(element, nanos, TimeUnit.NANOSECONDS) ? true : null,
                        unit.toNanos(time));
    }

    /**
     * {@link BlockingQueue#poll(long, TimeUnit)}.
     *
     * @param queue where to take it from
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @param <E> the type of the elements
     * @return the element; null if there was none in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> E poll(BlockingQueue<E> queue, long time, TimeUnit unit) throws InterruptedException {
        return Meeting.await(
                queue,
                () -> queue.poll(time, unit),
                nanos -> queue.poll(nanos, TimeUnit.NANOSECONDS),
                unit.toNanos(time));
    }

    /**
     * {@link BlockingDeque#putFirst(Object)}.
     *
     * @param queue where to put it
     * @param element what to put there
     * @param <E> the type of the elements
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> void putFirst(BlockingDeque<E> queue, E element) throws InterruptedException {
        Meeting.await(
                queue,
                () -> {
                    queue.putFirst(element);
                    return null;
                },
                nanos -> queue.offerFirst(element, nanos, TimeUnit.NANOSECONDS) ? true : null,
                MutualWait.FOR_EVER);
    }

    /**
     * {@link BlockingDeque#takeFirst()}.
     *
     * @param queue where to take it from
     * @param <E> the type of the elements
     * @return the element
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> E takeFirst(BlockingDeque<E> queue) throws InterruptedException {
        return Meeting.await(
                queue, queue::takeFirst, nanos -> queue.pollFirst(nanos, TimeUnit.NANOSECONDS), MutualWait.FOR_EVER);
    }

    /**
     * {@link BlockingDeque#offerFirst(Object, long, TimeUnit)}.
     *
     * @param queue where to put it
     * @param element what to put there
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @param <E> the type of the elements
     * @return whether there was room in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> boolean offerFirst(BlockingDeque<E> queue, E element, long time, TimeUnit unit)
            throws InterruptedException {
        return null
                != Meeting.await(
                        queue,
                        () -> queue.offerFirst(element, time, unit) ? true : null,
                        nanos -> queue.offerFirst(element, nanos, TimeUnit.NANOSECONDS) ? true : null,
                        unit.toNanos(time));
    }

    /**
     * {@link BlockingDeque#pollFirst(long, TimeUnit)}.
     *
     * @param queue where to take it from
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @param <E> the type of the elements
     * @return the element; null if there was none in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> E pollFirst(BlockingDeque<E> queue, long time, TimeUnit unit) throws InterruptedException {
        return Meeting.await(
                queue,
                () -> queue.pollFirst(time, unit),
                nanos -> queue.pollFirst(nanos, TimeUnit.NANOSECONDS),
                unit.toNanos(time));
    }

    /**
     * {@link BlockingDeque#putLast(Object)}.
     *
     * @param queue where to put it
     * @param element what to put there
     * @param <E> the type of the elements
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> void putLast(BlockingDeque<E> queue, E element) throws InterruptedException {
        Meeting.await(
                queue,
                () -> {
                    queue.putLast(element);
                    return null;
                },
                nanos -> queue.offerLast(element, nanos, TimeUnit.NANOSECONDS) ? true : null,
                MutualWait.FOR_EVER);
    }

    /**
     * {@link BlockingDeque#takeLast()}.
     *
     * @param queue where to take it from
     * @param <E> the type of the elements
     * @return the element
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> E takeLast(BlockingDeque<E> queue) throws InterruptedException {
        return Meeting.await(
                queue, queue::takeLast, nanos -> queue.pollLast(nanos, TimeUnit.NANOSECONDS), MutualWait.FOR_EVER);
    }

    /**
     * {@link BlockingDeque#offerLast(Object, long, TimeUnit)}.
     *
     * @param queue where to put it
     * @param element what to put there
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @param <E> the type of the elements
     * @return whether there was room in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> boolean offerLast(BlockingDeque<E> queue, E element, long time, TimeUnit unit)
            throws InterruptedException {
        return null
                != Meeting.await(
                        queue,
                        () -> queue.offerLast(element, time, unit) ? true : null,
                        nanos -> queue.offerLast(element, nanos, TimeUnit.NANOSECONDS) ? true : null,
                        unit.toNanos(time));
    }

    /**
     * {@link BlockingDeque#pollLast(long, TimeUnit)}.
     *
     * @param queue where to take it from
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @param <E> the type of the elements
     * @return the element; null if there was none in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static <E> E pollLast(BlockingDeque<E> queue, long time, TimeUnit unit) throws InterruptedException {
        return Meeting.await(
                queue,
                () -> queue.pollLast(time, unit),
                nanos -> queue.pollLast(nanos, TimeUnit.NANOSECONDS),
                unit.toNanos(time));
    }
}
