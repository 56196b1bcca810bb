package dev.bobbin;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withDispatcher;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a loop with a clock of its own promises, and what loops say when they stand still. */
@Timeout(20)
class SimulationTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void sleepsCostNothingAndEndInTheirOrder() {
        Simulation simulation = Simulation.inOrder();
        simulation.run(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int hours : new int[] {2, 1, 0}) {
                all.add(spawn(() -> {
                    trace.add("begin " + hours);
                    sleep(Duration.ofHours(hours));
                    trace.add("end " + hours);
                }));
            }
            joinAll(all);
            return null;
        });
        assertThat(trace).containsExactly("begin 2", "begin 1", "begin 0", "end 0", "end 1", "end 2");
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofHours(2));
    }

    @Test
    void whoHasGoneToAnotherDispatcherIsWaitedFor() {
        assertThat(Simulation.inOrder()
                        .run(() -> withDispatcher(Dispatchers.parallel(), () -> {
                            sleep(20); // real time, as there
                            return 1;
                        })))
                .isEqualTo(1);
        for (int i = 0; i < 200; i++) {
            int round = i;
            assertThat(Simulation.inOrder().run(() -> withDispatcher(Dispatchers.parallel(), () -> round)))
                    .isEqualTo(round);
        }
    }

    @Test
    void whatWasRefusedIsNotWaitedFor() {
        Simulation simulation = Simulation.inOrder();
        assertThatThrownBy(() -> simulation.run(() -> {
                    CoroutineScope closed = CoroutineScope.open();
                    closed.close();
                    assertThat(Thrown.by(() -> closed.spawn(() -> {}))).isInstanceOf(IllegalStateException.class);
                    return Channel.rendezvous().receive();
                }))
                .isInstanceOf(DeadlockException.class);
    }

    @Test
    void timeLimitsGoByTheSameClock() {
        Simulation simulation = Simulation.inOrder();
        String value = simulation.run(() -> withTimeoutOrNull(Duration.ofDays(2), () -> {
            sleep(Duration.ofDays(3));
            return "late";
        }));
        assertThat(value).isNull();
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofDays(2));
    }

    @Test
    void theClockStandsStillWhileSomethingComesFromOutside() {
        Simulation simulation = Simulation.inOrder();
        int value = simulation.run(() -> {
            spawn(() -> sleep(Duration.ofDays(1)));
            CompletableFuture<Integer> outside = new CompletableFuture<>();
            new Thread(() -> {
                        try {
                            TimeUnit.MILLISECONDS.sleep(20);
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        outside.complete(5);
                    })
                    .start();
            return Coroutines.await(outside);
        });
        assertThat(value).isEqualTo(5);
        assertThat(simulation.elapsed()).isZero();
    }

    @Test
    void chanceDecidesTheOrderAndTheSeedRepeatsIt() {
        Set<String> orders = new HashSet<>();
        for (long seed = 0; seed < 50; seed++) {
            String order = order(seed);
            assertThat(order(seed)).isEqualTo(order);
            orders.add(order);
        }
        assertThat(orders).hasSizeGreaterThan(3).contains("0 1 2 ", "2 1 0 ");
    }

    private static String order(long seed) {
        StringBuilder order = new StringBuilder();
        Simulation.shuffled(seed).run(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                all.add(spawn(() -> {
                    order.append(number).append(' ');
                }));
            }
            joinAll(all);
            return null;
        });
        return order.toString();
    }

    @Test
    void aRaceIsFoundByOneOfTheOrders() {
        Set<Integer> results = new HashSet<>();
        for (long seed = 0; seed < 100; seed++) {
            int[] n = {0};
            Simulation.shuffled(seed).run(() -> {
                Coroutine<?> a = spawn(() -> addOne(n));
                Coroutine<?> b = spawn(() -> addOne(n));
                joinAll(a, b);
                return null;
            });
            results.add(n[0]);
        }
        assertThat(results).containsExactlyInAnyOrder(1, 2);
    }

    @Suspendable
    private static void addOne(int[] n) {
        int read = n[0];
        yieldNow();
        n[0] = read + 1;
    }

    @Test
    void whenAllWaitForEverThatIsAnError() {
        assertThatThrownBy(() -> Simulation.inOrder().run(() -> {
                    Channel<Integer> a = Channel.rendezvous();
                    Channel<Integer> b = Channel.rendezvous();
                    Coroutine<?> left = spawn("left", () -> b.send(a.receive()));
                    Coroutine<?> right = spawn("right", () -> a.send(b.receive()));
                    joinAll(left, right);
                    return null;
                }))
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("\"main\" waits for the end of coroutine \"left\"")
                .hasMessageContaining(
                        "\"left\" waits for rendezvous channel (0 elements, 0 senders and 1 receivers wait) at "
                                + "dev.bobbin.SimulationTest.")
                .hasMessageContaining("\"right\" waits for rendezvous channel");
    }

    @Test
    void aLoopThatStandsStillSaysSoOnceAndGoesOnWhenItIsWoken() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        try {
            runBlocking(() -> {
                Channel<Integer> channel = Channel.rendezvous();
                new Thread(() -> {
                            while (!printed.toString().contains("stands still")) {
                                Coroutines.sleep(10); // calls of other tests may still be under way, and put it off
                            }
                            Coroutines.sleep(1200); // long enough for a second time
                            channel.send(1);
                        })
                        .start();
                assertThat(channel.receive()).isEqualTo(1);
            });
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString())
                .containsOnlyOnce("stands still")
                .contains("Unless another thread uses what its coroutines wait for, that is a deadlock:")
                .contains("\"main\" waits for rendezvous channel (0 elements, 0 senders and 1 receivers wait) at "
                        + "dev.bobbin.SimulationTest.");
    }
}
