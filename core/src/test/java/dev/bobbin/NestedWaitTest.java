package dev.bobbin;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What waits inside a generator or a continuation parks the whole nest up to the coroutine, and goes on where it was. */
class NestedWaitTest {

    private final List<Object> trace = new ArrayList<>();

    private static Generator<Integer> slowNumbers(int count) {
        return Generator.of(y -> {
            for (int i = 0; i < count; i++) {
                sleep(1);
                y.yield(i);
            }
        });
    }

    @Test
    void aGeneratorThatSleepsLetsOtherCoroutinesRun() {
        runBlocking(() -> {
            Coroutine<Void> pulling = spawn(() -> {
                for (int number : slowNumbers(3)) {
                    trace.add(number);
                }
            });
            yieldNow();
            trace.add("other");
            pulling.join();
        });
        assertThat(trace).containsExactly("other", 0, 1, 2);
    }

    @Test
    void generatorsInGeneratorsParkTogether() {
        Generator<Integer> nested = Generator.of(y -> {
            for (int outer : slowNumbers(3)) {
                for (int inner : slowNumbers(2)) {
                    yieldNow();
                    y.yield(10 * outer + inner);
                }
            }
        });
        runBlocking(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                all.add(spawn(() -> {
                    List<Integer> seen = new ArrayList<>();
                    SuspendableIterator<Integer> numbers =
                            Generator.<Integer>of(y -> y.yieldAll(nested)).iterator();
                    while (numbers.hasNext()) {
                        seen.add(numbers.next());
                    }
                    assertThat(seen).containsExactly(0, 1, 10, 11, 20, 21);
                }));
            }
            joinAll(all);
        });
    }

    @Test
    void onAPlainThreadTheGeneratorBlocks() {
        for (int number : slowNumbers(3)) {
            trace.add(number);
        }
        assertThat(trace).containsExactly(0, 1, 2);
    }

    @Test
    void aContinuationThatSleepsParksItsCoroutine() {
        runBlocking(() -> {
            Continuation steps = new Continuation(() -> {
                trace.add("first");
                sleep(1);
                trace.add("slept");
                Continuation.yield();
                trace.add("last");
            });
            spawn(() -> trace.add("other"));
            steps.run();
            trace.add("yielded");
            steps.run();
            assertThat(steps.isDone()).isTrue();
        });
        assertThat(trace).containsExactly("first", "other", "slept", "yielded", "last");
    }

    @Test
    void cancellationReachesTheInnermostWait() {
        runBlocking(() -> {
            Coroutine<Void> pulling = spawn(() -> {
                Generator<Integer> endless = Generator.of(y -> {
                    try {
                        sleep(3_600_000);
                        y.yield(1);
                    } catch (CancellationException e) {
                        trace.add("told inside");
                        throw e;
                    } finally {
                        trace.add("finally");
                    }
                });
                for (int number : endless) {
                    trace.add(number);
                }
            });
            yieldNow();
            pulling.cancel();
            pulling.join();
            assertThat(pulling.isCancelled()).isTrue();
        });
        assertThat(trace).containsExactly("told inside", "finally");
    }

    @Test
    void failuresOfWhatIsAwaitedInsideComeOutOfThePull() {
        IOException broken = new IOException("broken");
        CompletableFuture<Integer> future = new CompletableFuture<>();
        runBlocking(() -> {
            Coroutine<Throwable> pulling = spawn(() -> Thrown.by(() -> {
                for (int number : Generator.<Integer>of(y -> y.yield(Coroutines.await(future)))) {
                    trace.add(number);
                }
            }));
            yieldNow();
            future.completeExceptionally(broken);
            assertThat(pulling.get()).isSameAs(broken);
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void aGeneratorReadsLinesFromASocket() {
        runBlocking(() -> {
            try (TcpServer server = TcpServer.bindLocal(0)) {
                Coroutine<Void> sending = spawn(() -> {
                    try (TcpSocket socket = server.accept()) {
                        for (String part : List.of("one\ntw", "o\nthr", "ee\n")) {
                            socket.write(part.getBytes(UTF_8));
                            sleep(1);
                        }
                    }
                });
                try (TcpSocket socket = TcpSocket.connect("127.0.0.1", server.port())) {
                    for (String line : lines(socket)) {
                        trace.add(line);
                    }
                }
                sending.join();
            }
        });
        assertThat(trace).containsExactly("one", "two", "three");
    }

    private static Generator<String> lines(TcpSocket socket) {
        return Generator.of(y -> {
            StringBuilder line = new StringBuilder();
            byte[] bytes = new byte[2];
            for (int n = socket.read(bytes); n >= 0; n = socket.read(bytes)) {
                for (char c : new String(bytes, 0, n, UTF_8).toCharArray()) {
                    if (c == '\n') {
                        y.yield(line.toString());
                        line.setLength(0);
                    } else {
                        line.append(c);
                    }
                }
            }
        });
    }

    @Test
    void aGeneratorSpawnsAndJoins() {
        Generator<Integer> squares = Generator.of(y -> {
            for (int i = 1; i <= 3; i++) {
                int number = i;
                Coroutine<Integer> square = spawn(() -> {
                    yieldNow();
                    return number * number;
                });
                y.yield(square.get());
            }
        });
        runBlocking(() -> {
            for (int square : squares) {
                trace.add(square);
            }
        });
        assertThat(trace).containsExactly(1, 4, 9);
    }
}
