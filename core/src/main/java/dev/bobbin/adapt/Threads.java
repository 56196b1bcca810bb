package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.MutualWait;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.CoroutineStack;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.ThreadStack;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for the waits of {@link Thread} and {@link TimeUnit}. On a plain thread they are the JDK's calls.
 *
 * <p>In a coroutine an interrupt of the thread that is pending when the call begins ends it by an InterruptedException, as in
 * the JDK. One that comes later does not: the thread is not the coroutine's. Who wants to end the wait cancels the coroutine.
 */
@SuppressSuspensionWarnings("blocking-call") // on plain threads only
public final class Threads {

    private static final int MOST_NANOS = 999_999;

    private Threads() {}

    /**
     * {@link Thread#sleep(long)}.
     *
     * @param millis how long, in milliseconds, 0 or more
     * @throws InterruptedException if the thread was interrupted before
     * @throws IllegalArgumentException if {@code millis} is negative
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void sleep(long millis) throws InterruptedException {
        if (isPlain(FrameStack.current())) {
            Thread.sleep(millis);
            return;
        }
        requireTime(millis);
        requireNotInterrupted();
        Coroutines.sleep(millis);
    }

    /**
     * {@link Thread#sleep(long, int)}.
     *
     * @param millis how long, in milliseconds, 0 or more
     * @param nanos and so many nanoseconds, 0 to 999999
     * @throws InterruptedException if the thread was interrupted before
     * @throws IllegalArgumentException if an argument is out of its range
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void sleep(long millis, int nanos) throws InterruptedException {
        if (isPlain(FrameStack.current())) {
            Thread.sleep(millis, nanos);
            return;
        }
        requireTime(millis);
        requireNanos(nanos);
        requireNotInterrupted();
        Coroutines.sleep(Duration.ofMillis(millis).plusNanos(nanos));
    }

    /**
     * {@code Thread.sleep(Duration)} of Java 19.
     *
     * @param time how long; a negative time is none
     * @throws InterruptedException if the thread was interrupted before
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void sleep(Duration time) throws InterruptedException {
        Objects.requireNonNull(time, "time");
        if (isPlain(FrameStack.current())) {
            TimeUnit.NANOSECONDS.sleep(nanos(time));
            return;
        }
        requireNotInterrupted();
        if (!time.isNegative()) {
            Coroutines.sleep(time);
        }
    }

    /**
     * {@link TimeUnit#sleep(long)}.
     *
     * @param unit the unit of {@code time}
     * @param time how long; 0 or less is no time
     * @throws InterruptedException if the thread was interrupted before
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void sleep(TimeUnit unit, long time) throws InterruptedException {
        if (isPlain(FrameStack.current())) {
            unit.sleep(time);
            return;
        }
        if (time > 0) {
            requireNotInterrupted();
            Coroutines.sleep(Duration.ofNanos(unit.toNanos(time)));
        }
    }

    /** {@link Thread#yield()}: gives way once to what is ready. A cancellation is not told here, as it throws nothing. */
    @Suspendable
    public static void giveWay() {
        if (isPlain(FrameStack.current())) {
            Thread.yield();
        } else {
            giveWay(FrameStack.current());
        }
    }

    private static void giveWay(FrameStack k) {
        ((CoroutineStack) k.outermost()).giveWay(k);
    }

    /**
     * {@link Thread#join()}. A thread cannot be asked to tell of its end, so another one waits for it.
     *
     * @param thread whose end to wait for
     * @throws InterruptedException if the thread was interrupted before
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void join(Thread thread) throws InterruptedException {
        join(thread, 0);
    }

    /**
     * {@link Thread#join(long)}.
     *
     * @param thread whose end to wait for
     * @param millis how long at the most, in milliseconds; 0 for ever
     * @throws InterruptedException if the thread was interrupted before
     * @throws IllegalArgumentException if {@code millis} is negative
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void join(Thread thread, long millis) throws InterruptedException {
        if (isPlain(FrameStack.current())) {
            thread.join(millis);
            return;
        }
        requireTime(millis);
        requireNotInterrupted();
        MutualWait.await(
                nanos -> isOver(thread, nanos),
                millis == 0 ? MutualWait.FOR_EVER : TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** True, or null for not yet. */
    private static Boolean isOver(Thread thread, long nanos) throws InterruptedException {
        if (nanos > 0) {
            TimeUnit.NANOSECONDS.timedJoin(thread, nanos);
        }
        return thread.isAlive() ? null : true;
    }

    /**
     * {@link Thread#join(long, int)}.
     *
     * @param thread whose end to wait for
     * @param millis how long at the most, in milliseconds
     * @param nanos and so many nanoseconds, 0 to 999999; both 0 for ever
     * @throws InterruptedException if the thread was interrupted before
     * @throws IllegalArgumentException if an argument is out of its range
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void join(Thread thread, long millis, int nanos) throws InterruptedException {
        requireTime(millis);
        requireNanos(nanos);
        join(thread, nanos > 0 && millis < Long.MAX_VALUE ? millis + 1 : millis);
    }

    /**
     * {@code Thread.join(Duration)} of Java 19.
     *
     * @param thread whose end to wait for
     * @param time how long at the most; 0 or less only looks
     * @return whether the thread has ended
     * @throws InterruptedException if the thread was interrupted before
     * @throws IllegalThreadStateException if the thread has not been started
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static boolean join(Thread thread, Duration time) throws InterruptedException {
        long nanos = nanos(time);
        if (thread.getState() == Thread.State.NEW) {
            throw new IllegalThreadStateException("Thread not started");
        }
        requireNotInterrupted();
        if (nanos > 0 && thread.isAlive()) {
            long millis = nanos / 1_000_000;
            join(thread, millis, (int) (nanos - millis * 1_000_000));
        }
        return !thread.isAlive();
    }

    /** Whether there is no coroutine that could suspend. Then it depends on the thread whether it may be blocked. */
    static boolean isPlain(FrameStack k) {
        if (k.outermost() instanceof CoroutineStack) {
            return false;
        }
        ThreadStack.requireBlockable();
        return true;
    }

    static void requireNotInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    static long nanos(Duration time) {
        try {
            return time.toNanos();
        } catch (ArithmeticException tooLong) {
            return time.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
        }
    }

    private static void requireTime(long millis) {
        if (millis < 0) {
            throw new IllegalArgumentException("timeout value is negative");
        }
    }

    private static void requireNanos(int nanos) {
        if (nanos < 0 || nanos > MOST_NANOS) {
            throw new IllegalArgumentException("nanosecond timeout value out of range");
        }
    }
}
