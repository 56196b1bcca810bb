package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Simulation;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.Thrown;
import dev.bobbin.runtime.NotSuspendableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sleeping and joining, as adapted code does it. */
@Timeout(120)
class ThreadsTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void sleepersOfOneLoopSleepAtTheSameTime() {
        long before = System.nanoTime();
        runBlocking(() -> {
            List<Coroutine<?>> sleepers = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                sleepers.add(spawn(() -> Threads.sleep(300)));
            }
            joinAll(sleepers);
        });
        assertThat(System.nanoTime() - before).isBetween(300_000_000L, 20_000_000_000L); // one by one, it takes 30 s
    }

    @Test
    void theyWakeInTheOrderOfTheirTimes() {
        Simulation.inOrder().run(() -> {
            Coroutine<?> third = sleeper("third", () -> Threads.sleep(300));
            Coroutine<?> second = sleeper("second", () -> Threads.sleep(200, 999_999));
            Coroutine<?> first = sleeper("first", () -> Threads.sleep(TimeUnit.MICROSECONDS, 100_000));
            Coroutine<?> none = sleeper("none", () -> Threads.sleep(Duration.ofMillis(1)));
            joinAll(third, second, first, none);
            return null;
        });
        assertThat(trace).containsExactly("none", "first", "second", "third");
    }

    private Coroutine<?> sleeper(String name, SuspendableRunnable sleep) {
        return spawn(() -> {
            sleep.run();
            trace.add(name);
        });
    }

    @Test
    void noTimeIsNoWait() {
        runBlocking(() -> {
            spawn(() -> trace.add("other"));
            Threads.sleep(TimeUnit.SECONDS, 0);
            Threads.sleep(TimeUnit.SECONDS, -1);
            Threads.sleep(Duration.ofSeconds(-1));
            trace.add("not left the loop");
            Threads.sleep(0);
            trace.add("gave way");
        });
        assertThat(trace).containsExactly("not left the loop", "other", "gave way");
    }

    @Test
    void onAPlainThreadItSleeps() throws Exception {
        long before = System.nanoTime();
        Threads.sleep(20);
        Threads.sleep(10, 1);
        Threads.sleep(Duration.ofMillis(10));
        Threads.sleep(TimeUnit.MILLISECONDS, 10);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(50_000_000);
    }

    @Test
    void onAPlainThreadAnInterruptEndsIt() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Threads.sleep(60_000)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whatTheJdkRefusesIsRefusedInItsWords() {
        List<SuspendableRunnable> wrong = List.of(
                () -> Threads.sleep(-1),
                () -> Threads.sleep(-1, 0),
                () -> Threads.sleep(0, -1),
                () -> Threads.sleep(0, 1_000_000),
                () -> Threads.join(Thread.currentThread(), -1),
                () -> Threads.join(Thread.currentThread(), 0, 1_000_000));
        for (SuspendableRunnable each : wrong) {
            Throwable plain = Thrown.by(each);
            Throwable adapted = runBlocking(() -> Thrown.by(each));
            assertThat(plain).isInstanceOf(IllegalArgumentException.class);
            assertThat(adapted).isInstanceOf(IllegalArgumentException.class).hasMessage(plain.getMessage());
        }
    }

    @Test
    void anInterruptThatIsPendingEndsASleepAndIsUsedUp() {
        runBlocking(() -> {
            Thread.currentThread().interrupt();
            assertThat(Thrown.by(() -> Threads.sleep(60_000))).isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        });
    }

    @Test
    void aCancellationEndsASleep() {
        assertThat(Adapted.cancelled(() -> Threads.sleep(Long.MAX_VALUE)).isCancelled())
                .isTrue();
        assertThat(Adapted.cancelled(() -> Threads.sleep(TimeUnit.DAYS, Long.MAX_VALUE))
                        .isCancelled())
                .isTrue();
    }

    @Test
    @SuppressSuspensionWarnings("lambda-cannot-suspend") // that is what it is about
    void betweenTwoSuspendableMethodsItIsRefusedRatherThanBlockTheLoop() {
        java.util.concurrent.Callable<Object> notSuspendable = () -> {
            Threads.sleep(60_000);
            return null;
        };
        assertThat(runBlocking(() -> Thrown.by(notSuspendable::call))).isInstanceOf(NotSuspendableException.class);
    }

    @Test
    void givingWayLetsOthersHaveATurn() {
        runBlocking(() -> {
            spawn(() -> trace.add("other"));
            Threads.giveWay();
            trace.add("me");
        });
        assertThat(trace).containsExactly("other", "me");
        Threads.giveWay(); // on a plain thread, a hint
    }

    @Test
    void joiningAThreadLeavesTheLoopToOthers() {
        CountDownLatch latch = new CountDownLatch(1);
        Thread thread = waiting(latch);
        assertThat(Adapted.trace(
                        () -> {
                            Threads.join(thread);
                            return thread.getState();
                        },
                        latch::countDown))
                .containsExactly("calls", "meanwhile", Thread.State.TERMINATED);
    }

    @Test
    void joiningForATimeEndsWithTheTime() {
        CountDownLatch latch = new CountDownLatch(1);
        Thread thread = waiting(latch);
        runBlocking(() -> {
            Threads.join(thread, 1);
            Threads.join(thread, 1, 1);
            assertThat(Threads.join(thread, Duration.ofMillis(1))).isFalse();
            assertThat(Threads.join(thread, Duration.ZERO)).isFalse();
            latch.countDown();
            assertThat(Threads.join(thread, Duration.ofSeconds(60))).isTrue();
        });
    }

    @Test
    void aThreadThatHasEndedOrNotBegunIsNotWaitedFor() {
        runBlocking(() -> {
            Thread thread = new Thread(() -> {});
            Threads.join(thread);
            assertThat(Thrown.by(() -> Threads.join(thread, Duration.ofSeconds(1))))
                    .isInstanceOf(IllegalThreadStateException.class);
            thread.start();
            Threads.join(thread);
            Threads.join(thread, Duration.ofSeconds(1));
        });
    }

    @Test
    void aCancellationEndsAJoin() {
        CountDownLatch latch = new CountDownLatch(1);
        Thread thread = waiting(latch);
        assertThat(Adapted.cancelled(() -> Threads.join(thread)).isCancelled()).isTrue();
        assertThat(thread.isAlive()).isTrue();
        latch.countDown();
    }

    @Test
    void aTimeLimitEndsASleep() {
        runBlocking(() -> {
            assertThat(Coroutines.<String>withTimeoutOrNull(Duration.ofMillis(10), () -> {
                        Threads.sleep(60_000);
                        return "slept";
                    }))
                    .isNull();
            yieldNow();
        });
    }

    private static Thread waiting(CountDownLatch latch) {
        Thread thread = new Thread(() -> {
            try {
                latch.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
