package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FrameStack;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Stands in for the waits of {@link Process}. From Java 9 on a process tells of its end, so that waiting for one takes no
 * thread; on Java 8 a thread of the blocking pool waits. On a plain thread they are the JDK's calls. Interrupts are as for
 * {@link Threads}. A cancelled coroutine leaves the process as it is.
 */
@SuppressSuspensionWarnings("blocking-call") // on plain threads only, and for processes that have ended
public final class Processes {

    private static final MethodHandle ON_EXIT = onExit();

    private Processes() {}

    /**
     * {@link Process#waitFor()}.
     *
     * @param process whose end to wait for
     * @return its exit value
     * @throws InterruptedException if the thread was interrupted before
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int waitFor(Process process) throws InterruptedException {
        if (Threads.isPlain(FrameStack.current())) {
            return process.waitFor();
        }
        Threads.requireNotInterrupted();
        if (process.isAlive()) {
            CompletableFuture<?> exit = exitOf(process);
            if (exit == null) {
                return Coroutines.blocking(process::waitFor);
            }
            await(exit);
        }
        return process.waitFor();
    }

    /**
     * {@link Process#waitFor(long, TimeUnit)}.
     *
     * @param process whose end to wait for
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @return whether it has ended
     * @throws InterruptedException if the thread was interrupted before
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static boolean waitFor(Process process, long time, TimeUnit unit) throws InterruptedException {
        if (Threads.isPlain(FrameStack.current())) {
            return process.waitFor(time, unit);
        }
        Threads.requireNotInterrupted();
        long nanos = unit.toNanos(time);
        if (nanos <= 0 || !process.isAlive()) {
            return !process.isAlive();
        }
        CompletableFuture<?> exit = exitOf(process);
        return exit == null ? Coroutines.blocking(() -> process.waitFor(time, unit)) : await(exit, nanos);
    }

    /**
     * {@code Process.waitFor(Duration)} of Java 24.
     *
     * @param process whose end to wait for
     * @param time how long at the most; 0 or less only looks
     * @return whether it has ended
     * @throws InterruptedException if the thread was interrupted before
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static boolean waitFor(Process process, Duration time) throws InterruptedException {
        return waitFor(process, Threads.nanos(time), TimeUnit.NANOSECONDS);
    }

    @Suspendable
    private static void await(CompletableFuture<?> exit) throws InterruptedException {
        try {
            Futures.get(exit);
        } catch (ExecutionException e) {
            throw new IllegalStateException("The JDK cannot tell of the end of a process", e.getCause());
        }
    }

    @Suspendable
    private static boolean await(CompletableFuture<?> exit, long nanos) throws InterruptedException {
        try {
            Futures.get(exit, nanos, TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("The JDK cannot tell of the end of a process", e.getCause());
        }
    }

    /** What tells of the process's end; null on Java 8, and for processes of another make that cannot. */
    private static CompletableFuture<?> exitOf(Process process) {
        if (ON_EXIT == null) {
            return null;
        }
        try {
            return (CompletableFuture<?>) ON_EXIT.invoke(process);
        } catch (UnsupportedOperationException cannot) {
            return null;
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Throwable checked) {
            throw new AssertionError("onExit() declares no exception", checked);
        }
    }

    private static MethodHandle onExit() {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Process.class, "onExit", MethodType.methodType(CompletableFuture.class));
        } catch (NoSuchMethodException | IllegalAccessException java8) {
            return null;
        }
    }
}
