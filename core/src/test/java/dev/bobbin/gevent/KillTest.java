package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.current;
import static dev.bobbin.Coroutines.killAll;
import static dev.bobbin.Coroutines.shielded;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.spawnLater;
import static dev.bobbin.Coroutines.yieldNow;
import static dev.bobbin.gevent.VirtualTime.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.Thrown;
import dev.bobbin.sync.Event;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.WorkQueue;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gevent's tests of {@code kill} ask, asked of cancelling. */
@Timeout(30)
class KillTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void oneKilledBeforeItsStartNeverRunsAndItsLinksFireAllTheSame() {
        VirtualTime.run(() -> {
            Coroutine<?> victim = spawn(() -> trace.add("never"));
            victim.link(dead -> trace.add("link: " + dead.isCancelled()));
            victim.cancelAndJoin();
            yieldNow();
        });
        assertThat(trace).containsExactly("link: true");
    }

    @Test
    void oneKilledWhileItWaitsInAQueueTakesNothingFromIt() {
        VirtualTime.run(() -> {
            WorkQueue<String> queue = WorkQueue.fifo();
            Coroutine<String> victim = spawn(queue::take);
            Coroutine<String> next = spawn(queue::take);
            yieldNow();
            victim.cancel();
            queue.put("for the next");
            assertThat(next.get()).isEqualTo("for the next");
            assertThat(victim.isCancelled()).isTrue();
        });
    }

    @Test
    void anItemThatIsPutInTheInstantOfTheKillIsTakenOrStillThere() {
        for (boolean killFirst : new boolean[] {true, false}) {
            VirtualTime.run(() -> {
                WorkQueue<String> queue = WorkQueue.fifo();
                Coroutine<String> victim = spawn(queue::take);
                yieldNow();
                if (killFirst) {
                    victim.cancel();
                    queue.put("item");
                } else {
                    queue.put("item");
                    victim.cancel();
                }
                victim.awaitEnd();
                trace.add(victim.isCancelled() ? queue.tryTake().get() : victim.get());
            });
        }
        assertThat(trace).containsExactly("item", "item");
    }

    @Test
    void theKillerWaitsUntilTheVictimHasCleanedUp() {
        assertThat(VirtualTime.run(() -> {
                    Coroutine<Void> victim = spawn(() -> {
                        try {
                            sleep(seconds(60));
                        } finally {
                            shielded(() -> sleep(seconds(5)));
                            trace.add("cleaned up");
                        }
                    });
                    yieldNow();
                    victim.cancelAndJoin();
                    trace.add("killed");
                }))
                .isEqualTo(seconds(5));
        assertThat(trace).containsExactly("cleaned up", "killed");
    }

    @Test
    void aKillerMayBeKilledWhileItKills() {
        VirtualTime.run(() -> {
            Coroutine<Void> stubborn = spawn(() -> {
                try {
                    sleep(seconds(60));
                } finally {
                    shielded(() -> sleep(seconds(5)));
                    trace.add("the victim ends by itself");
                }
            });
            yieldNow();
            Coroutine<Void> killer = spawn(stubborn::cancelAndJoin);
            yieldNow();
            killer.cancelAndJoin();
            trace.add("the killer is dead");
            assertThat(stubborn.isDone()).isFalse();
            stubborn.awaitEnd();
        });
        assertThat(trace).containsExactly("the killer is dead", "the victim ends by itself");
    }

    @Test
    void twoMayKillEachOther() {
        VirtualTime.run(() -> {
            Coroutine<?>[] both = new Coroutine<?>[2];
            for (int i = 0; i < 2; i++) {
                int other = 1 - i;
                both[i] = spawn(() -> {
                    yieldNow();
                    both[other].cancelAndJoin();
                });
            }
            both[0].awaitEnd();
            both[1].awaitEnd();
            assertThat(both).allMatch(Coroutine::isCancelled);
        });
    }

    @Test
    void oneThatKillsItselfGoesOnToItsNextWait() {
        VirtualTime.run(() -> {
            Coroutine<Void> suicidal = spawn(() -> {
                current().cancel("enough");
                trace.add("goes on");
                sleep(1);
                trace.add("never");
            });
            suicidal.awaitEnd();
            assertThat(suicidal.isCancelled()).isTrue();
        });
        assertThat(trace).containsExactly("goes on");
    }

    @Test
    void beingKilledIsNoSuccess() {
        VirtualTime.run(() -> {
            Coroutine<Integer> victim = spawn(() -> {
                sleep(seconds(60));
                return 1;
            });
            victim.cancel("not needed");
            victim.join(); // nobody has failed
            assertThat(victim.outcome().get().isSuccess()).isFalse();
            assertThat(victim.failure()).isEmpty();
            assertThat(Thrown.by(victim::get))
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("not needed");
        });
    }

    @Test
    void whatAVictimThrowsInsteadIsItsFailure() {
        VirtualTime.run(() -> {
            Coroutine<Void> victim = spawn(() -> {
                try {
                    sleep(seconds(60));
                } catch (CancellationException e) {
                    throw new IOException("while cleaning up");
                }
            });
            yieldNow();
            victim.cancelAndJoin();
            assertThat(victim.isCancelled()).isFalse();
            assertThat(victim.failure().get()).hasMessage("while cleaning up");
        });
    }

    @Test
    void aVictimThatReturnsAValueAllTheSameHasSucceeded() {
        VirtualTime.run(() -> {
            Coroutine<String> victim = spawn(() -> {
                try {
                    sleep(seconds(60));
                } catch (CancellationException e) {
                    trace.add("asked to end");
                }
                return "what I have so far";
            });
            yieldNow();
            victim.cancel();
            assertThat(victim.get()).isEqualTo("what I have so far");
        });
    }

    @Test
    void aCancellationThatNobodyAskedForIsAFailure() {
        VirtualTime.run(() -> {
            Coroutine<Void> odd = spawn(() -> {
                throw new CancellationException("my own");
            });
            odd.awaitEnd();
            assertThat(odd.isCancelled()).isFalse();
            assertThat(odd.failure().get()).hasMessage("my own");
        });
    }

    @Test
    void killingAllCountsThoseThatHaveNotBegunAndThoseThatAreDead() {
        VirtualTime.run(() -> {
            Coroutine<?> dead = spawn(() -> trace.add("ran"));
            dead.join();
            Coroutine<Void> waiting = spawn(() -> sleep(seconds(60)));
            yieldNow();
            Coroutine<?> unstarted = spawn(() -> trace.add("never"));
            killAll(List.of(dead, waiting, unstarted));
            assertThat(List.of(dead.isCancelled(), waiting.isCancelled(), unstarted.isCancelled()))
                    .containsExactly(false, true, true);
        });
        assertThat(trace).containsExactly("ran");
    }

    @Test
    void killingAllForATimeSaysWhetherAllAreDead() {
        assertThat(VirtualTime.run(() -> {
                    Coroutine<Void> slow = spawn(() -> shielded(() -> sleep(seconds(60))));
                    Coroutine<Void> quick = spawn(() -> sleep(seconds(60)));
                    yieldNow();
                    assertThat(killAll(List.of(slow, quick), seconds(1))).isFalse();
                    assertThat(quick.isDone()).isTrue();
                    assertThat(killAll(List.of(slow, quick), seconds(600))).isTrue();
                }))
                .isEqualTo(seconds(60));
    }

    @Test
    void oneToBeStartedLaterCanBeKilledBefore() {
        assertThat(VirtualTime.run(() -> {
                    Coroutine<?> later = spawnLater(seconds(10), () -> trace.add("never"));
                    sleep(seconds(3));
                    later.cancelAndJoin();
                    assertThat(later.isCancelled()).isTrue();
                }))
                .isEqualTo(seconds(3));
        assertThat(trace).isEmpty();
    }

    @Test
    void aKilledWaiterOfALockLeavesItToTheNext() {
        VirtualTime.run(() -> {
            Mutex mutex = new Mutex();
            mutex.lock();
            Coroutine<Void> victim = spawn(mutex::lock);
            Coroutine<?> next = spawn(() -> mutex.withLock(() -> trace.add("the next has it")));
            yieldNow();
            victim.cancelAndJoin();
            mutex.unlock();
            next.join();
            assertThat(mutex.isLocked()).isFalse();
        });
        assertThat(trace).containsExactly("the next has it");
    }

    @Test
    void aKillFromAnotherThreadArrives() throws InterruptedException {
        Event waits = new Event();
        Coroutine<Void> victim = spawn(() -> {
            waits.set();
            sleep(seconds(3600));
        });
        waits.await();
        Thread killer = new Thread(victim::cancelAndJoin);
        killer.start();
        killer.join();
        assertThat(victim.isCancelled()).isTrue();
    }
}
