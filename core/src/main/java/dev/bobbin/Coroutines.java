package dev.bobbin;

import dev.bobbin.runtime.CoroutineStack;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.NotSuspendableException;
import dev.bobbin.runtime.ThreadStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

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
        EventLoop loop = loopForBlocking("runBlocking()", null);
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
    public static <T> T runBlocking(SuspendableCallable<T> body) {
        Objects.requireNonNull(body, "body");
        EventLoop loop = loopForBlocking("runBlocking()", null);
        return runToEnd(loop, Coroutine.start(loop, "main", body)).value();
    }

    /**
     * Starts a coroutine that waits first. It is there at once: it can be joined, and cancelled before its body begins.
     *
     * @param delay how long to wait, not negative
     * @param body what it does then
     * @return the coroutine
     */
    public static Coroutine<Void> spawnLater(Duration delay, SuspendableRunnable body) {
        Durations.nanos(Objects.requireNonNull(delay, "delay"), "A delay");
        Objects.requireNonNull(body, "body");
        return spawn(() -> {
            sleep(delay);
            body.run();
        });
    }

    /**
     * As {@link #spawnLater(Duration, SuspendableRunnable)}, for a body that returns a value.
     *
     * @param delay how long to wait, not negative
     * @param body what it does then
     * @param <T> the type of the value
     * @return the coroutine
     */
    public static <T> Coroutine<T> spawnLater(Duration delay, SuspendableCallable<T> body) {
        Durations.nanos(Objects.requireNonNull(delay, "delay"), "A delay");
        Objects.requireNonNull(body, "body");
        return spawn(() -> {
            sleep(delay);
            return body.call();
        });
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
        if (Objects.requireNonNull(time, "time").isNegative()) {
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
        joinAll(Arrays.asList(Objects.requireNonNull(coroutines, "coroutines")));
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
        requireNoNull(coroutines);
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
     * As {@link #joinAll(Collection)}, for a time.
     *
     * @param coroutines whom to wait for
     * @param limit how long at the most, not negative
     * @return true if all have ended; false if the time was over, and then no failure is thrown
     * @throws CancellationException if the coroutine that waits is cancelled
     */
    @Suspendable
    public static boolean joinAll(Collection<? extends Coroutine<?>> coroutines, Duration limit) {
        requireNoNull(coroutines);
        if (awaitSome(coroutines, coroutines.size(), limit).size() < coroutines.size()) {
            return false;
        }
        joinAll(coroutines);
        return true;
    }

    /**
     * Waits until so many have ended, for a time, and throws none of their failures. Suspends in a coroutine, blocks a plain
     * thread.
     *
     * @param coroutines whom to wait for
     * @param count how many of them, 0 or more; all if there are fewer
     * @param limit how long at the most, not negative
     * @param <C> the type of the coroutines
     * @return those that have ended, {@code count} at the most, in the order in which they did
     * @throws CancellationException if the coroutine that waits is cancelled
     */
    @Suspendable
    public static <C extends Coroutine<?>> List<C> awaitSome(Collection<C> coroutines, int count, Duration limit) {
        if (count < 0) {
            throw new IllegalArgumentException("Cannot wait for " + count + " coroutines: a count is 0 or more");
        }
        Objects.requireNonNull(coroutines, "coroutines");
        TimedWait.requireLimit(limit);
        List<C> ended = new ArrayList<>();
        try (Completions<Object> inOrder = new Completions<>(asObjects(coroutines)).within(limit)) {
            while (ended.size() < count && inOrder.hasNext()) {
                ended.add(asGiven(inOrder.next()));
            }
        }
        return ended;
    }

    @SuppressWarnings("unchecked") // whatever a value's type, it is an object
    private static Collection<Coroutine<Object>> asObjects(Collection<? extends Coroutine<?>> coroutines) {
        return (Collection<Coroutine<Object>>) (Collection<?>) coroutines;
    }

    @SuppressWarnings("unchecked") // it came from a collection of such
    private static <C> C asGiven(Coroutine<Object> coroutine) {
        return (C) coroutine;
    }

    /**
     * Coroutines in the order in which they end.
     *
     * @param coroutines whom to wait for
     * @param <T> the type of their values
     * @return an iteration that waits for the next to end; its loop suspends in suspendable code
     */
    public static <T> Completions<T> iwait(Collection<? extends Coroutine<T>> coroutines) {
        return new Completions<>(Objects.requireNonNull(coroutines, "coroutines"));
    }

    /**
     * As {@link #iwait(Collection)}, for a time.
     *
     * @param coroutines whom to wait for
     * @param limit how long, not negative, from now on; the iteration ends then
     * @param <T> the type of their values
     * @return an iteration that waits for the next to end
     */
    public static <T> Completions<T> iwait(Collection<? extends Coroutine<T>> coroutines, Duration limit) {
        Objects.requireNonNull(coroutines, "coroutines");
        TimedWait.requireLimit(limit);
        return new Completions<T>(coroutines).within(limit);
    }

    /**
     * Cancels all, and waits until they have ended. Suspends in a coroutine, blocks a plain thread. What they fail with
     * meanwhile is not thrown.
     *
     * @param coroutines whom to cancel; those that have not begun never will
     * @throws CancellationException if the coroutine that waits is cancelled
     */
    @Suspendable
    public static void killAll(Collection<? extends Coroutine<?>> coroutines) {
        cancelAll(coroutines);
        for (Coroutine<?> coroutine : coroutines) {
            coroutine.awaitEnd();
        }
    }

    /**
     * Cancels all, and waits for a time until they have ended. Suspends in a coroutine, blocks a plain thread. What they fail
     * with meanwhile is not thrown.
     *
     * @param coroutines whom to cancel; those that have not begun never will
     * @param limit how long to wait at the most, not negative
     * @return whether all have ended
     * @throws CancellationException if the coroutine that waits is cancelled
     */
    @Suspendable
    public static boolean killAll(Collection<? extends Coroutine<?>> coroutines, Duration limit) {
        TimedWait.requireLimit(limit);
        cancelAll(coroutines);
        return awaitSome(coroutines, coroutines.size(), limit).size() == coroutines.size();
    }

    private static void cancelAll(Collection<? extends Coroutine<?>> coroutines) {
        requireNoNull(coroutines);
        for (Coroutine<?> coroutine : coroutines) {
            coroutine.cancel();
        }
    }

    private static void requireNoNull(Collection<?> coroutines) {
        Objects.requireNonNull(coroutines, "coroutines");
        for (Object coroutine : coroutines) {
            Objects.requireNonNull(coroutine, "one of the coroutines");
        }
    }

    // ---- limits and shields ----

    /**
     * Runs {@code body} for a time. When the time is over, it is told by a {@link DeadlineExceededException} where it waits, or
     * would, and again at each further wait; with it, what it has spawned in scopes of its own is cancelled. A body that comes
     * to its end all the same has its value returned, so that what it has got in the last moment is not lost. Limits may be
     * nested: the earliest counts.
     *
     * @param limit how long, not negative; measured from this call
     * @param body what to do
     * @param <T> the type of its value
     * @return its value; what it throws is thrown, checked exceptions included
     * @throws DeadlineExceededException if it ended by that
     */
    @Suspendable
    public static <T> T withTimeout(Duration limit, SuspendableCallable<T> body) {
        Objects.requireNonNull(body, "body"); // before the limit is entered, which nobody would leave then
        TimedWait.requireLimit(limit);
        return withTimeout(TimeLimit.start(Optional.empty(), limit, FrameStack.current()), body);
    }

    /**
     * As {@link #withTimeout(Duration, SuspendableCallable)}, for a body that returns nothing.
     *
     * @param limit how long, not negative; measured from this call
     * @param body what to do
     */
    @Suspendable
    public static void withTimeout(Duration limit, SuspendableRunnable body) {
        withTimeout(limit, asCallable(body));
    }

    /**
     * As {@link #withTimeout(Duration, SuspendableCallable)}, with a name by which the exception calls the limit.
     *
     * @param name whose limit it is: {@code "the price service"}
     * @param limit how long, not negative; measured from this call
     * @param body what to do
     * @param <T> the type of its value
     * @return its value
     */
    @Suspendable
    public static <T> T withTimeout(String name, Duration limit, SuspendableCallable<T> body) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(body, "body");
        TimedWait.requireLimit(limit);
        return withTimeout(TimeLimit.start(Optional.of(name), limit, FrameStack.current()), body);
    }

    /**
     * As {@link #withTimeout(Duration, SuspendableCallable)}, but returns null if this time is over. The exception of another
     * limit, around this one or inside it, is thrown.
     *
     * @param limit how long, not negative; measured from this call
     * @param body what to do
     * @param <T> the type of its value
     * @return its value, or null
     */
    @Suspendable
    public static <T> T withTimeoutOrNull(Duration limit, SuspendableCallable<T> body) {
        Objects.requireNonNull(body, "body");
        TimedWait.requireLimit(limit);
        TimeLimit scope = TimeLimit.start(Optional.empty(), limit, FrameStack.current());
        try {
            return withTimeout(scope, body);
        } catch (DeadlineExceededException over) {
            if (over.isOf(scope)) {
                return null;
            }
            throw over;
        }
    }

    @Suspendable
    private static <T> T withTimeout(TimeLimit limit, SuspendableCallable<T> body) {
        try {
            return body.call();
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(thrown);
        } finally {
            limit.end(FrameStack.current());
        }
    }

    /**
     * How much time the limits around leave.
     *
     * @return the time to the earliest deadline, zero if that has passed; empty if there is no limit
     */
    @Suspendable
    public static Optional<Duration> timeLeft() {
        EventLoop loop = EventLoop.current();
        return TimeLimit.earliest(EnteredScope.innermost(FrameStack.current()))
                .map(deadline -> Duration.ofNanos(Math.max(0, deadline - loop.nanoTime())));
    }

    /**
     * Runs {@code body} out of reach of cancellations and time limits from outside, for what must be finished: giving something
     * back that takes a wait. They are told at the first wait after it.
     *
     * @param body what to do
     * @param <T> the type of its value
     * @return its value; what it throws is thrown, checked exceptions included
     */
    @Suspendable
    public static <T> T shielded(SuspendableCallable<T> body) {
        Objects.requireNonNull(body, "body");
        Shield shield = new Shield(FrameStack.current());
        shield.enter();
        try {
            return body.call();
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(thrown);
        } finally {
            shield.leave(FrameStack.current());
        }
    }

    /**
     * As {@link #shielded(SuspendableCallable)}, for a body that returns nothing.
     *
     * @param body what to do
     */
    @Suspendable
    public static void shielded(SuspendableRunnable body) {
        shielded(asCallable(body));
    }

    private static SuspendableCallable<Void> asCallable(SuspendableRunnable body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }

    // ---- where and with what ----

    /**
     * Runs {@code body} on another dispatcher, and comes back. A coroutine moves there and back itself; a plain thread blocks
     * meanwhile. What was written before the move is seen after it.
     *
     * @param dispatcher where to run it
     * @param body what to do
     * @param <T> the type of its value
     * @return its value; what it throws is thrown, checked exceptions included
     * @throws IllegalStateException if the dispatcher is an event loop that has ended
     */
    @Suspendable
    public static <T> T withDispatcher(Dispatcher dispatcher, SuspendableCallable<T> body) {
        Objects.requireNonNull(dispatcher, "dispatcher");
        Objects.requireNonNull(body, "body");
        Coroutine<?> here = Coroutine.of(FrameStack.current()).orElse(null);
        if (here == null) {
            return spawn(dispatcher, body).get();
        }
        Dispatcher before = here.dispatcher();
        FrameStack.current().requireNotCancelled();
        Coroutine.requireRuns(dispatcher);
        move(here, dispatcher);
        try {
            return body.call();
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(thrown);
        } finally {
            move(here, before);
        }
    }

    @Suspendable
    private static void move(Coroutine<?> coroutine, Dispatcher to) {
        if (coroutine.dispatcher() != to) {
            coroutine.moveTo(to);
            resumeThere();
        }
    }

    /** Ends the step, so that the next one runs where the coroutine belongs now, with what belongs to it. */
    @Suspendable
    private static void resumeThere() {
        FrameStack k = FrameStack.current();
        ((CoroutineStack) k.outermost()).giveWay(k);
    }

    /**
     * Runs {@code body} with an element that goes with the coroutine from step to step, and with those that it spawns.
     *
     * @param element what to install in the thread that runs the coroutine
     * @param body what to do
     * @param <T> the type of its value
     * @return its value; what it throws is thrown, checked exceptions included
     */
    @Suspendable
    public static <T> T withContext(ContextElement element, SuspendableCallable<T> body) {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(body, "body");
        Coroutine<?> here = Coroutine.of(FrameStack.current()).orElse(null);
        if (here == null) {
            Object before = element.install();
            try {
                return body.call();
            } catch (Throwable thrown) {
                throw Sneaky.rethrow(thrown);
            } finally {
                element.restore(before);
            }
        }
        Context before = here.context;
        Context inside = before.with(element);
        here.context = inside;
        resumeThere();
        try {
            return body.call();
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(thrown);
        } finally {
            if (!here.context.hasElementsOf(inside)) {
                throw new IllegalStateException("withContext() of " + element + " in coroutine \"" + here.name()
                        + "\" was left before one that was entered after it: greenlets and generators that use it must"
                        + " leave in the opposite order.");
            }
            here.context = here.context.withElementsOf(before);
            resumeThere();
        }
    }

    // ---- calls that block ----

    /**
     * Runs a call that blocks on a thread meant for that, while the coroutine waits. On a plain thread, it is simply run.
     *
     * <p>When the coroutine is cancelled or its time is over, the call is interrupted, and still waited for: once this has
     * returned or thrown, nothing of the call goes on that might use what the coroutine closes next. A call that ends by the
     * interrupt is told as the cancellation, with what it threw as suppressed; one that ends otherwise has its value returned
     * or its failure thrown, and the cancellation is told at the next wait. A call that does not listen to interrupts therefore
     * delays the cancellation until it ends: close what it reads, or see {@link #blockingUntilCancelled}.
     *
     * <p>The call finds the coroutine's {@link CoroutineLocal}s, and what it sets is there afterwards; its
     * {@link ContextElement}s and the context class loader are in their place. It is not part of the coroutine: suspendable code
     * in it blocks its thread, and is told of the cancellation as in the coroutine. An interrupt of the current thread that is
     * pending goes over to the call, and one that the call leaves behind comes back.
     *
     * <p>There are as many daemon threads, {@code bobbin-blocking-1} and so on, as there are calls at a time. They end after ten
     * seconds without work. From Java 24 on they are virtual threads, and there is no limit; before, they are threads of the
     * operating system, at most 1024, and further calls wait for their turn. The system property
     * {@code dev.bobbin.blocking.threads} may be {@code platform} or, from Java 21 on, {@code virtual}: before 24 a virtual
     * thread that blocks in a synchronized method holds up others. {@code dev.bobbin.blocking.maxThreads} sets the limit: more
     * than the calls that wait for one another at a time, or none of them gets on.
     *
     * <pre>{@code
     * String config = Coroutines.blocking(() -> Files.readString(path));
     * }</pre>
     *
     * @param call what to run
     * @param <T> the type of its value
     * @return its value; what it throws is thrown as it is, checked exceptions included
     * @throws CancellationException if the coroutine is cancelled before the call begins, or the call ends by its interrupt
     */
    @Suspendable
    @SuppressWarnings("unchecked") // a Callable<T> returns a T
    public static <T> T blocking(Callable<T> call) {
        try {
            return (T) BlockingCall.untilItEnds(call, BlockingPool.shared());
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }

    /**
     * As {@link #blocking}, for a call that nobody needs to wait for: when the coroutine is cancelled or its time is over, the
     * call is interrupted and left to itself, and the coroutine goes on at once. What the call returns or throws then is lost,
     * and what it writes to, such as a buffer, must not be used any more.
     *
     * <pre>{@code
     * int key = withTimeout(Duration.ofSeconds(5), () -> blockingUntilCancelled(() -> System.in.read()));
     * }</pre>
     *
     * @param call what to run
     * @param <T> the type of its value
     * @return its value; what it throws is thrown as it is, checked exceptions included
     * @throws CancellationException if the coroutine is cancelled before or while the call runs
     */
    @Suspendable
    @SuppressWarnings("unchecked") // a Callable<T> returns a T
    public static <T> T blockingUntilCancelled(Callable<T> call) {
        try {
            return (T) BlockingCall.untilCancelled(call, BlockingPool.shared());
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }

    // ---- other libraries ----

    /**
     * Waits for something that calls back: the way to wrap any asynchronous library. Suspends in a coroutine, blocks a plain
     * thread.
     *
     * <pre>{@code
     * String body = Coroutines.suspend(wakeUp -> {
     *     Request request = client.send(url, wakeUp::success, wakeUp::failure);
     *     wakeUp.onCancel(request::abort);
     * });
     * }</pre>
     *
     * @param register starts the work and sees to it that the {@link WakeUp} is told of its end; it is called once, at once, and
     *     must not wait; what it throws is thrown, and the wake-up has ended then
     * @param <T> the type of the value
     * @return the value that the wake-up was told, or null; a failure that it was told is thrown as it is
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    @SuppressWarnings("unchecked") // what a WakeUp<T> takes is a T
    public static <T> T suspend(Consumer<? super WakeUp<T>> register) {
        Objects.requireNonNull(register, "register");
        FrameStack.current().requireNotCancelled();
        WakeUp<T> wakeUp = new WakeUp<>();
        try {
            register.accept(wakeUp);
        } catch (Throwable notBegun) {
            wakeUp.giveUp(); // whoever has got hold of it must not believe that its value was taken
            throw notBegun;
        }
        return (T) wakeUp.await();
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
        Objects.requireNonNull(stage, "stage");
        FrameStack.current().requireNotCancelled();
        return (T) StageCallback.waitFor(stage).await(FrameStack.current());
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
     * The coroutine whose step the current thread is at; for code that is not suspendable itself.
     *
     * @return empty outside of coroutines
     */
    public static Optional<Coroutine<?>> running() {
        return Optional.ofNullable(Coroutine.running());
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
        k.requireNotCancelled();
        EventLoop loop = EventLoop.current();
        Timers.Timer timer = new Timers.Timer(loop, loop.deadlineIn(nanos));
        timer.start();
        timer.await(k);
    }

    private static void giveWay(FrameStack k) {
        k.requireNotCancelled();
        FrameStack outermost = k.outermost();
        if (outermost instanceof CoroutineStack) {
            ((CoroutineStack) outermost).giveWay(k);
        } else {
            ThreadStack.requireBlockable();
            Thread.yield();
        }
    }

    static EventLoop loopForBlocking(String what, Simulation simulation) {
        if (ThreadStack.isGuarded()) {
            throw new IllegalStateException(what + " was called on thread "
                    + Thread.currentThread().getName()
                    + ", which runs coroutines already and would stop. In a coroutine, call the body directly; elsewhere on this"
                    + " thread, spawn it.");
        }
        String name = Thread.currentThread().getName();
        return simulation == null ? EventLoop.here(name) : EventLoop.simulated(name, simulation);
    }

    static <T> Outcome<T> runToEnd(EventLoop loop, Coroutine<T> main) {
        main.willBeObserved();
        loop.runFor(main);
        return main.observe();
    }

    private static void print(Coroutine<?> coroutine, Throwable failure) {
        synchronized (System.err) {
            System.err.print("Coroutine \"" + coroutine.name() + "\" failed, and nobody has joined it: ");
            failure.printStackTrace();
        }
    }
}
