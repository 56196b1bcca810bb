package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static dev.bobbin.gevent.VirtualTime.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.Thrown;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.Semaphore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gevent's tests of semaphores and locks ask. */
@Timeout(30)
class LockTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void nobodyStepsInBeforeOneThatWaits() {
        VirtualTime.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            semaphore.acquire();
            Coroutine<Void> waiting = spawn(() -> {
                semaphore.acquire();
                trace.add("the one that waited");
                semaphore.release();
            });
            yieldNow();
            semaphore.release();
            assertThat(semaphore.tryAcquire()).isFalse();
            semaphore.acquire();
            trace.add("who came late");
            semaphore.release();
            waiting.join();
        });
        assertThat(trace).containsExactly("the one that waited", "who came late");
    }

    @Test
    void aSemaphoreLetsThroughAsManyAsItHas() {
        AtomicInteger inside = new AtomicInteger();
        assertThat(VirtualTime.run(() -> {
                    Semaphore semaphore = new Semaphore(2);
                    List<Coroutine<?>> all = new ArrayList<>();
                    for (int i = 0; i < 6; i++) {
                        all.add(spawn(() -> semaphore.withPermit(() -> {
                            trace.add(inside.incrementAndGet());
                            sleep(seconds(1));
                            return inside.decrementAndGet();
                        })));
                    }
                    joinAll(all);
                }))
                .isEqualTo(seconds(3));
        assertThat(trace).hasSize(6).allMatch(count -> (Integer) count <= 2);
    }

    @Test
    void anAcquireWhoseTimeIsOverHasTakenNothing() {
        VirtualTime.run(() -> {
            Semaphore semaphore = new Semaphore(0);
            assertThat(semaphore.tryAcquire(seconds(1))).isFalse();
            assertThat(semaphore.tryAcquire(seconds(0))).isFalse();
            semaphore.release();
            assertThat(semaphore.permits()).isEqualTo(1);
            assertThat(semaphore.tryAcquire(seconds(0))).isTrue();
        });
    }

    @Test
    void aPermitThatIsReleasedInTheInstantOfTheKillIsNotLost() {
        for (boolean killFirst : new boolean[] {true, false}) {
            VirtualTime.run(() -> {
                Semaphore semaphore = new Semaphore(0);
                Coroutine<Void> victim = spawn(() -> semaphore.acquire());
                yieldNow();
                if (killFirst) {
                    victim.cancel();
                    semaphore.release();
                } else {
                    semaphore.release();
                    victim.cancel();
                }
                victim.awaitEnd();
                trace.add(semaphore.permits() + (victim.isCancelled() ? 0 : 1));
            });
        }
        assertThat(trace).containsExactly(1, 1);
    }

    @Test
    void oneThatWantsManyIsNotPassedByThoseThatWantFew() {
        VirtualTime.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            Coroutine<Void> many = spawn(() -> {
                semaphore.acquire(3);
                trace.add("many");
                semaphore.release(3);
            });
            yieldNow();
            Coroutine<Void> few = spawn(() -> {
                semaphore.acquire();
                trace.add("few");
            });
            yieldNow();
            semaphore.release(2);
            joinAll(many, few);
        });
        assertThat(trace).containsExactly("many", "few");
    }

    @Test
    void theNextGoesOnWhenOneThatWantsManyIsKilled() {
        VirtualTime.run(() -> {
            Semaphore semaphore = new Semaphore(1);
            Coroutine<Void> many = spawn(() -> semaphore.acquire(3));
            Coroutine<Void> few = spawn(() -> semaphore.acquire());
            yieldNow();
            many.cancel();
            few.join();
            assertThat(semaphore.permits()).isZero();
        });
    }

    @Test
    void aBoundedSemaphoreIsNotReleasedTooOften() {
        Semaphore semaphore = Semaphore.bounded(1);
        assertThat(Thrown.by(semaphore::release))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("release() was called without acquire(), or twice");
        assertThat(semaphore.permits()).isEqualTo(1);
    }

    @Test
    void aReentrantLockIsItsOwnersAloneAndFreeWhenUnlockedAsOften() {
        VirtualTime.run(() -> {
            Mutex lock = Mutex.reentrant();
            lock.lock();
            lock.lock();
            Coroutine<Throwable> foreign = spawn(() -> Thrown.by(lock::unlock));
            assertThat(foreign.get())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("was to unlock a mutex that coroutine \"main\" holds");
            Coroutine<Void> waiting = spawn(() -> lock.withLock(() -> {
                trace.add("the other");
                return null;
            }));
            yieldNow();
            lock.unlock();
            yieldNow();
            assertThat(trace).isEmpty();
            lock.unlock();
            waiting.join();
            assertThat(Thrown.by(lock::unlock)).hasMessageContaining("not locked");
        });
        assertThat(trace).containsExactly("the other");
    }

    @Test
    void aLockIsHeldOverASwitchSoThatNoCountIsLost() {
        int[] count = {0};
        VirtualTime.run(() -> {
            Mutex lock = new Mutex();
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(spawn(() -> lock.withLock(() -> {
                    int read = count[0];
                    yieldNow();
                    count[0] = read + 1;
                    return null;
                })));
            }
            joinAll(all);
        });
        assertThat(count[0]).isEqualTo(1000);
    }

    @Test
    void withoutOneItIs() {
        int[] count = {0};
        VirtualTime.run(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(spawn(() -> {
                    int read = count[0];
                    yieldNow();
                    count[0] = read + 1;
                }));
            }
            joinAll(all);
        });
        assertThat(count[0]).isEqualTo(1);
    }

    @Test
    void aLockMayGoBetweenThreadsAndCoroutines() throws InterruptedException {
        Mutex lock = new Mutex();
        int[] count = {0};
        List<Coroutine<?>> coroutines = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            coroutines.add(spawn(() -> addUnder(lock, count)));
        }
        Thread[] threads = new Thread[4];
        for (int i = 0; i < 4; i++) {
            threads[i] = new Thread(() -> addUnder(lock, count));
            threads[i].start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        joinAll(coroutines);
        lock.lock();
        assertThat(count[0]).isEqualTo(8 * 200);
    }

    @dev.bobbin.Suspendable
    private static void addUnder(Mutex lock, int[] count) {
        for (int i = 0; i < 200; i++) {
            lock.lock();
            int read = count[0];
            yieldNow();
            count[0] = read + 1;
            lock.unlock();
        }
    }
}
