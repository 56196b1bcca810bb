package dev.bobbin;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * Hands each element to all who have subscribed, in the same order to each. Each has a channel of its own; the slowest makes
 * the sender wait, unless its channel never does. Safe for use from anywhere.
 *
 * <pre>{@code
 * Broadcast<String> news = new Broadcast<>();
 * Channel<String> mine = news.subscribe(Channel.buffered(10));
 * news.send("hello");
 * System.out.println(mine.receive());
 * }</pre>
 *
 * @param <T> the type of the elements
 */
public final class Broadcast<T> implements AutoCloseable {

    /** Has an element while somebody sends: two at once would reach some in one order and others in the other. */
    private final Channel<Boolean> sending = Channel.buffered(1);

    // Guarded by this object's monitor.
    private final List<Channel<T>> subscribers = new ArrayList<>();
    private boolean closed;

    /** A broadcast that nobody has subscribed to. */
    public Broadcast() {}

    /**
     * From now on, each element is sent to {@code channel}, too. To end it, close the channel.
     *
     * @param channel the subscriber's own: its kind says what happens when the subscriber is slow
     * @return {@code channel}; it is closed at once if the broadcast is
     */
    public Channel<T> subscribe(Channel<T> channel) {
        Objects.requireNonNull(channel, "channel");
        synchronized (this) {
            if (!closed) {
                subscribers.add(channel);
                return channel;
            }
        }
        channel.close();
        return channel;
    }

    /**
     * Sends {@code element} to all who have subscribed, and waits for those who are slow, and for others who send.
     *
     * @param element not null
     * @throws ChannelClosedException if the broadcast is closed
     * @throws CancellationException if the coroutine is cancelled before or while it waits; some have got the element then
     */
    @Suspendable
    public void send(T element) {
        Objects.requireNonNull(element, "element");
        sending.send(true);
        try {
            for (Channel<T> subscriber : openSubscribers()) {
                try {
                    subscriber.send(element);
                } catch (ChannelClosedException gone) {
                    forget(subscriber);
                }
            }
        } finally {
            sending.tryReceive();
        }
    }

    private synchronized List<Channel<T>> openSubscribers() {
        if (closed) {
            throw new ChannelClosedException(null);
        }
        return new ArrayList<>(subscribers);
    }

    private synchronized void forget(Channel<T> subscriber) {
        subscribers.remove(subscriber);
    }

    /**
     * How many have subscribed and not closed their channels.
     *
     * @return 0 or more
     */
    public synchronized int subscribers() {
        subscribers.removeIf(Channel::isClosed);
        return subscribers.size();
    }

    /** Closes the channels of all who have subscribed. What they have not received yet stays there for them. */
    @Override
    public void close() {
        List<Channel<T>> all;
        synchronized (this) {
            closed = true;
            all = new ArrayList<>(subscribers);
            subscribers.clear();
        }
        all.forEach(Channel::close);
    }
}
