package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A queue between coroutines, or threads, in which sender and receiver wait for one another. Elements arrive in the order in
 * which they were sent; those who wait are served in the order in which they came.
 *
 * <p>Waiting suspends a coroutine and blocks a plain thread. An element is received by exactly one receiver, or it is still in
 * the channel: one that is cancelled, or whose time is over, has not received it. Safe for use from anywhere; what a sender
 * wrote before is seen by the receiver.
 *
 * <pre>{@code
 * Channel<Integer> numbers = Channel.rendezvous();
 * spawn(() -> {
 *     for (int i = 1; i <= 3; i++) {
 *         numbers.send(i);
 *     }
 *     numbers.close();
 * });
 * for (int n : numbers) {
 *     System.out.println(n);
 * }
 * }</pre>
 *
 * @param <T> the type of the elements, which are never null
 */
public final class Channel<T> implements Iterable<T>, AutoCloseable {

    /** The capacity of a channel whose senders never wait. */
    private static final int UNLIMITED = Integer.MAX_VALUE;

    private static final AtomicLong COUNT = new AtomicLong();

    /** What a receiver gets whose channel has come to its end, and a sender whose channel was closed. */
    private static final Object CLOSED = new Object();

    private static final Object OVER = new Object();

    final long number = COUNT.incrementAndGet(); // the order in which several channels are locked

    private final int capacity;
    private final boolean conflated;

    // Guarded by this object's monitor, held for a few instructions and never over a suspension.
    private final Deque<T> buffer;
    private final WaitQueue receivers = new WaitQueue(this);
    private final WaitQueue senders = new WaitQueue(this);
    private boolean closed;
    private Throwable cause; // why it was closed; null if for no reason

    private Channel(int capacity, boolean conflated) {
        this.capacity = capacity;
        this.conflated = conflated;
        this.buffer = new ArrayDeque<>(capacity == 0 ? 1 : Math.min(capacity, 16));
    }

    // ---- making one ----

    /**
     * A channel without a buffer: a sender waits until a receiver takes its element.
     *
     * @param <T> the type of the elements
     * @return a new channel
     */
    public static <T> Channel<T> rendezvous() {
        return new Channel<>(0, false);
    }

    /**
     * A channel with a buffer: a sender waits while it is full.
     *
     * @param capacity how many elements the buffer holds, 0 or more; 0 is {@link #rendezvous}
     * @param <T> the type of the elements
     * @return a new channel
     */
    public static <T> Channel<T> buffered(int capacity) {
        if (capacity < 0) {
            throw new IllegalArgumentException("A channel's capacity was " + capacity + ": it must be 0 or more");
        }
        return new Channel<>(capacity, false);
    }

    /**
     * A channel whose senders never wait. What is not received takes memory.
     *
     * @param <T> the type of the elements
     * @return a new channel
     */
    public static <T> Channel<T> unlimited() {
        return new Channel<>(UNLIMITED, false);
    }

    /**
     * A channel that keeps the newest element only: one that was not received is replaced, and senders never wait.
     *
     * @param <T> the type of the elements
     * @return a new channel
     */
    public static <T> Channel<T> conflated() {
        return new Channel<>(1, true);
    }

    /**
     * A channel that has a tick each time a period is over, until it is closed. A tick that nobody has received when the next
     * one is due is replaced by it. The times of the ticks do not drift: they are multiples of the period after this call.
     *
     * @param period more than 0
     * @return a new channel of the numbers of the ticks, from 1
     */
    public static Channel<Long> ticker(Duration period) {
        Objects.requireNonNull(period, "period");
        if (period.isNegative() || period.isZero()) {
            throw new IllegalArgumentException("A ticker's period was " + period + ": it must be more than 0");
        }
        Channel<Long> ticks = conflated();
        EventLoop loop = EventLoop.current();
        long nanos = Durations.nanos(period, "A period");
        scheduleTick(ticks, loop, loop.nanoTime(), nanos, 1);
        return ticks;
    }

    private static void scheduleTick(Channel<Long> ticks, EventLoop loop, long began, long nanos, long tick) {
        loop.schedule(began + tick * nanos - loop.nanoTime(), () -> {
            ticks.trySend(tick);
            if (!ticks.isClosed()) {
                // Those that have passed meanwhile, because the loop was busy, are left out.
                long next = Math.max(tick, (loop.nanoTime() - began) / nanos) + 1;
                scheduleTick(ticks, loop, began, nanos, next);
            }
        });
    }

    // ---- sending ----

    /**
     * Hands {@code element} to a receiver or to the buffer, and waits for that if need be.
     *
     * @param element not null
     * @throws ChannelClosedException if the channel is closed, or comes to be while this waits
     * @throws CancellationException if the coroutine is cancelled before or while it waits; then nothing was sent
     */
    @Suspendable
    public void send(T element) {
        FrameStack.current().requireNotCancelled();
        Waiter waiter = sendOrEnqueue(element);
        if (waiter != null && TimedWait.awaitEver(waiter) == CLOSED) {
            throw closedException();
        }
    }

    /**
     * As {@link #send}, for a time.
     *
     * @param element not null
     * @param limit how long to wait at the most, not negative
     * @return false if the time was over; then nothing was sent
     * @throws ChannelClosedException if the channel is closed, or comes to be while this waits
     */
    @Suspendable
    public boolean trySend(T element, Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Waiter waiter = sendOrEnqueue(element);
        Object outcome = waiter == null ? null : TimedWait.await(waiter, limit, OVER);
        if (outcome == CLOSED) {
            throw closedException();
        }
        return outcome != OVER;
    }

    /**
     * Hands {@code element} to a receiver or to the buffer, if that can be done at once. Never waits; for any thread.
     *
     * @param element not null
     * @return false if nobody receives and the buffer is full, or the channel is closed
     */
    public boolean trySend(T element) {
        Objects.requireNonNull(element, "element");
        synchronized (this) {
            return !closed && canTake(element);
        }
    }

    // ---- receiving ----

    /**
     * Takes the next element, and waits for one if need be.
     *
     * @return the element
     * @throws ChannelClosedException if the channel is closed, or comes to be while this waits, and has no element left
     * @throws CancellationException if the coroutine is cancelled before or while it waits; then nothing was received
     */
    @Suspendable
    public T receive() {
        FrameStack.current().requireNotCancelled();
        Object element = receiveOrEnqueue();
        if (element instanceof Receiver) {
            element = TimedWait.awaitEver((Receiver) element);
        }
        return received(element);
    }

    /**
     * As {@link #receive()}, for a time.
     *
     * @param limit how long to wait at the most, not negative
     * @return the element; empty if the time was over, and then nothing was received
     * @throws ChannelClosedException if the channel is closed, or comes to be while this waits, and has no element left
     */
    @Suspendable
    public Optional<T> tryReceive(Duration limit) {
        TimedWait.requireLimit(limit);
        FrameStack.current().requireNotCancelled();
        Object element = receiveOrEnqueue();
        if (element instanceof Receiver) {
            element = TimedWait.await((Receiver) element, limit, OVER);
        }
        return element == OVER ? Optional.empty() : Optional.of(received(element));
    }

    /**
     * Takes the next element if there is one. Never waits; for any thread.
     *
     * @return the element; empty if there is none now, closed or not
     */
    @SuppressWarnings("unchecked") // what is sent is a T
    public Optional<T> tryReceive() {
        synchronized (this) {
            return Optional.ofNullable((T) take());
        }
    }

    /**
     * The elements as they come, to the end of the channel. Waiting for one suspends in suspendable code. Several iterations
     * share the elements.
     *
     * @return an iterator to be used by one coroutine or thread; it throws what the channel was closed for
     */
    @Override
    public SuspendableIterator<T> iterator() {
        return new Elements();
    }

    // ---- closing ----

    /**
     * Closes the channel: nothing can be sent any more, and what has been sent can still be received. Senders that wait are told
     * by a {@link ChannelClosedException}. Closing a second time does nothing.
     */
    @Override
    public void close() {
        close(null);
    }

    /**
     * Closes the channel because something went wrong: receivers that have taken what was sent are told of it, as the cause of
     * the {@link ChannelClosedException}; an iteration throws it as it is.
     *
     * @param why what went wrong; null for nothing
     * @return true if this call has closed the channel
     */
    public boolean close(Throwable why) {
        synchronized (this) {
            if (closed) {
                return false;
            }
            closed = true;
            cause = why;
            senders.wakeAll(CLOSED);
            receivers.wakeAll(CLOSED); // they wait because there is nothing left
            return true;
        }
    }

    /**
     * Whether the channel was closed.
     *
     * @return true if nothing can be sent; there may be elements left
     */
    public synchronized boolean isClosed() {
        return closed;
    }

    /**
     * How many elements are in the buffer. Elements of senders that wait do not count.
     *
     * @return 0 or more; out of date when it arrives, if others are at work
     */
    public synchronized int size() {
        return buffer.size();
    }

    @Override
    public synchronized String toString() {
        String kind = conflated
                ? "conflated channel"
                : capacity == 0
                        ? "rendezvous channel"
                        : capacity == UNLIMITED ? "unlimited channel" : "channel of " + capacity;
        return kind + " (" + buffer.size() + " elements, " + senders.size() + " senders and " + receivers.size()
                + " receivers wait" + (closed ? ", closed)" : ")");
    }

    // ---- what Select needs, too; all of it with the monitor held ----

    /** Receives if that can be done at once: the element, or {@link #CLOSED}; null if one would have to wait. */
    Object receiveNow() {
        Object element = take();
        return element == null && closed ? CLOSED : element;
    }

    /** Sends if that can be done at once: true, or {@link #CLOSED}; null if one would have to wait. */
    Object sendNow(T element) {
        return closed ? CLOSED : canTake(element) ? Boolean.TRUE : null;
    }

    void addReceiver(Waiter waiter) {
        receivers.add(waiter);
    }

    void addSender(Waiter waiter) {
        senders.add(waiter);
    }

    void removeReceiver(Waiter waiter) {
        receivers.leave(waiter);
    }

    void removeSender(Waiter waiter) {
        senders.leave(waiter);
    }

    /** What a receiver has got: an element, or the end. */
    @SuppressWarnings("unchecked") // what is sent is a T
    T received(Object outcome) {
        if (outcome == CLOSED) {
            throw closedException();
        }
        return (T) outcome;
    }

    /** Whether {@code outcome} says that the channel is closed. */
    static boolean saysClosed(Object outcome) {
        return outcome == CLOSED;
    }

    ChannelClosedException closedException() {
        Throwable why;
        synchronized (this) {
            why = cause;
        }
        return new ChannelClosedException(why);
    }

    // ---- inside ----

    private Waiter sendOrEnqueue(T element) {
        Objects.requireNonNull(element, "element");
        synchronized (this) {
            if (closed) {
                throw new ChannelClosedException(cause);
            }
            if (canTake(element)) {
                return null;
            }
            Waiter waiter = new Waiter(element);
            senders.add(waiter);
            return waiter;
        }
    }

    /** One who waits for an element. A type of its own, which no element can have. */
    private static final class Receiver extends Waiter {}

    /** The next element, or {@link #CLOSED}; or, only if one must be waited for, a {@link Receiver} that stands in the queue. */
    private Object receiveOrEnqueue() {
        synchronized (this) {
            Object element = receiveNow();
            if (element != null) {
                return element;
            }
            Receiver receiver = new Receiver();
            receivers.add(receiver);
            return receiver;
        }
    }

    /** Gives {@code element} away without waiting, if possible. */
    private boolean canTake(T element) {
        for (Waiter receiver = receivers.poll(); receiver != null; receiver = receivers.poll()) {
            if (receiver.offer(element)) {
                return true;
            }
        }
        if (conflated) {
            buffer.clear();
        } else if (buffer.size() >= capacity) {
            return false;
        }
        buffer.add(element);
        return true;
    }

    /** The next element; null if there is none. A sender that waits moves up into the buffer. */
    private Object take() {
        T element = buffer.poll();
        if (element == null) {
            return takeFromSender();
        }
        Object moved = takeFromSender();
        if (moved != null) {
            buffer.add(asElement(moved));
        }
        return element;
    }

    private Object takeFromSender() {
        for (Waiter sender = senders.poll(); sender != null; sender = senders.poll()) {
            if (sender.offer(null)) {
                return sender.brought();
            }
        }
        return null;
    }

    @SuppressWarnings("unchecked") // senders bring nothing else
    private T asElement(Object brought) {
        return (T) brought;
    }

    /** One consumer's view. */
    private final class Elements implements SuspendableIterator<T> {
        private T next; // null if it must be waited for
        private boolean ended;

        @Override
        @Suspendable
        public boolean hasNext() {
            if (next != null) {
                return true;
            }
            if (ended) {
                return false;
            }
            FrameStack.current().requireNotCancelled();
            Object element = receiveOrEnqueue();
            if (element instanceof Receiver) {
                element = TimedWait.awaitEver((Receiver) element);
            }
            if (element == CLOSED) {
                ended = true;
                Throwable why = closedException().getCause();
                if (why != null) {
                    throw Sneaky.rethrow(why);
                }
                return false;
            }
            next = asElement(element);
            return true;
        }

        @Override
        @Suspendable
        public T next() {
            if (!hasNext()) {
                throw new NoSuchElementException("The channel is closed and has no element left. Ask hasNext() first.");
            }
            T element = next;
            next = null;
            return element;
        }
    }
}
