package dev.bobbin.reactive;

import dev.bobbin.Channel;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableConsumer;
import dev.bobbin.sync.AsyncResult;
import java.util.Objects;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * Takes the signals of a publisher, on whatever thread they come, and keeps them in a channel for the one who pulls. That one alone
 * asks for more and cancels, so that those calls come one after the other, as rule 2.7 has it.
 */
final class StreamSubscriber<T> implements Subscriber<T> {

    /** Of a publisher that ended without having begun. */
    private static final Subscription NONE = new Subscription() {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    };

    private final int ahead;
    private final AsyncResult<Subscription> subscribed = new AsyncResult<>();
    private final Channel<T> values;
    private volatile boolean ended; // by the publisher

    StreamSubscriber(int ahead) {
        this.ahead = ahead;
        this.values = Channel.buffered(ahead);
    }

    // ---- what the publisher calls ----

    @Override
    public void onSubscribe(Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (!subscribed.trySet(subscription)) {
            subscription.cancel(); // a second one, or nobody pulls any more
        }
    }

    @Override
    public void onNext(T value) {
        Objects.requireNonNull(value, "value");
        if (!values.trySend(value)) {
            // Nothing happens if it was closed already: then this is a value that was on its way.
            values.close(new IllegalStateException("A publisher has sent more values than the " + ahead
                    + " it was asked for (Reactive Streams, rule 1.1). It is at fault, not its consumer."));
        }
    }

    @Override
    public void onError(Throwable thrown) {
        Objects.requireNonNull(thrown, "thrown");
        ended = true;
        values.close(thrown);
        subscribed.trySet(NONE);
    }

    @Override
    public void onComplete() {
        ended = true;
        values.close();
        subscribed.trySet(NONE);
    }

    // ---- what the consumer calls ----

    /** Asks for values and hands each to {@code consumer}, until the publisher ends. */
    @Suspendable
    void drainTo(SuspendableConsumer<? super T> consumer) throws Exception {
        Subscription subscription = subscribed.get();
        int half = (ahead + 1) / 2;
        int taken = 0;
        subscription.request(ahead);
        for (T value : values) {
            consumer.accept(value);
            taken++;
            if (taken == half) {
                subscription.request(taken);
                taken = 0;
            }
        }
    }

    /** Says that nobody pulls any more. */
    void close() {
        if (!subscribed.trySetException(new IllegalStateException("Nobody pulls any more")) && !ended) {
            subscribed.peek().ifPresent(Subscription::cancel);
        }
        values.close();
    }
}
