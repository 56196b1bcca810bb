package dev.bobbin.reactive;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.sync.Semaphore;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import org.reactivestreams.tck.SubscriberWhiteboxVerification;
import org.reactivestreams.tck.TestEnvironment;

/** The rules of Reactive Streams for subscribers, tested with a look inside: the test decides when the consumer pulls. */
public class SubscriberWhiteboxTckTest extends SubscriberWhiteboxVerification<Integer> {

    public SubscriberWhiteboxTckTest() {
        super(new TestEnvironment(5000, 100));
    }

    @Override
    public Subscriber<Integer> createSubscriber(WhiteboxSubscriberProbe<Integer> probe) {
        return new Probed(probe);
    }

    /** Tells the probe of each signal; one value is asked for when the test wants one. */
    private static final class Probed implements Subscriber<Integer> {
        private final WhiteboxSubscriberProbe<Integer> probe;
        private final StreamSubscriber<Integer> subscriber = new StreamSubscriber<>(1);
        private final Semaphore pulls = new Semaphore(0);
        private final Coroutine<Void> consumer;
        private boolean subscribed;

        Probed(WhiteboxSubscriberProbe<Integer> probe) {
            this.probe = probe;
            this.consumer = Coroutines.spawn(() -> {
                try {
                    pulls.acquire(); // for the first value, which is asked for at once
                    subscriber.drainTo(value -> pulls.acquire());
                } catch (RuntimeException failed) {
                    // the end of this consumer, which a test asked for
                } finally {
                    subscriber.close();
                }
            });
        }

        @Override
        public void onSubscribe(Subscription subscription) {
            subscriber.onSubscribe(subscription);
            if (subscribed) {
                return;
            }
            subscribed = true;
            probe.registerOnSubscribe(new SubscriberPuppet() {
                @Override
                public void triggerRequest(long elements) {
                    pulls.release((int) elements);
                }

                @Override
                public void signalCancel() {
                    consumer.cancel();
                }
            });
        }

        @Override
        public void onNext(Integer value) {
            subscriber.onNext(value);
            probe.registerOnNext(value);
        }

        @Override
        public void onError(Throwable thrown) {
            subscriber.onError(thrown);
            probe.registerOnError(thrown);
        }

        @Override
        public void onComplete() {
            subscriber.onComplete();
            probe.registerOnComplete();
        }
    }

    @Override
    public Integer createElement(int element) {
        return element;
    }
}
