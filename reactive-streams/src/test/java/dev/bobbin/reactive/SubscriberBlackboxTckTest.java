package dev.bobbin.reactive;

import dev.bobbin.Coroutines;
import org.reactivestreams.Subscriber;
import org.reactivestreams.tck.SubscriberBlackboxVerification;
import org.reactivestreams.tck.TestEnvironment;

/** The rules of Reactive Streams for subscribers, tested from outside: a coroutine pulls all there is. */
public class SubscriberBlackboxTckTest extends SubscriberBlackboxVerification<Integer> {

    public SubscriberBlackboxTckTest() {
        super(new TestEnvironment(5000, 100));
    }

    @Override
    public Subscriber<Integer> createSubscriber() {
        StreamSubscriber<Integer> subscriber = new StreamSubscriber<>(4);
        Coroutines.spawn(() -> {
            try {
                subscriber.drainTo(value -> {});
            } catch (RuntimeException failed) {
                // what the publisher of the test fails with
            } finally {
                subscriber.close();
            }
        });
        return subscriber;
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
