package dev.bobbin;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What coroutines need of each dispatcher, and have on each. A dispatcher's own test extends this. */
@Timeout(60)
abstract class DispatcherContract {

    private final Dispatcher dispatcher = open();

    /** A dispatcher of the test's own. */
    abstract Dispatcher open();

    abstract void close(Dispatcher dispatcher) throws Exception;

    @AfterEach
    void closeDispatcher() throws Exception {
        close(dispatcher);
    }

    @Test
    void aStepRunsOnceAndNotInside() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        CountDownLatch returned = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        dispatcher.dispatch(() -> {
            try {
                assertThat(returned.await(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            ran.incrementAndGet();
            done.countDown();
        });
        returned.countDown();
        assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(ran).hasValue(1);
    }

    @Test
    void aCoroutineSeesItsOwnPlainFieldsFromStepToStep() {
        Counter counter = new Counter();
        Coroutine<Integer> counting = spawn(dispatcher, () -> {
            for (int i = 0; i < 10_000; i++) {
                counter.count++;
                yieldNow();
            }
            return counter.count;
        });
        assertThat(counting.get()).isEqualTo(10_000);
    }

    private static final class Counter {
        private int count; // plain: what hands the coroutine on must order the steps
    }

    @Test
    void aTreeOfCoroutinesAddsUp() {
        assertThat(spawn(dispatcher, () -> sum(0, 1 << 12)).get()).isEqualTo((1 << 12) * ((1 << 12) - 1) / 2);
    }

    @Suspendable
    private static int sum(int from, int to) {
        if (to - from == 1) {
            return from;
        }
        int middle = (from + to) >>> 1;
        Coroutine<Integer> left = spawn(() -> sum(from, middle));
        Coroutine<Integer> right = spawn(() -> sum(middle, to));
        return left.get() + right.get();
    }

    @Test
    void aBallGoesToAndFroThroughFutures() {
        int rounds = 2000;
        List<CompletableFuture<Integer>> balls = new ArrayList<>();
        for (int i = 0; i <= 2 * rounds; i++) {
            balls.add(new CompletableFuture<>());
        }
        Coroutine<Void> ping = spawn(dispatcher, () -> pass(balls, 0));
        Coroutine<Void> pong = spawn(dispatcher, () -> pass(balls, 1));
        balls.get(0).complete(0);
        joinAll(ping, pong);
        assertThat(balls.get(2 * rounds)).isCompletedWithValue(2 * rounds);
    }

    @Suspendable
    private static void pass(List<CompletableFuture<Integer>> balls, int first) {
        for (int i = first; i + 1 < balls.size(); i += 2) {
            balls.get(i + 1).complete(Coroutines.await(balls.get(i)) + 1);
        }
    }

    @Test
    void manySleepAndAllWake() {
        AtomicInteger awake = new AtomicInteger();
        List<Coroutine<?>> sleepers = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            int millis = i % 7;
            sleepers.add(spawn(dispatcher, () -> {
                sleep(millis);
                awake.incrementAndGet();
            }));
        }
        joinAll(sleepers);
        assertThat(awake).hasValue(500);
    }

    /** Cancellation meets parking, sleeping and ending in all their orders: each coroutine ends, and knows how. */
    @Test
    void whoeverIsCancelledEndsOnce() {
        List<Coroutine<?>> victims = new ArrayList<>();
        AtomicInteger begun = new AtomicInteger();
        AtomicInteger ends = new AtomicInteger();
        for (int i = 0; i < 500; i++) {
            int number = i;
            victims.add(spawn(dispatcher, () -> {
                begun.incrementAndGet();
                try {
                    for (int step = 0; step < number % 5; step++) {
                        yieldNow();
                    }
                    sleep(number % 3 == 0 ? 3_600_000 : number % 3);
                } finally {
                    ends.incrementAndGet();
                }
            }));
        }
        Coroutine<?> barrier = spawn(dispatcher, () -> sleep(1));
        barrier.join();
        victims.forEach(Coroutine::cancel);
        for (Coroutine<?> victim : victims) {
            victim.awaitEnd();
            assertThat(victim.failure()).isEmpty();
        }
        assertThat(ends).as("whoever began has come to its end").hasValue(begun.get());
    }
}
