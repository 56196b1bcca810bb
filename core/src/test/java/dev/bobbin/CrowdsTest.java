package dev.bobbin;

import static dev.bobbin.Coroutines.iwait;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.sync.Latch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many at once, or one inside of the other: a square of the number, or a call for each, would be too much. */
@Timeout(30)
class CrowdsTest {

    @Test
    void aHundredThousandMayGiveUpWaitingForOne() {
        runBlocking(() -> {
            Coroutine<?> awaited = spawn(() -> sleep(600_000));
            List<Coroutine<?>> waiting = new ArrayList<>();
            for (int i = 0; i < 100_000; i++) {
                waiting.add(spawn(() -> awaited.join()));
            }
            Coroutine<Boolean> last = spawn(() -> {
                awaited.awaitEnd();
                return true;
            });
            yieldNow();
            waiting.forEach(Coroutine::cancel);
            for (Coroutine<?> each : waiting) {
                each.join();
            }
            awaited.cancel();
            assertThat(last.get()).isTrue();
        });
    }

    @Test
    void aChainOfScopesMayBeDeeperThanAThreadsStack() {
        runBlocking(() -> {
            Latch innermost = new Latch(1);
            Coroutine<?> outermost = spawn(() -> waitInScopes(50_000, innermost));
            innermost.await();
            outermost.cancelAndJoin();
            assertThat(outermost.isCancelled()).isTrue();
        });
    }

    @Suspendable
    private static void waitInScopes(int depth, Latch innermost) {
        if (depth == 0) {
            innermost.countDown();
            sleep(600_000);
            return;
        }
        CoroutineScope.run(scope -> scope.spawn(() -> waitInScopes(depth - 1, innermost)));
    }

    @Test
    void aHundredThousandIteratorsMayBeLeftHalfWay() {
        Generator<Integer> ones = Generator.of(y -> {
            while (true) {
                y.yield(1);
            }
        });
        int sum = 0;
        for (int i = 0; i < 100_000; i++) {
            sum += ones.iterator().next();
        }
        assertThat(sum).isEqualTo(100_000);
    }

    @Test
    void anIterationWhoseTimeIsOverLeavesNothingBehind() {
        runBlocking(() -> {
            Coroutine<Void> long_ = spawn(() -> sleep(600_000));
            Coroutine<Void> soon = spawn(() -> sleep(50));
            Completions<Void> inOrder = iwait(Arrays.asList(long_, soon), Duration.ofMillis(1));
            assertThat(inOrder.hasNext()).isFalse();
            soon.join();
            assertThat(inOrder.hasNext())
                    .as("it has ended, and what ends later is not in it")
                    .isFalse();
            long_.cancel();
        });
    }
}
