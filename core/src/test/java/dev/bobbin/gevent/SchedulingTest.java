package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.current;
import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.spawnLater;
import static dev.bobbin.Coroutines.yieldNow;
import static dev.bobbin.gevent.VirtualTime.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineLocal;
import dev.bobbin.CoroutineScope;
import dev.bobbin.Thrown;
import dev.bobbin.sync.Event;
import dev.bobbin.sync.Pool;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gevent's tests of {@code spawn}, {@code sleep}, {@code local} and the hub ask. */
@Timeout(30)
class SchedulingTest {

    private static final CoroutineLocal<String> LOCAL = CoroutineLocal.withInitial(() -> "initial");

    private final List<Object> trace = new ArrayList<>();

    @Test
    void theSleepsOfTheModelProgramEndInTheirOrderAndTakeTheLongestTime() {
        assertThat(VirtualTime.run(() -> joinAll(printing(1, 4, 2), printing(2, 5, 1), printing(3, 6, 0))))
                .isEqualTo(seconds(2));
        assertThat(trace).containsExactly(1, 2, 3, 6, 5, 4);
    }

    private Coroutine<Void> printing(int before, int after, int seconds) {
        return spawn(() -> {
            trace.add(before);
            sleep(VirtualTime.seconds(seconds));
            trace.add(after);
        });
    }

    @Test
    void sleepingNoTimeGoesOnceRoundAllThatAreReady() {
        VirtualTime.run(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int me = i;
                all.add(spawn(() -> {
                    for (int round = 0; round < 3; round++) {
                        trace.add(me);
                        sleep(0);
                    }
                }));
            }
            joinAll(all);
        });
        assertThat(trace).containsExactly(0, 1, 2, 0, 1, 2, 0, 1, 2);
    }

    @Test
    void aLoopThatOnlyGivesWayStarvesNeitherTimersNorOtherThreads() {
        AtomicBoolean timerCame = new AtomicBoolean();
        Event fromOutside = new Event();
        runBlocking(() -> {
            spawnLater(java.time.Duration.ofMillis(5), () -> timerCame.set(true));
            Coroutine<Void> waits = spawn(() -> fromOutside.await());
            new Thread(fromOutside::set).start();
            while (!timerCame.get() || !waits.isDone()) {
                yieldNow();
            }
        });
        assertThat(timerCame).isTrue();
    }

    @Test
    void aSpawnedOneBeginsBehindAllThatAreReadyAndNeverInsideTheSpawn() {
        VirtualTime.run(() -> {
            Coroutine<?> first = spawn(() -> {
                trace.add("first");
                spawn(() -> trace.add("spawned by the first"));
            });
            Coroutine<?> second = spawn(() -> trace.add("second"));
            trace.add("spawner goes on");
            joinAll(first, second);
            yieldNow();
        });
        assertThat(trace).containsExactly("spawner goes on", "first", "second", "spawned by the first");
    }

    @Test
    void oneThatIsStartedLaterStartsWhenItsTimeHasCome() {
        assertThat(VirtualTime.run(() -> {
                    Coroutine<?> later = spawnLater(seconds(3), () -> trace.add("later"));
                    Coroutine<?> sooner = spawnLater(seconds(1), () -> trace.add("sooner"));
                    joinAll(later, sooner);
                }))
                .isEqualTo(seconds(3));
        assertThat(trace).containsExactly("sooner", "later");
    }

    @Test
    void aFailureInOneHurtsNoOther() {
        VirtualTime.run(() -> {
            Coroutine<Void> failing = spawn(() -> {
                throw new IOException("down");
            });
            Coroutine<String> other = spawn(() -> {
                sleep(seconds(1));
                return "fine";
            });
            assertThat(other.get()).isEqualTo("fine");
            assertThat(failing.failure()).isPresent();
        });
    }

    @Test
    void eachHasItsOwnLocalsThatBeginAsCopiesOfItsSpawners() {
        VirtualTime.run(() -> {
            LOCAL.set("of the spawner");
            Coroutine<Void> spawned = spawn(() -> {
                trace.add(LOCAL.get());
                LOCAL.set("its own");
                yieldNow();
                trace.add(LOCAL.get());
            });
            LOCAL.set("set after the spawn");
            spawned.join();
            trace.add(LOCAL.get());
            LOCAL.remove();
            trace.add(LOCAL.get());
        });
        assertThat(trace).containsExactly("of the spawner", "its own", "set after the spawn", "initial");
    }

    @Test
    void theLocalsOfAPoolsMemberAreThoseOfWhoeverSpawnedIt() {
        VirtualTime.run(() -> {
            Pool pool = new Pool(1);
            pool.spawn(() -> sleep(seconds(1)));
            Coroutine<?> a = spawn(() -> spawnedIn(pool, "a"));
            Coroutine<?> b = spawn(() -> spawnedIn(pool, "b"));
            joinAll(a, b);
            pool.join();
        });
        assertThat(trace).containsExactly("a", "b");
    }

    @dev.bobbin.Suspendable
    private void spawnedIn(Pool pool, String value) {
        LOCAL.set(value);
        pool.spawn(() -> trace.add(LOCAL.get()));
    }

    @Test
    void aSignalFromAnotherThreadFindsTheCoroutineWhereverItIsThen() throws InterruptedException {
        Event ready = new Event();
        Event signal = new Event();
        Coroutine<Integer> coroutine = spawn(() -> {
            ready.set();
            signal.await();
            return 42;
        });
        ready.await();
        Thread signaller = new Thread(signal::set);
        signaller.start();
        assertThat(coroutine.get()).isEqualTo(42);
        signaller.join();
    }

    @Test
    void currentIsTheOneThatRunsAfterASwitchToo() {
        VirtualTime.run(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(spawn("c" + i, () -> {
                    Coroutine<?> before = current();
                    yieldNow();
                    trace.add(before == current());
                }));
            }
            joinAll(all);
        });
        assertThat(trace).containsExactly(true, true, true);
    }

    @Test
    void joiningOneselfIsAnError() {
        VirtualTime.run(() -> assertThat(Thrown.by(() -> current().join()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("joins itself"));
    }

    @Test
    void childrenOfAScopeDoNotOutliveIt() {
        assertThat(VirtualTime.run(() -> {
                    CoroutineScope.run(scope -> {
                        scope.spawn(() -> {
                            sleep(seconds(4));
                            trace.add("child");
                        });
                        trace.add("body");
                    });
                    trace.add("after");
                }))
                .isEqualTo(seconds(4));
        assertThat(trace).containsExactly("body", "child", "after");
    }
}
