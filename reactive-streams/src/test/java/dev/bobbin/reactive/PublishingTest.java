package dev.bobbin.reactive;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Dispatchers;
import dev.bobbin.EventLoop;
import dev.bobbin.stream.SuspendableStream;
import dev.bobbin.sync.Event;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.publisher.Flux;

/** What publishers made of streams promise beyond the rules of the kit. */
@Timeout(60)
class PublishingTest {

    private final List<Object> trace = new CopyOnWriteArrayList<>();

    private final SuspendableStream<Integer> count = SuspendableStream.generate(y -> {
        try {
            for (int i = 1; ; i++) {
                trace.add(i);
                y.yield(i);
            }
        } finally {
            trace.add("closed");
        }
    });

    @Test
    void nothingIsComputedBeforeItIsAskedFor() {
        runBlocking(() -> {
            Recorder<Integer> recorder = new Recorder<>(0);
            ReactiveStreams.toPublisher(count).subscribe(recorder);
            letAllRun();
            assertThat(trace).isEmpty();
            recorder.subscription.request(2);
            letAllRun();
            assertThat(trace).containsExactly(1, 2);
            assertThat(recorder.signals).containsExactly(1, 2);
            recorder.subscription.cancel();
            letAllRun();
            assertThat(trace).containsExactly(1, 2, "closed");
            assertThat(recorder.signals).containsExactly(1, 2);
        });
    }

    @Test
    void cancellingEndsAStreamThatWaits() throws Exception {
        Event started = new Event();
        Event closed = new Event();
        SuspendableStream<Integer> waiting = SuspendableStream.generate(y -> {
            try {
                started.set();
                new Event().await();
            } finally {
                closed.set();
            }
        });
        Recorder<Integer> recorder = new Recorder<>(1);
        ReactiveStreams.toPublisher(waiting).subscribe(recorder);
        started.await();
        recorder.subscription.cancel();
        closed.await();
        assertThat(recorder.signals).isEmpty();
    }

    @Test
    void aFailureIsToldAsItIs() throws Exception {
        IOException failure = new IOException("no");
        Recorder<Integer> recorder = new Recorder<>(5);
        ReactiveStreams.toPublisher(SuspendableStream.<Integer>generate(y -> {
                    y.yield(1);
                    throw failure;
                }))
                .subscribe(recorder);
        assertThat(recorder.signalsToTheEnd()).containsExactly(1, failure);
    }

    @Test
    void aFailureInAFilterOfAnotherDispatcherIsToldThere() throws Exception {
        Recorder<String> recorder = new Recorder<>(Long.MAX_VALUE);
        EventLoop loop = EventLoop.start("publisher");
        ReactiveStreams.toPublisher(
                        loop,
                        SuspendableStream.of("a", "b")
                                .map(each -> each + (loop.isCurrent() ? " on the loop" : " elsewhere")))
                .subscribe(recorder);
        assertThat(recorder.signalsToTheEnd()).containsExactly("a on the loop", "b on the loop", "end");
        loop.stop();
    }

    @Test
    void nullAmongTheValuesIsAFailure() throws Exception {
        Recorder<Integer> recorder = new Recorder<>(5);
        ReactiveStreams.toPublisher(SuspendableStream.<Integer>generate(y -> y.yield(null)))
                .subscribe(recorder);
        assertThat(recorder.signalsToTheEnd()).singleElement().isInstanceOf(NullPointerException.class);
    }

    @Test
    void aWrongRequestEndsTheStreamAndSaysSo() {
        runBlocking(() -> {
            Recorder<Integer> recorder = new Recorder<>(1);
            ReactiveStreams.toPublisher(count).subscribe(recorder);
            letAllRun();
            recorder.subscription.request(-3);
            letAllRun();
            assertThat(trace).containsExactly(1, "closed");
            assertThat(recorder.signals).hasSize(2);
            assertThat((Throwable) recorder.signals.get(1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A subscriber asked for -3 values: it must be 1 or more (Reactive Streams, rule 3.9)");
        });
    }

    @Test
    void aSubscriberThatThrowsIsReportedAndItsStreamClosed() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        IllegalStateException failure = new IllegalStateException("broken subscriber");
        Coroutines.onUnobservedFailure((coroutine, thrown) -> reported.complete(thrown));
        try {
            ReactiveStreams.toPublisher(count).subscribe(new Recorder<Integer>(5) {
                @Override
                public void onNext(Integer value) {
                    throw failure;
                }
            });
            assertThat(reported.get()).isSameAs(failure);
        } finally {
            Coroutines.onUnobservedFailure((coroutine, thrown) -> thrown.printStackTrace());
        }
        assertThat(trace).containsExactly(1, "closed");
    }

    @Test
    void aFailureWhileCleaningUpAfterACancellationIsReported() throws Exception {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        IllegalStateException failure = new IllegalStateException("cannot clean up");
        Event started = new Event();
        Coroutines.onUnobservedFailure((coroutine, thrown) -> reported.complete(thrown));
        try {
            Recorder<Integer> recorder = new Recorder<>(1);
            ReactiveStreams.toPublisher(SuspendableStream.<Integer>generate(y -> {
                        try {
                            started.set();
                            sleep(1_000_000);
                        } finally {
                            failToCleanUp(failure);
                        }
                    }))
                    .subscribe(recorder);
            started.await();
            recorder.subscription.cancel();
            assertThat(reported.get()).isSameAs(failure);
            assertThat(recorder.signals).isEmpty();
        } finally {
            Coroutines.onUnobservedFailure((coroutine, thrown) -> thrown.printStackTrace());
        }
    }

    private static void failToCleanUp(RuntimeException failure) {
        throw failure;
    }

    @Test
    void anEndlessDemandLeavesTurnsToOthers() {
        runBlocking(() -> {
            AtomicReference<Recorder<Integer>> recorder = new AtomicReference<>(new Recorder<>(Long.MAX_VALUE));
            ReactiveStreams.toPublisher(SuspendableStream.<Integer>generate(y -> {
                        for (int i = 0; ; i++) {
                            y.yield(i); // never waits
                        }
                    }))
                    .subscribe(recorder.get());
            Coroutine<Void> other = spawn(() -> {
                yieldNow();
                recorder.get().subscription.cancel();
            });
            other.join();
            letAllRun();
            int received = recorder.get().signals.size();
            letAllRun();
            assertThat(recorder.get().signals).hasSize(received);
        });
    }

    @Test
    void twoSubscribersHaveAUseEach() throws Exception {
        Recorder<Integer> one = new Recorder<>(Long.MAX_VALUE);
        Recorder<Integer> other = new Recorder<>(Long.MAX_VALUE);
        var publisher = ReactiveStreams.toPublisher(Dispatchers.parallel(), SuspendableStream.of(1, 2, 3));
        publisher.subscribe(one);
        publisher.subscribe(other);
        assertThat(one.signalsToTheEnd()).containsExactly(1, 2, 3, "end");
        assertThat(other.signalsToTheEnd()).containsExactly(1, 2, 3, "end");
    }

    @Test
    void aDispatcherThatHasEndedFailsTheSubscription() throws Exception {
        EventLoop loop = EventLoop.start("ended");
        loop.stop();
        while (!loop.hasEnded()) {
            Thread.onSpinWait();
        }
        Recorder<Integer> recorder = new Recorder<>(1);
        ReactiveStreams.toPublisher(loop, SuspendableStream.of(1)).subscribe(recorder);
        assertThat((Throwable) recorder.signalsToTheEnd().get(0)).hasMessageContaining("which has ended");
    }

    @Test
    void reactorConsumesAStream() {
        SuspendableStream<Integer> slow = SuspendableStream.of(1, 2, 3, 4, 5).onEach(each -> sleep(1));
        assertThat(Flux.from(ReactiveStreams.toPublisher(slow))
                        .map(each -> each * each)
                        .collectList()
                        .block())
                .containsExactly(1, 4, 9, 16, 25);
        assertThat(Flux.from(ReactiveStreams.toPublisher(count))
                        .take(3)
                        .collectList()
                        .block())
                .containsExactly(1, 2, 3);
    }

    @Test
    void nullsAreRefusedAtOnce() {
        assertThatThrownBy(() -> ReactiveStreams.toPublisher(null)).hasMessage("stream");
        assertThatThrownBy(() -> ReactiveStreams.toPublisher(null, count)).hasMessage("dispatcher");
        assertThatThrownBy(() -> ReactiveStreams.toPublisher(count).subscribe(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("subscriber");
    }

    /** All that is ready on this loop has its turns: more than enough of them. */
    @dev.bobbin.Suspendable
    private static void letAllRun() {
        for (int i = 0; i < 20; i++) {
            yieldNow();
        }
    }
}
