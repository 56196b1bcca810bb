package dev.bobbin.reactive;

import dev.bobbin.Coroutines;
import dev.bobbin.Dispatcher;
import dev.bobbin.stream.SuspendableStream;
import java.util.Objects;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;

/**
 * Suspendable streams as publishers, and publishers as suspendable streams, by the rules of Reactive Streams 1.0.4. Both go as fast
 * as whoever consumes them asks, pass failures on as they are, and end the other side when the consumer has had enough.
 *
 * <p>All methods may be called from any thread. For {@code java.util.concurrent.Flow}, see {@code FlowStreams}.
 *
 * <pre>{@code
 * Flux<Order> orders = Flux.from(ReactiveStreams.toPublisher(SuspendableStream.generate(y -> {
 *     for (String id : ids) {
 *         y.yield(fetch(id)); // suspends
 *     }
 * })));
 *
 * ReactiveStreams.toStream(orders).forEach(order -> store(order)); // suspends
 * }</pre>
 */
public final class ReactiveStreams {

    /** How many values are asked for ahead if nothing is said. */
    private static final int AHEAD = 32;

    private ReactiveStreams() {}

    /**
     * A publisher of a stream's values. Each subscription is a use of its own, by a coroutine of its own: one that is started as
     * {@link Coroutines#spawn} would where {@code subscribe} is called. The stream's body runs when a value is asked for, never
     * before; so its end, too, is only found when one value more is asked for than there are.
     *
     * <p>Subscribers are called by that coroutine, on its dispatcher, and must not block. One that asks for very much lets other
     * coroutines have their turns in between. Cancelling a subscription cancels the coroutine: the stream's body is told where it
     * waits, and its {@code finally} blocks run. What fails then, and what a subscriber throws against the rules, is reported as
     * the failure of the coroutine.
     *
     * @param stream whose values; null among them is a failure
     * @param <T> the type of the values
     * @return a publisher for any number of subscribers
     */
    public static <T> Publisher<T> toPublisher(SuspendableStream<T> stream) {
        Objects.requireNonNull(stream, "stream");
        return subscriber -> new StreamSubscription<>(stream, notNull(subscriber)).begin(Coroutines::spawn);
    }

    /**
     * As {@link #toPublisher(SuspendableStream)}, with the coroutines on a dispatcher of one's choice.
     *
     * @param dispatcher where the streams run and the subscribers are called
     * @param stream whose values; null among them is a failure
     * @param <T> the type of the values
     * @return a publisher for any number of subscribers
     */
    public static <T> Publisher<T> toPublisher(Dispatcher dispatcher, SuspendableStream<T> stream) {
        Objects.requireNonNull(dispatcher, "dispatcher");
        Objects.requireNonNull(stream, "stream");
        return subscriber ->
                new StreamSubscription<>(stream, notNull(subscriber)).begin(body -> Coroutines.spawn(dispatcher, body));
    }

    /**
     * The values of a publisher, 32 of them asked for ahead of the consumer.
     *
     * @param publisher subscribed to once for each use, when the first value is asked for
     * @param <T> the type of the values
     * @return the stream; what the publisher fails with is thrown as it is
     */
    public static <T> SuspendableStream<T> toStream(Publisher<? extends T> publisher) {
        return toStream(publisher, AHEAD);
    }

    /**
     * The values of a publisher. Waiting for one suspends a coroutine and blocks a plain thread. A use that ends early, or whose
     * coroutine is cancelled, cancels its subscription.
     *
     * @param publisher subscribed to once for each use, when the first value is asked for
     * @param ahead how many values the publisher may be ahead, 1 or more; with 1, each is asked for when the consumer does. When
     *     the consumer has taken half of them, as many are asked for again.
     * @param <T> the type of the values
     * @return the stream; what the publisher fails with is thrown as it is. If it sends more than it was asked for, that is an
     *     IllegalStateException.
     */
    public static <T> SuspendableStream<T> toStream(Publisher<? extends T> publisher, int ahead) {
        Objects.requireNonNull(publisher, "publisher");
        if (ahead < 1) {
            throw new IllegalArgumentException(
                    "toStream() was called for " + ahead + " values ahead: it must be 1 or more");
        }
        return SuspendableStream.generate(y -> {
            StreamSubscriber<T> subscriber = new StreamSubscriber<>(ahead);
            try {
                publisher.subscribe(subscriber);
                subscriber.drainTo(y::yield);
            } finally {
                subscriber.close();
            }
        });
    }

    /** Reactive Streams 1.9: the one thing for which subscribe may throw. */
    private static <T> Subscriber<? super T> notNull(Subscriber<? super T> subscriber) {
        return Objects.requireNonNull(subscriber, "subscriber");
    }
}
