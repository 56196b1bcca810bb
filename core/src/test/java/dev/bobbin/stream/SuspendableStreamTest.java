package dev.bobbin.stream;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Channel;
import dev.bobbin.Generator;
import dev.bobbin.Simulation;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What streams promise, in a coroutine under virtual time and on a plain thread. */
@Timeout(20)
class SuspendableStreamTest {

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    private static final SuspendableStream<Integer> COUNT = SuspendableStream.generate(y -> {
        for (int i = 1; ; i++) {
            sleep(1);
            y.yield(i);
        }
    });

    private static void both(Object expected, SuspendableCallable<?> body) {
        assertThat(Simulation.inOrder().<Object>run(() -> body.call())).isEqualTo(expected);
        try {
            assertThat((Object) body.call()).isEqualTo(expected);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void valuesAreChangedChosenAndCounted() {
        both(
                Arrays.asList(4, 8, 12),
                () -> COUNT.map(n -> {
                            sleep(1);
                            return 2 * n;
                        })
                        .filter(n -> n % 4 == 0)
                        .take(3)
                        .toList());
        both(Arrays.asList(3, 4), () -> COUNT.drop(2).takeWhile(n -> n < 5).toList());
        both(5L, () -> COUNT.take(5).count());
        both(15, () -> COUNT.take(5).fold(0, (sum, n) -> sum + n));
        both(
                Arrays.asList(1, 1, 2, 1, 2, 3),
                () -> COUNT.take(3).flatMap(n -> COUNT.take(n)).toList());
        both(
                Arrays.asList("a1", "b2"),
                () -> SuspendableStream.of("a", "b").zip(COUNT, (s, n) -> s + n).toList());
        both(
                Arrays.asList(Arrays.asList(1, 2), Arrays.asList(3, 4), Collections.singletonList(5)),
                () -> COUNT.take(5).chunked(2).toList());
        both(7, () -> COUNT.drop(6).first().get());
        both(false, () -> COUNT.take(0).first().isPresent());
    }

    @Test
    void aUseThatEndsEarlyRunsTheFinallyBlocks() {
        both(
                Collections.singletonList(1),
                () -> SuspendableStream.<Integer>generate(y -> {
                            try {
                                y.yield(1);
                                y.yield(2);
                            } finally {
                                trace.add("closed");
                            }
                        })
                        .map(n -> n)
                        .take(1)
                        .toList());
        assertThat(trace).containsExactly("closed", "closed");
    }

    @Test
    void nothingRunsAheadUnlessItIsBuffered() {
        Simulation.inOrder().run(() -> {
            SuspendableStream<Integer> traced = SuspendableStream.of(1, 2, 3, 4).onEach(trace::add);
            try (Generator<Integer> values = traced.generator()) {
                values.iterator().next();
                sleep(2);
                assertThat(trace).containsExactly(1);
            }
            trace.clear();
            try (Generator<Integer> values = traced.buffer(2).generator()) {
                values.iterator().next();
                sleep(2);
                assertThat(trace).containsExactly(1, 2, 3);
            }
            trace.clear();
            try (Generator<Integer> values = traced.buffer(1).generator()) {
                values.iterator().next();
                sleep(2);
                assertThat(trace).containsExactly(1, 2);
            }
            return null;
        });
    }

    @Test
    void whatWasYieldedBeforeAFailureComesFirst() {
        SuspendableStream<Integer> failing = SuspendableStream.generate(y -> {
            for (int i = 1; i <= 3; i++) {
                y.yield(i);
            }
            throw new IOException("no");
        });
        runBlocking(() -> {
            assertThat(upToFailure(failing.buffer(5))).containsExactly(1, 2, 3, "no");
            assertThat(upToFailure(SuspendableStream.merge(failing))).containsExactly(1, 2, 3, "no");
            assertThat(upToFailure(failing.debounce(Duration.ofMillis(1)))).containsExactly(3, "no");
            assertThat(upToFailure(failing.chunked(2, Duration.ofHours(1))))
                    .containsExactly(Arrays.asList(1, 2), Collections.singletonList(3), "no");
            assertThat(upToFailure(failing.window(Duration.ofHours(1)))).containsExactly(Arrays.asList(1, 2, 3), "no");
        });
    }

    /** All values, consumed slowly, and the message of the failure. */
    @Suspendable
    private static List<Object> upToFailure(SuspendableStream<?> stream) {
        List<Object> seen = new ArrayList<>();
        Throwable thrown = Thrown.by(() -> stream.forEach(value -> {
            sleep(5); // the failure is there before the value is asked for
            seen.add(value);
        }));
        seen.add(thrown.getMessage());
        return seen;
    }

    @Test
    void windowsSlideOverTheValues() {
        SuspendableStream<Integer> five = COUNT.take(5);
        both(
                Arrays.asList(Arrays.asList(1, 2, 3), Arrays.asList(2, 3, 4), Arrays.asList(3, 4, 5)),
                () -> five.window(3, 1).toList());
        both(
                Arrays.asList(Arrays.asList(1, 2), Arrays.asList(3, 4)),
                () -> five.window(2, 2).toList());
        both(
                Arrays.asList(Collections.singletonList(1), Collections.singletonList(4)),
                () -> five.window(1, 3).toList());
        both(
                Arrays.asList(Arrays.asList(1, 2), Arrays.asList(4, 5)),
                () -> five.window(2, 3).toList());
        both(Collections.emptyList(), () -> five.window(6, 1).toList());
    }

    /** At 1, 3, 4, 16, 17 and 18 milliseconds. */
    private static final SuspendableStream<String> UNEVEN = SuspendableStream.of(1, 2, 1, 12, 1, 1)
            .map(wait -> {
                sleep(wait);
                return "after " + wait;
            });

    @Test
    void windowsOfTimeHaveWhatCameInEach() {
        List<List<String>> windows = Simulation.inOrder()
                .run(() -> UNEVEN.window(Duration.ofMillis(5)).toList());
        assertThat(windows)
                .containsExactly(
                        Arrays.asList("after 1", "after 2", "after 1"),
                        Collections.emptyList(),
                        Collections.emptyList(),
                        Arrays.asList("after 12", "after 1", "after 1"));
    }

    @Test
    void windowsThatPassWhileTheConsumerIsAwayAreLeftOut() {
        List<Integer> sizes = new ArrayList<>();
        Simulation.inOrder().run(() -> {
            SuspendableStream.generate(y -> {
                        for (int i = 0; i < 40; i++) {
                            sleep(1);
                            y.yield(i);
                        }
                    })
                    .window(Duration.ofMillis(10))
                    .forEach(window -> {
                        sizes.add(window.size());
                        if (sizes.size() == 1) {
                            sleep(25); // from 10 to 35: the source waits with its value of 10
                        }
                    });
            return null;
        });
        assertThat(sizes.get(0)).isEqualTo(9);
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(40);
        assertThat(sizes.get(1)).isLessThanOrEqualTo(6); // what is left of the span from 30 to 40
        assertThat(sizes).doesNotContain(0);
    }

    @Test
    void aGroupIsCompleteByItsSizeOrItsAge() {
        List<List<String>> groups = Simulation.inOrder()
                .run(() -> UNEVEN.chunked(2, Duration.ofMillis(5)).toList());
        assertThat(groups)
                .containsExactly(
                        Arrays.asList("after 1", "after 2"),
                        Collections.singletonList("after 1"),
                        Arrays.asList("after 12", "after 1"),
                        Collections.singletonList("after 1"));
        both(
                Arrays.asList(Arrays.asList(1, 2), Collections.singletonList(3)),
                () -> COUNT.take(3).chunked(2, Duration.ofHours(1)).toList());
    }

    @Test
    void operatorsWithCoroutinesOfTheirOwnEndThemWhenTheyAreLeftEarly() {
        SuspendableStream<Integer> source = SuspendableStream.generate(y -> {
            try {
                for (int i = 0; ; i++) {
                    sleep(1);
                    y.yield(i);
                }
            } finally {
                trace.add("closed");
            }
        });
        Simulation.inOrder()
                .run(
                        () -> { // where real time passes, a window may be over before its source has begun
                            source.buffer(3).first();
                            SuspendableStream.merge(source, source).first();
                            source.window(Duration.ofMillis(3)).first();
                            source.chunked(2, Duration.ofMillis(3)).first();
                            source.debounce(Duration.ZERO).first();
                            return null;
                        });
        assertThat(trace).hasSize(6);
    }

    @Test
    void aConsumerIsNotToldOfTheSourcesFailureBeforeItAsksForMore() {
        runBlocking(() -> {
            SuspendableStream<Integer> failing = SuspendableStream.generate(y -> {
                y.yield(1);
                throw new IOException("no");
            });
            try (Generator<Integer> values = failing.buffer(1).generator()) {
                SuspendableIterator<Integer> all = values.iterator();
                assertThat(all.next()).isEqualTo(1);
                sleep(5); // no business of the stream's
                assertThat(Thrown.by(() -> all.hasNext())).hasMessage("no");
            }
        });
    }

    @Test
    void aFailureReachesTheConsumer() {
        SuspendableStream<Integer> failing = SuspendableStream.generate(y -> {
            y.yield(1);
            throw new IOException("no");
        });
        runBlocking(() -> {
            assertThat(Thrown.by(() -> failing.map(n -> n).toList())).isInstanceOf(IOException.class);
            assertThat(Thrown.by(() -> failing.buffer(1).toList())).isInstanceOf(IOException.class);
            assertThat(Thrown.by(() -> SuspendableStream.merge(failing, COUNT).toList()))
                    .isInstanceOf(IOException.class);
        });
        assertThatThrownBy(failing::toList).isInstanceOf(IOException.class);
    }

    @Test
    void mergedValuesComeAsTheyCome() {
        both(Arrays.asList("slow", "fast"), () -> {
            SuspendableStream<String> slow = SuspendableStream.generate(y -> {
                sleep(1);
                y.yield("slow");
            });
            SuspendableStream<String> fast = SuspendableStream.generate(y -> {
                sleep(300); // a machine that stands still between the two beginnings must not turn them round
                y.yield("fast");
            });
            return SuspendableStream.merge(fast, slow).toList();
        });
    }

    @Test
    void aMergeThatIsLeftEarlyEndsItsCoroutines() {
        runBlocking(
                () -> assertThat(SuspendableStream.merge(COUNT, COUNT).take(3).toList())
                        .hasSize(3));
    }

    @Test
    void onlyWhatIsFollowedByQuietIsLeft() {
        SuspendableStream<Integer> bursts = SuspendableStream.generate(y -> {
            for (int burst = 0; burst < 3; burst++) {
                for (int i = 0; i < 3; i++) {
                    y.yield(10 * burst + i);
                    sleep(10);
                }
                sleep(100);
            }
        });
        List<Integer> left = Simulation.inOrder()
                .run(() -> bursts.debounce(Duration.ofMillis(50)).toList());
        assertThat(left).containsExactly(2, 12, 22);
    }

    @Test
    void channelsAndStreamsOfTheJdkComeAndGo() {
        Channel<Integer> channel = Channel.buffered(3);
        channel.trySend(1);
        channel.trySend(2);
        channel.close();
        assertThat(SuspendableStream.from(channel).toList()).containsExactly(1, 2);
        assertThat(SuspendableStream.from(Stream.of(1, 2))
                        .map(n -> n + 1)
                        .toJavaStream()
                        .collect(Collectors.toList()))
                .containsExactly(2, 3);
        runBlocking(() -> {
            for (int each : COUNT.take(2).generator()) {
                trace.add(each);
            }
        });
        assertThat(trace).containsExactly(1, 2);
    }

    @Test
    void wrongArgumentsAreNamed() {
        assertThatThrownBy(() -> COUNT.take(-1)).hasMessageContaining("take() was called for -1");
        assertThatThrownBy(() -> COUNT.buffer(0)).hasMessageContaining("buffer() was called for 0");
        assertThatThrownBy(() -> COUNT.chunked(0)).hasMessageContaining("chunked() was called for groups of 0");
        assertThatThrownBy(() -> COUNT.buffer(0)).hasMessage("buffer() was called for 0 values: it must be 1 or more");
        assertThatThrownBy(() -> COUNT.window(0, 1)).hasMessageContaining("window() was called for groups of 0");
        assertThatThrownBy(() -> COUNT.window(1, 0)).hasMessageContaining("window() was called for steps of 0");
        assertThatThrownBy(() -> COUNT.window(Duration.ZERO)).hasMessageContaining("must be more than 0");
        assertThatThrownBy(() -> COUNT.chunked(1, Duration.ofMillis(-1))).hasMessageContaining("a time of PT-0.001S");
        assertThatThrownBy(() -> COUNT.map(null)).hasMessage("function");
    }
}
