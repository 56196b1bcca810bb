package dev.bobbin;

import static dev.bobbin.Coroutines.await;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ref.WeakReference;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is left at another library's promise of those who do not wait for it any more. */
@Timeout(30)
class PromisesTest {

    private static final int MOST_COLLECTIONS = 100;

    private final CompletableFuture<Integer> never = new CompletableFuture<>();

    @Test
    void aPromiseKeepsNothingOfACoroutineThatGaveUpWaitingForIt() {
        assertIsCollectedAfterItsCancellation(() -> await(never));
    }

    @Test
    void aPromiseKeepsNothingOfASelectThatTookSomethingElse() {
        assertIsCollectedAfterItsCancellation(
                () -> Select.<Integer>fair().onAwait(never, n -> n).await());
    }

    private void assertIsCollectedAfterItsCancellation(SuspendableRunnable waits) {
        WeakReference<Coroutine<?>> cancelled = cancelled(waits);
        for (int i = 0; i < MOST_COLLECTIONS && cancelled.get() != null; i++) {
            System.gc();
        }
        assertThat(cancelled.get()).isNull();
        never.complete(1);
    }

    private static WeakReference<Coroutine<?>> cancelled(SuspendableRunnable waits) {
        return runBlocking(() -> {
            Coroutine<?> waiting = spawn(waits);
            yieldNow();
            waiting.cancelAndJoin();
            return new WeakReference<Coroutine<?>>(waiting);
        });
    }
}
