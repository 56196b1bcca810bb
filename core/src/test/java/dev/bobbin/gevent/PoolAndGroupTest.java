package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.shielded;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static dev.bobbin.gevent.VirtualTime.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.Thrown;
import dev.bobbin.sync.Group;
import dev.bobbin.sync.Pool;
import dev.bobbin.sync.PoolValues;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gevent's tests of {@code Group} and {@code Pool} ask. */
@Timeout(30)
class PoolAndGroupTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void aFullPoolMakesWhoeverSpawnsWait() {
        assertThat(VirtualTime.run(() -> {
                    Pool pool = new Pool(2);
                    for (int i = 0; i < 4; i++) {
                        pool.spawn(() -> sleep(seconds(1)));
                    }
                    trace.add(pool.free());
                    pool.join();
                    trace.add(pool.free());
                }))
                .isEqualTo(seconds(2));
        assertThat(trace).containsExactly(0, 2);
    }

    @Test
    void whoeverDoesNotWantToWaitIsToldThatAPoolIsFull() {
        VirtualTime.run(() -> {
            Pool pool = new Pool(1);
            Coroutine<Void> first = pool.spawn(() -> sleep(seconds(5)));
            assertThat(pool.trySpawn(() -> trace.add("never"))).isEmpty();
            assertThat(pool.trySpawn(() -> trace.add("never"), seconds(1))).isEmpty();
            first.cancelAndJoin();
            pool.trySpawn(() -> trace.add("ran")).get().join();
        });
        assertThat(trace).containsExactly("ran");
    }

    @Test
    void whoeverWaitsForRoomInAPoolThatIsKilledIsToldAndStartsNothing() {
        VirtualTime.run(() -> {
            Pool pool = new Pool(1);
            Coroutine<Void> running = pool.spawn(() -> sleep(seconds(60)));
            Coroutine<Throwable> waiting = spawn(() -> Thrown.by(() -> pool.spawn(() -> trace.add("never"))));
            yieldNow();
            pool.kill();
            assertThat(running.isCancelled()).isTrue();
            assertThat(waiting.get()).isInstanceOf(RejectedExecutionException.class);
            assertThat(pool.free()).isEqualTo(1);
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void whoeverIsKilledWhileWaitingForRoomTakesNone() {
        VirtualTime.run(() -> {
            Pool pool = new Pool(1);
            Coroutine<Void> running = pool.spawn(() -> sleep(seconds(60)));
            Coroutine<?> waiting = spawn(() -> pool.spawn(() -> trace.add("never")));
            yieldNow();
            waiting.cancelAndJoin();
            running.cancelAndJoin();
            assertThat(pool.free()).isEqualTo(1);
            pool.spawn(() -> trace.add("ran")).join();
        });
        assertThat(trace).containsExactly("ran");
    }

    @Test
    void aMemberThatIsKilledBeforeItBeginsMakesRoom() {
        VirtualTime.run(() -> {
            Pool pool = new Pool(1);
            pool.spawn(() -> trace.add("never")).cancel();
            pool.spawn(() -> trace.add("ran")).join();
            assertThat(pool.free()).isEqualTo(1);
        });
        assertThat(trace).containsExactly("ran");
    }

    @Test
    void aMapReturnsItsValuesInOrderWhateverTheirTime() {
        assertThat(VirtualTime.run(() -> {
                    Pool pool = new Pool(2);
                    trace.addAll(pool.map(List.of(3, 1, 2), n -> {
                        sleep(seconds(n));
                        return 10 * n;
                    }));
                }))
                .isEqualTo(seconds(3));
        assertThat(trace).containsExactly(30, 10, 20);
    }

    @Test
    void aMapWithAFailingItemThrowsWhenAllHaveEnded() {
        assertThat(VirtualTime.run(() -> {
                    Pool pool = new Pool(3);
                    Throwable thrown = Thrown.by(() -> pool.map(List.of(1, 2, 5), n -> {
                        sleep(seconds(n));
                        if (n == 2) {
                            throw new IOException("item 2");
                        }
                        return trace.add(n);
                    }));
                    assertThat(thrown).isInstanceOf(IOException.class).hasMessage("item 2");
                    assertThat(pool.free()).isEqualTo(3);
                }))
                .isEqualTo(seconds(5));
        assertThat(trace).containsExactly(1, 5);
    }

    @Test
    void aSequenceOfValuesThrowsAtTheItemThatFailsAndGoesOn() {
        VirtualTime.run(() -> {
            Pool pool = new Pool(2);
            SuspendableIterator<Integer> values =
                    pool.<Integer, Integer>imap(List.of(1, 0, 5), n -> 10 / n).iterator();
            assertThat(values.next()).isEqualTo(10);
            assertThat(Thrown.by(values::next)).isInstanceOf(ArithmeticException.class);
            assertThat(values.next()).isEqualTo(2);
            assertThat(values.hasNext()).isFalse();
        });
    }

    @Test
    void anUnorderedSequenceThatIsLeftEarlyEndsWhatRunsForIt() {
        assertThat(VirtualTime.run(() -> {
                    Pool pool = new Pool(3);
                    try (PoolValues<Integer> values = pool.imapUnordered(List.of(60, 1, 30), n -> {
                        try {
                            sleep(seconds(n));
                            return n;
                        } finally {
                            trace.add("ends " + n);
                        }
                    })) {
                        trace.add(values.iterator().next());
                    }
                    pool.join();
                }))
                .isEqualTo(seconds(1));
        assertThat(trace).containsExactly("ends 1", 1, "ends 60", "ends 30");
    }

    @Test
    void aSequenceRunsNoFurtherAheadThanItsConsumerAllows() {
        VirtualTime.run(() -> {
            Pool pool = new Pool(2);
            List<Integer> items = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                items.add(i);
            }
            try (PoolValues<Integer> values = pool.imap(items, n -> {
                trace.add(n);
                return n;
            })) {
                assertThat(values.iterator().next()).isZero();
                sleep(seconds(10));
                assertThat(trace).hasSizeLessThanOrEqualTo(4);
            }
        });
    }

    @Test
    void membersLeaveAGroupWhenTheyEndHoweverTheyDo() {
        VirtualTime.run(() -> {
            Group group = new Group();
            group.spawn(() -> sleep(seconds(1)));
            Coroutine<Void> fails = group.spawn(() -> {
                throw new IOException("down");
            });
            Coroutine<Void> killed = group.spawn(() -> sleep(seconds(60)));
            assertThat(group.size()).isEqualTo(3);
            killed.cancel();
            group.join();
            assertThat(group.size()).isZero();
            assertThat(fails.failure()).isPresent();
            group.add(killed);
            assertThat(group.size()).isZero();
        });
    }

    @Test
    void joiningAGroupForATimeSaysWhetherAllHaveEnded() {
        VirtualTime.run(() -> {
            Group group = new Group();
            group.spawn(() -> sleep(seconds(5)));
            assertThat(group.join(seconds(1))).isFalse();
            assertThat(group.size()).isEqualTo(1);
            group.spawn(() -> sleep(seconds(9)));
            group.join();
            assertThat(group.size()).isZero();
        });
    }

    @Test
    void whatIsSpawnedIntoAGroupWhileItIsKilledIsKilledToo() {
        assertThat(VirtualTime.run(() -> {
                    Group group = new Group();
                    group.spawn(() -> {
                        try {
                            sleep(seconds(60));
                        } finally {
                            group.spawn(() -> {
                                try {
                                    sleep(seconds(60));
                                } finally {
                                    trace.add("the late one is killed, too");
                                }
                            });
                            shielded(() -> sleep(seconds(1)));
                        }
                    });
                    yieldNow();
                    group.kill();
                    assertThat(group.size()).isZero();
                }))
                .isEqualTo(seconds(1));
        assertThat(trace).containsExactly("the late one is killed, too");
    }

    @Test
    void killingAGroupForATimeSaysWhetherAllAreDead() {
        VirtualTime.run(() -> {
            Group group = new Group();
            group.spawn(() -> shielded(() -> sleep(seconds(5))));
            yieldNow();
            assertThat(group.kill(seconds(1))).isFalse();
            assertThat(group.kill(seconds(60))).isTrue();
            assertThat(group.size()).isZero();
        });
    }
}
