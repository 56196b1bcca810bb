package dev.bobbin;

import dev.bobbin.runtime.CoroutineStack;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.NotSuspendableException;
import dev.bobbin.runtime.ThreadStack;
import dev.bobbin.runtime.Wait;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The words of coroutines, for static import.
 *
 * <p>What waits suspends when a coroutine calls it, and blocks when a plain thread does; an interrupt does not end that, it
 * stays pending. On a thread that runs coroutines, but outside of them, waiting is refused.
 *
 * <pre>{@code
 * import static dev.bobbin.Coroutines.*;
 *
 * Coroutine<Void> tick = spawn(() -> {
 *     sleep(500);
 *     System.out.println("tick");
 * });
 * tick.join();
 * }</pre>
 */
public final class Coroutines {

    private static volatile BiConsumer<Coroutine<?>, Throwable> failureHandler = Coroutines::print;

    private Coroutines() {}

    // ---- starting ----

    /**
     * Starts a coroutine: in a coroutine, on the same dispatcher; on a plain thread, on {@link EventLoop#shared}, whose thread
     * is a daemon, so that a program whose last thread ends does not wait for it. It begins when it is its turn, behind all that
     * is ready, never inside this call.
     *
     * @param body what it does
     * @return the coroutine
     */
    public static Coroutine<Void> spawn(SuspendableRunnable body) {
        return Coroutine.start(CurrentDispatcher.get(), null, Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(SuspendableRunnable)}, for a body that returns a value.
     *
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine
     */
    public static <T> Coroutine<T> spawn(SuspendableCallable<T> body) {
        return Coroutine.start(CurrentDispatcher.get(), null, Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(SuspendableRunnable)}, with a name for messages and dumps.
     *
     * @param name the coroutine's name
     * @param body what it does
     * @return the coroutine
     */
    public static Coroutine<Void> spawn(String name, SuspendableRunnable body) {
        return Coroutine.start(
                CurrentDispatcher.get(), Objects.requireNonNull(name, "name"), Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(SuspendableCallable)}, with a name for messages and dumps.
     *
     * @param name the coroutine's name
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine
     */
    public static <T> Coroutine<T> spawn(String name, SuspendableCallable<T> body) {
        return Coroutine.start(
                CurrentDispatcher.get(), Objects.requireNonNull(name, "name"), Objects.requireNonNull(body, "body"));
    }

    /**
     * Starts a coroutine on a dispatcher of one's choice.
     *
     * @param dispatcher where it runs
     * @param body what it does
     * @return the coroutine
     */
    public static Coroutine<Void> spawn(Dispatcher dispatcher, SuspendableRunnable body) {
        return Coroutine.start(
                Objects.requireNonNull(dispatcher, "dispatcher"), null, Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(Dispatcher, SuspendableRunnable)}, for a body that returns a value.
     *
     * @param dispatcher where it runs
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine
     */
    public static <T> Coroutine<T> spawn(Dispatcher dispatcher, SuspendableCallable<T> body) {
        return Coroutine.start(
                Objects.requireNonNull(dispatcher, "dispatcher"), null, Objects.requireNonNull(body, "body"));
    }

    /**
     * Runs an event loop on the current thread until {@code body}, a coroutine on it, has ended. What {@code body} has spawned
     * and not joined ends with the loop: it is not run any further.
     *
     * @param body what to do
     * @throws IllegalStateException on a thread that runs coroutines already
     */
    public static void runBlocking(SuspendableRunnable body) {
        Objects.requireNonNull(body, "body");
        EventLoop loop = loopForBlocking();
        runToEnd(loop, Coroutine.start(loop, "main", body)).value();
    }

    /**
     * As {@link #runBlocking(SuspendableRunnable)}, for a body that returns a value.
     *
     * @param body what to do
     * @param <T> the type of the value
     * @return the value; what the body throws is thrown here, checked exceptions included
     * @throws IllegalStateException on a thread that runs coroutines already
     */
    @SuppressWarnings("unchecked") // the outcome is that of a SuspendableCallable<T>
    public static <T> T runBlocking(SuspendableCallable<T> body) {
        Objects.requireNonNull(body, "body");
        EventLoop loop = loopForBlocking();
        return (T) runToEnd(loop, Coroutine.start(loop, "main", body)).value();
    }

    // ---- waiting ----

    /**
     * Waits at least the given time. Suspends in a coroutine, blocks a plain thread. Zero gives way once to whatever is ready.
     *
     * @param millis how long, in milliseconds, 0 or more; measured from this call on the monotonic clock
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public static void sleep(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("Cannot sleep " + millis + " milliseconds: a time to wait is 0 or more");
        }
        sleepNanos(TimeUnit.MILLISECONDS.toNanos(millis), FrameStack.current());
    }

    /**
     * Waits at least the given time. Suspends in a coroutine, blocks a plain thread. Zero gives way once to whatever is ready.
     *
     * @param time how long, not negative; measured from this call on the monotonic clock
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public static void sleep(Duration time) {
        if (time.isNegative()) {
            throw new IllegalArgumentException("Cannot sleep " + time + ": a time to wait is 0 or more");
        }
        long most = Long.MAX_VALUE / 1_000_000_000 - 1;
        sleepNanos(time.getSeconds() > most ? Long.MAX_VALUE : time.toNanos(), FrameStack.current());
    }

    /**
     * Gives way once to all that is ready. On a plain thread, it is a hint to the operating system.
     *
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void yieldNow() {
        giveWay(FrameStack.current());
    }

    /**
     * Waits until all have ended. Suspends in a coroutine, blocks a plain thread. If some failed, the failure of the first in
     * the order of the arguments is thrown, the others are suppressed in it.
     *
     * @param coroutines whom to wait for
     * @throws CancellationException if the coroutine that waits is cancelled
     */
    @Suspendable
    public static void joinAll(Coroutine<?>... coroutines) {
        joinAll(Arrays.asList(coroutines));
    }

    /**
     * Waits until all have ended. Suspends in a coroutine, blocks a plain thread. If some failed, the failure of the first in
     * the order of the collection is thrown, the others are suppressed in it.
     *
     * @param coroutines whom to wait for
     * @throws CancellationException if the coroutine that waits is cancelled
     */
    @Suspendable
    public static void joinAll(Collection<? extends Coroutine<?>> coroutines) {
        Throwable first = null;
        for (Coroutine<?> coroutine : coroutines) {
            coroutine.awaitEnd();
            Throwable failure = coroutine.observe().failure().orElse(null);
            if (first == null) {
                first = failure;
            } else if (failure != null
                    && failure != first
                    && !Arrays.asList(first.getSuppressed()).contains(failure)) {
                first.addSuppressed(failure);
            }
        }
        if (first != null) {
            throw Sneaky.rethrow(first);
        }
    }

    /**
     * Waits for what another library promises. Suspends in a coroutine, blocks a plain thread.
     *
     * @param stage the promise, such as a CompletableFuture; it is not cancelled when the coroutine is
     * @param <T> the type of the value
     * @return the value; a failure is thrown as what it is, without the CompletionException that some stages put around it
     * @throws CancellationException if the stage or the coroutine is cancelled
     */
    @Suspendable
    @SuppressWarnings("unchecked") // what the stage says is a T
    public static <T> T await(CompletionStage<T> stage) {
        Wait wait = new Wait();
        stage.whenComplete((value, thrown) -> {
            if (thrown == null) {
                wait.wake(value);
            } else {
                boolean wrapped = thrown instanceof CompletionException && thrown.getCause() != null;
                wait.fail(wrapped ? thrown.getCause() : thrown);
            }
        });
        return (T) wait.await(FrameStack.current());
    }

    /**
     * The coroutine that is running.
     *
     * @return the one that calls
     * @throws NotSuspendableException outside a coroutine, or if a method between it and this call is not suspendable
     */
    @Suspendable
    public static Coroutine<?> current() {
        return Coroutine.of(FrameStack.current())
                .orElseThrow(() -> NotSuspendableException.outside("Coroutines.current()", "a coroutine"));
    }

    /**
     * Sets who hears of failures that nobody asked for. By default they are printed on the standard error stream.
     *
     * @param handler gets the coroutine and what it failed with, on some thread that must not be blocked
     */
    public static void onUnobservedFailure(BiConsumer<Coroutine<?>, Throwable> handler) {
        failureHandler = Objects.requireNonNull(handler, "handler");
    }

    static BiConsumer<Coroutine<?>, Throwable> failureHandler() {
        return failureHandler;
    }

    // These are the last acts of their callers, with the continuation handed on by hand: no frame of theirs waits.

    private static void sleepNanos(long nanos, FrameStack k) {
        if (nanos == 0) {
            giveWay(k);
            return;
        }
        Timers.Timer timer = new Timers.Timer(EventLoop.current(), Timers.deadlineIn(nanos));
        timer.start();
        timer.await(k);
    }

    private static void giveWay(FrameStack k) {
        FrameStack outermost = k.outermost();
        if (outermost instanceof CoroutineStack) {
            ((CoroutineStack) outermost).giveWay(k);
        } else {
            ThreadStack.requireBlockable();
            Thread.yield();
        }
    }

    private static EventLoop loopForBlocking() {
        if (ThreadStack.isGuarded()) {
            throw new IllegalStateException("runBlocking() was called on thread "
                    + Thread.currentThread().getName()
                    + ", which runs coroutines already and would stop. In a coroutine, call the body directly; elsewhere on this"
                    + " thread, spawn it.");
        }
        return EventLoop.here(Thread.currentThread().getName());
    }

    private static Outcome runToEnd(EventLoop loop, Coroutine<?> main) {
        main.willBeObserved();
        loop.runUntil(main::isDone);
        return main.observe();
    }

    private static void print(Coroutine<?> coroutine, Throwable failure) {
        synchronized (System.err) {
            System.err.print("Coroutine \"" + coroutine.name() + "\" failed, and nobody has joined it: ");
            failure.printStackTrace();
        }
    }
}
