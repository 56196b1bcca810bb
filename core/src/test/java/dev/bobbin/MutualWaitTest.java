package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MutualWaitTest {

    private static BlockingPool pool(int most) {
        return new BlockingPool(BlockingPool.platformThreads(), most, 100);
    }

    @Suspendable
    private static <T> T take(BlockingQueue<T> queue, BlockingPool pool) throws InterruptedException {
        return MutualWait.await(nanos -> queue.poll(nanos, TimeUnit.NANOSECONDS), MutualWait.FOR_EVER, pool);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void thoseWhoWaitForOneAnotherGetOnHoweverFewThreadsThereAre(int threads) {
        BlockingPool pool = pool(threads);
        int waiters = 20;
        List<BlockingQueue<Integer>> chain = new ArrayList<>();
        for (int i = 0; i <= waiters; i++) {
            chain.add(new LinkedBlockingQueue<>());
        }
        int last = runBlocking(() -> {
            for (int i = waiters - 1; i >= 0; i--) { // the last of the chain waits first
                BlockingQueue<Integer> from = chain.get(i);
                BlockingQueue<Integer> to = chain.get(i + 1);
                spawn(() -> to.put(take(from, pool) + 1));
            }
            yieldNow();
            BlockingCall.untilItEnds(() -> chain.get(0).add(0), pool); // a call of another kind finds a thread
            return take(chain.get(waiters), pool);
        });

        assertThat(last).isEqualTo(waiters);
        assertThat(pool.threads()).isLessThanOrEqualTo(threads);
    }

    @Test
    void noThreadIsAskedForWhatIsThere() throws Exception {
        BlockingPool pool = pool(8);
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(1, 2, 3));

        int sum = runBlocking(() -> take(queue, pool) + take(queue, pool) + take(queue, pool));

        assertThat(sum).isEqualTo(6);
        assertThat(pool.threads()).isZero();
    }

    @Test
    void oneWhoAlwaysFindsSomethingLetsOthersHaveATurn() {
        BlockingPool pool = pool(8);
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>(List.of(0));

        int turns = runBlocking(() -> {
            Coroutine<Integer> endless = spawn(() -> {
                int n = 0;
                for (; queue.peek() < 1000; n++) {
                    queue.put(take(queue, pool));
                }
                return n;
            });
            yieldNow();
            queue.clear();
            queue.put(1000);
            return endless.get();
        });

        assertThat(turns).isBetween(1, 1000);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4}) // without a thread, and with one
    void aTimeThatIsOverIsToldByNull(int threads) throws Exception {
        BlockingPool pool = pool(threads);
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();

        Integer found = runBlocking(() -> MutualWait.await(
                nanos -> queue.poll(nanos, TimeUnit.NANOSECONDS), TimeUnit.MILLISECONDS.toNanos(5), pool));

        assertThat(found).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void aCancellationEndsTheWaitAndTakesNothing(int threads) {
        BlockingPool pool = pool(threads);
        BlockingQueue<Integer> queue = new LinkedBlockingQueue<>();
        List<Object> told = new ArrayList<>();

        runBlocking(() -> {
            Coroutine<?> taker = spawn(() -> {
                try {
                    take(queue, pool);
                } catch (CancellationException e) {
                    told.add(e);
                    throw e;
                }
            });
            yieldNow();
            yieldNow();
            taker.cancelAndJoin();
            queue.put(1);
            for (int i = 0; i < 3; i++) {
                yieldNow();
            }
        });

        assertThat(told).hasSize(1);
        assertThat(queue).containsExactly(1);
        assertThat(pool.enterMutual()).isEqualTo(threads > 1); // it has given back what it had
    }
}
