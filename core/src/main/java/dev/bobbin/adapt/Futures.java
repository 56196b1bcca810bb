package dev.bobbin.adapt;

import dev.bobbin.MutualWait;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.Wait;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stands in for the waits of {@link Future} and {@link CompletableFuture}. A CompletableFuture tells of its end, so that
 * waiting for one takes no thread; for others a thread of the blocking pool waits, as for {@link Queues}. On a plain thread
 * they are the JDK's calls. Interrupts are as for {@link Threads}. A cancelled coroutine leaves the future as it is.
 */
@SuppressSuspensionWarnings("blocking-call") // on plain threads only, and of futures that are done
public final class Futures {

    private Futures() {}

    /**
     * {@link Future#get()}.
     *
     * @param future what to wait for
     * @param <T> the type of its value
     * @return its value
     * @throws ExecutionException if the computation failed
     * @throws InterruptedException if the thread was interrupted before, and the future is not done
     * @throws CancellationException if the future is cancelled, or the coroutine
     */
    @Suspendable
    public static <T> T get(Future<T> future) throws InterruptedException, ExecutionException {
        if (Threads.isPlain(FrameStack.current())) {
            return future.get();
        }
        if (!future.isDone()) {
            Threads.requireNotInterrupted();
            if (!(future instanceof CompletableFuture)) {
                awaitEnd(future, MutualWait.FOR_EVER);
                return future.get();
            }
            awaitEnd((CompletableFuture<T>) future);
        }
        return future.get();
    }

    /**
     * {@link Future#get(long, TimeUnit)}.
     *
     * @param future what to wait for
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @param <T> the type of its value
     * @return its value
     * @throws ExecutionException if the computation failed
     * @throws TimeoutException if the time is over
     * @throws InterruptedException if the thread was interrupted before, and the future is not done
     * @throws CancellationException if the future is cancelled, or the coroutine
     */
    @Suspendable
    public static <T> T get(Future<T> future, long time, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        if (Threads.isPlain(FrameStack.current())) {
            return future.get(time, unit);
        }
        Objects.requireNonNull(unit, "unit");
        if (!future.isDone()) {
            Threads.requireNotInterrupted();
            if (!(future instanceof CompletableFuture)) {
                if (!awaitEnd(future, unit.toNanos(time))) {
                    throw new TimeoutException();
                }
                return future.get();
            }
            if (time <= 0 || !awaitEnd((CompletableFuture<T>) future, Duration.ofNanos(unit.toNanos(time)))) {
                throw new TimeoutException();
            }
        }
        return future.get();
    }

    /**
     * {@link CompletableFuture#get()}.
     *
     * @param future what to wait for
     * @param <T> the type of its value
     * @return its value
     * @throws ExecutionException if the computation failed
     * @throws InterruptedException if the thread was interrupted before, and the future is not done
     * @throws CancellationException if the future is cancelled, or the coroutine
     */
    @Suspendable
    public static <T> T get(CompletableFuture<T> future) throws InterruptedException, ExecutionException {
        return get((Future<T>) future);
    }

    /**
     * {@link CompletableFuture#get(long, TimeUnit)}.
     *
     * @param future what to wait for
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @param <T> the type of its value
     * @return its value
     * @throws ExecutionException if the computation failed
     * @throws TimeoutException if the time is over
     * @throws InterruptedException if the thread was interrupted before, and the future is not done
     * @throws CancellationException if the future is cancelled, or the coroutine
     */
    @Suspendable
    public static <T> T get(CompletableFuture<T> future, long time, TimeUnit unit)
            throws InterruptedException, ExecutionException, TimeoutException {
        return get((Future<T>) future, time, unit);
    }

    /**
     * {@link CompletableFuture#join()}.
     *
     * @param future what to wait for
     * @param <T> the type of its value
     * @return its value
     * @throws CompletionException if the computation failed
     * @throws CancellationException if the future is cancelled, or the coroutine
     */
    @Suspendable
    public static <T> T join(CompletableFuture<T> future) {
        if (!Threads.isPlain(FrameStack.current()) && !future.isDone()) {
            awaitEnd(future);
        }
        return future.join();
    }

    @Suspendable
    private static void awaitEnd(CompletableFuture<?> future) {
        FrameStack.current().requireNotCancelled();
        TimedWait.awaitEver(toldOf(future));
    }

    /** False if the time was over before. */
    @Suspendable
    private static boolean awaitEnd(CompletableFuture<?> future, Duration limit) {
        FrameStack.current().requireNotCancelled();
        return (Boolean) TimedWait.await(toldOf(future), limit, false);
    }

    /** Of one that tells nobody of its end. False if the time was over before. */
    @Suspendable
    private static boolean awaitEnd(Future<?> future, long nanos) throws InterruptedException {
        return MutualWait.await(left -> isDone(future, left) ? true : null, nanos) != null;
    }

    private static boolean isDone(Future<?> future, long nanos) throws InterruptedException {
        if (nanos > 0) {
            try {
                future.get(nanos, TimeUnit.NANOSECONDS);
            } catch (TimeoutException | ExecutionException | CancellationException told) {
                // by the future itself, when it is asked
            }
        }
        return future.isDone();
    }

    private static Wait toldOf(CompletableFuture<?> future) {
        TheEnd end = new TheEnd();
        end.told = future.whenComplete((value, thrown) -> end.wake(true));
        return end;
    }

    /** A wait for a future's end. */
    private static final class TheEnd extends Wait {
        private CompletableFuture<?> told; // written before the wait begins

        /** The future lets go, when it next looks, of who is done. */
        @Override
        protected void abandoned() {
            told.cancel(false);
        }

        @Override
        public String toString() {
            return "a future";
        }
    }
}
