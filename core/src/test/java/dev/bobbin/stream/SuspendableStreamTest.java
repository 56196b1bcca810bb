package dev.bobbin.stream;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Channel;
import dev.bobbin.Generator;
import dev.bobbin.Simulation;
import dev.bobbin.SuspendableCallable;
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
        runBlocking(() -> {
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
                assertThat(trace).containsExactly(1, 2, 3, 4);
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
                sleep(30);
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
        assertThatThrownBy(() -> COUNT.map(null)).hasMessage("function");
    }
}
