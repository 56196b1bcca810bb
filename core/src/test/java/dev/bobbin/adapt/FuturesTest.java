package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.runBlocking;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.SuspendableRunnable;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Waiting for futures, as adapted code does it. */
@Timeout(120)
class FuturesTest {

    @Test
    void aCompletableFutureLeavesTheLoopToOthers() {
        CompletableFuture<String> get = new CompletableFuture<>();
        assertThat(Adapted.trace(() -> Futures.get(get), () -> get.complete("got")))
                .containsExactly("calls", "meanwhile", "got");
        CompletableFuture<String> join = new CompletableFuture<>();
        assertThat(Adapted.trace(() -> Futures.join(join), () -> join.complete("joined")))
                .containsExactly("calls", "meanwhile", "joined");
        CompletableFuture<String> timed = new CompletableFuture<>();
        assertThat(Adapted.trace(() -> Futures.get(timed, 60, TimeUnit.SECONDS), () -> timed.complete("in time")))
                .containsExactly("calls", "meanwhile", "in time");
    }

    @Test
    void anyOtherFutureDoesToo() {
        FutureTask<String> get = new FutureTask<>(() -> "got");
        assertThat(Adapted.trace(() -> Futures.get(get), get::run)).containsExactly("calls", "meanwhile", "got");
        FutureTask<String> timed = new FutureTask<>(() -> "in time");
        assertThat(Adapted.trace(() -> Futures.get(timed, 60, TimeUnit.SECONDS), timed::run))
                .containsExactly("calls", "meanwhile", "in time");
    }

    @Test
    void failuresAreWrappedAsTheJdkDoes() {
        IOException broken = new IOException("broken");
        CompletableFuture<String> failed = new CompletableFuture<>();
        FutureTask<String> task = new FutureTask<>(() -> {
            throw broken;
        });
        List<Object> trace = Adapted.trace(
                () -> {
                    return List.of(
                            Thrown.by(() -> Futures.get(failed)),
                            Thrown.by(() -> Futures.get(failed, 1, TimeUnit.SECONDS)),
                            Thrown.by(() -> Futures.join(failed)),
                            Thrown.by(() -> Futures.get(task)));
                },
                () -> {
                    failed.completeExceptionally(broken);
                    task.run();
                });
        List<?> thrown = (List<?>) trace.get(2);
        assertThat(thrown)
                .extracting(each -> each.getClass())
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .containsExactly(
                        ExecutionException.class,
                        ExecutionException.class,
                        CompletionException.class,
                        ExecutionException.class);
        assertThat(thrown).allSatisfy(each -> assertThat((Throwable) each).hasCause(broken));
    }

    @Test
    void aCancelledFutureIsTold() {
        CompletableFuture<String> future = new CompletableFuture<>();
        List<Object> trace =
                Adapted.trace(() -> Thrown.by(() -> Futures.get(future)).getClass(), () -> future.cancel(true));
        assertThat(trace).containsExactly("calls", "meanwhile", CancellationException.class);
    }

    @Test
    void whenTheTimeIsOverItIsTold() {
        for (Future<?> never : List.of(new CompletableFuture<>(), new FutureTask<>(() -> null))) {
            runBlocking(() -> {
                assertThat(Thrown.by(() -> Futures.get(never, 5, TimeUnit.MILLISECONDS)))
                        .isInstanceOf(TimeoutException.class);
                assertThat(Thrown.by(() -> Futures.get(never, 0, TimeUnit.SECONDS)))
                        .isInstanceOf(TimeoutException.class);
                assertThat(Thrown.by(() -> Futures.get(never, -1, TimeUnit.SECONDS)))
                        .isInstanceOf(TimeoutException.class);
            });
        }
    }

    @Test
    void aFutureThatIsDoneIsNotWaitedForEvenIfTheThreadIsInterrupted() {
        runBlocking(() -> {
            Thread.currentThread().interrupt();
            assertThat(Futures.get(CompletableFuture.completedFuture("done"))).isEqualTo("done");
            assertThat(Futures.join(CompletableFuture.completedFuture("done"))).isEqualTo("done");
            assertThat(Thread.interrupted()).isTrue();
        });
    }

    @Test
    void anInterruptThatIsPendingEndsTheWait() {
        List<SuspendableRunnable> waits = List.of(
                () -> Futures.get(new CompletableFuture<>()),
                () -> Futures.get(new FutureTask<>(() -> null)),
                () -> Futures.get(new CompletableFuture<>(), 60, TimeUnit.SECONDS));
        for (SuspendableRunnable wait : waits) {
            runBlocking(() -> {
                Thread.currentThread().interrupt();
                assertThat(Thrown.by(wait)).isInstanceOf(InterruptedException.class);
                assertThat(Thread.interrupted()).isFalse();
            });
        }
    }

    @Test
    void aCancellationEndsTheWaitAndNotTheFuture() {
        CompletableFuture<String> future = new CompletableFuture<>();
        assertThat(Adapted.cancelled(() -> Futures.get(future)).isCancelled()).isTrue();
        assertThat(Adapted.cancelled(() -> Futures.join(future)).isCancelled()).isTrue();
        assertThat(future.isDone()).isFalse();
        FutureTask<String> task = new FutureTask<>(() -> "run");
        assertThat(Adapted.cancelled(() -> Futures.get(task)).isCancelled()).isTrue();
        assertThat(task.isDone()).isFalse();
    }

    @Test
    void onAPlainThreadTheyAreTheJdks() throws Exception {
        CompletableFuture<String> future = CompletableFuture.supplyAsync(() -> "value");
        assertThat(Futures.get(future)).isEqualTo("value");
        assertThat(Futures.get((Future<String>) future)).isEqualTo("value");
        assertThat(Futures.join(future)).isEqualTo("value");
        assertThat(Futures.get(future, 1, TimeUnit.SECONDS)).isEqualTo("value");
        assertThatThrownBy(() -> Futures.get(new CompletableFuture<>(), 1, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }
}
