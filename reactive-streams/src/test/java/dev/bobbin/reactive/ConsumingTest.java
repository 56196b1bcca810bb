package dev.bobbin.reactive;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.Generator;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.stream.SuspendableStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/** What streams made of publishers promise. */
@Timeout(60)
class ConsumingTest {

    /** Sends what a test says, and writes down what it is asked for. */
    private static final class ByHand implements Publisher<Integer>, Subscription {
        final List<String> calls = new CopyOnWriteArrayList<>();
        volatile Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Subscriber<? super Integer> subscriber) {
            this.subscriber = subscriber;
            calls.add("subscribe");
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long count) {
            calls.add("request " + count);
        }

        @Override
        public void cancel() {
            calls.add("cancel");
        }
    }

    private final ByHand publisher = new ByHand();

    @Test
    void eachValueIsAskedForWhenTheConsumerPulls() {
        runBlocking(() -> {
            SuspendableStream<Integer> stream = ReactiveStreams.toStream(publisher, 1);
            try (Generator<Integer> values = stream.generator()) {
                SuspendableIterator<Integer> all = values.iterator();
                assertThat(publisher.calls).isEmpty();
                Coroutine<Integer> first = spawn(all::next);
                yieldNow();
                assertThat(publisher.calls).containsExactly("subscribe", "request 1");
                publisher.subscriber.onNext(7);
                assertThat(first.get()).isEqualTo(7);
                assertThat(publisher.calls).hasSize(2);
                Coroutine<Integer> second = spawn(all::next);
                yieldNow();
                assertThat(publisher.calls).containsExactly("subscribe", "request 1", "request 1");
                publisher.subscriber.onNext(8);
                assertThat(second.get()).isEqualTo(8);
            }
            assertThat(publisher.calls).endsWith("cancel").hasSize(4);
        });
    }

    @Test
    void halfOfWhatIsAheadIsAskedForAgain() {
        runBlocking(() -> {
            Coroutine<List<Integer>> all =
                    spawn(() -> ReactiveStreams.toStream(publisher, 4).toList());
            yieldNow();
            for (int i = 1; i <= 5; i++) {
                publisher.subscriber.onNext(i);
                yieldNow();
            }
            publisher.subscriber.onComplete();
            assertThat(all.get()).containsExactly(1, 2, 3, 4, 5);
            assertThat(publisher.calls).containsExactly("subscribe", "request 4", "request 2", "request 2");
        });
    }

    @Test
    void valuesBeforeAFailureComeFirst() {
        IOException failure = new IOException("no");
        List<Integer> received = new ArrayList<>();
        runBlocking(() -> {
            Coroutine<Void> consumer =
                    spawn(() -> ReactiveStreams.toStream(publisher).forEach(received::add));
            yieldNow();
            publisher.subscriber.onNext(1);
            publisher.subscriber.onNext(2);
            publisher.subscriber.onError(failure);
            consumer.awaitEnd();
            assertThat(consumer.failure()).containsSame(failure);
        });
        assertThat(received).containsExactly(1, 2);
        assertThat(publisher.calls).containsExactly("subscribe", "request 32"); // who has ended is not cancelled
    }

    @Test
    void aConsumerThatIsCancelledCancelsItsSubscription() {
        runBlocking(() -> {
            Coroutine<Long> consumer =
                    spawn(() -> ReactiveStreams.toStream(publisher).count());
            yieldNow();
            consumer.cancelAndJoin();
            assertThat(publisher.calls).containsExactly("subscribe", "request 32", "cancel");
            publisher.subscriber.onNext(1); // was on its way
            publisher.subscriber.onComplete();
        });
    }

    @Test
    void aPublisherThatIsTooSlowToBeginIsCancelledWhenItDoes() {
        runBlocking(() -> {
            List<Subscriber<? super Integer>> subscribers = new ArrayList<>();
            Publisher<Integer> late = subscribers::add;
            Coroutine<Long> consumer =
                    spawn(() -> ReactiveStreams.toStream(late).count());
            yieldNow();
            consumer.cancelAndJoin();
            subscribers.get(0).onSubscribe(publisher);
            assertThat(publisher.calls).containsExactly("cancel");
        });
    }

    @Test
    void aPublisherThatSendsTooMuchIsToldOn() {
        runBlocking(() -> {
            Coroutine<List<Integer>> consumer =
                    spawn(() -> ReactiveStreams.toStream(publisher, 2).toList());
            yieldNow();
            for (int i = 0; i < 4; i++) {
                publisher.subscriber.onNext(i);
            }
            consumer.awaitEnd();
            assertThat(consumer.failure().orElseThrow())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageStartingWith("A publisher has sent more values than the 2 it was asked for");
            assertThat(publisher.calls).endsWith("cancel");
        });
    }

    @Test
    void aPublisherThatFailsWithoutHavingBegunIsHeard() {
        IOException failure = new IOException("no");
        assertThatThrownBy(() -> ReactiveStreams.<Integer>toStream(subscriber -> subscriber.onError(failure))
                        .toList())
                .isSameAs(failure);
        assertThatThrownBy(() -> ReactiveStreams.<Integer>toStream(subscriber -> {
                            throw new IllegalStateException("refused");
                        })
                        .toList())
                .hasMessage("refused");
    }

    @Test
    void whatReactorSendsFromItsThreadsArrivesInOrder() {
        List<Integer> expected = IntStream.range(0, 5000).boxed().collect(Collectors.toList());
        Publisher<Integer> numbers = Flux.range(0, 5000).publishOn(Schedulers.parallel());
        assertThat(ReactiveStreams.toStream(numbers).toList()).isEqualTo(expected); // a plain thread blocks
        runBlocking(() -> {
            assertThat(ReactiveStreams.toStream(numbers, 3).toList()).isEqualTo(expected);
            assertThat(ReactiveStreams.toStream(numbers).take(5).toList()).containsExactly(0, 1, 2, 3, 4);
        });
    }

    @Test
    void thereAndBackNothingChanges() {
        SuspendableStream<Integer> numbers = SuspendableStream.of(1, 2, 3).onEach(each -> sleep(1));
        runBlocking(() -> assertThat(ReactiveStreams.toStream(ReactiveStreams.toPublisher(numbers))
                        .toList())
                .containsExactly(1, 2, 3));
        assertThat(FlowStreams.toStream(FlowStreams.toPublisher(numbers)).toList())
                .containsExactly(1, 2, 3);
    }

    @Test
    void publishersOfTheJdkAreConsumed() throws Exception {
        Coroutine<List<Integer>> consumer;
        try (SubmissionPublisher<Integer> jdk = new SubmissionPublisher<>()) {
            consumer = spawn(() -> FlowStreams.toStream(jdk, 2).toList());
            while (!jdk.hasSubscribers()) {
                Thread.onSpinWait();
            }
            for (int i = 0; i < 1000; i++) {
                jdk.submit(i); // blocks this thread while the consumer is behind
            }
        }
        assertThat(consumer.get()).isEqualTo(IntStream.range(0, 1000).boxed().collect(Collectors.toList()));
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> ReactiveStreams.toStream(publisher, 0))
                .hasMessageContaining("toStream() was called for 0 values ahead");
        assertThatThrownBy(() -> ReactiveStreams.toStream(null)).hasMessage("publisher");
        assertThat(Arrays.asList(publisher.calls)).containsExactly(List.of());
    }
}
