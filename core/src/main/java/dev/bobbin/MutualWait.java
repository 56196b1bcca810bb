package dev.bobbin;

import dev.bobbin.runtime.FairShare;
import dev.bobbin.runtime.FrameStack;
import java.time.Duration;
import java.util.Objects;

/**
 * Waits that can only block, for what other code of the same program brings about, such as an element of a queue. For those who
 * make adapters. Safe for use by several threads.
 *
 * <p>Those who wait for one another must never have all threads of the blocking pool, or who could end their waits would find
 * none. So they get half of it at the most; who comes to none looks by itself now and then.
 *
 * <pre>{@code
 * Object next = MutualWait.await(nanos -> queue.poll(nanos, TimeUnit.NANOSECONDS), MutualWait.FOR_EVER);
 * }</pre>
 */
public final class MutualWait {

    /** A time that is never over. */
    public static final long FOR_EVER = Long.MAX_VALUE;

    private static final long SHORTEST_PAUSE_NANOS = 1_000_000;
    private static final long LONGEST_PAUSE_NANOS = 20_000_000;

    private static final FairShare SHARE = new FairShare(); // of all who look, and find what they look for

    private MutualWait() {}

    /**
     * A call that blocks for a time.
     *
     * @param <T> what is waited for
     */
    @FunctionalInterface
    public interface Call<T> {

        /**
         * Blocks until there is what is waited for, or the time is over.
         *
         * @param nanos how long at the most, in nanoseconds; 0 only looks
         * @return what was waited for; null if the time was over before
         * @throws InterruptedException if the thread is interrupted
         */
        T within(long nanos) throws InterruptedException;
    }

    /**
     * Waits by {@code call}. In a coroutine it looks at once, and if that does not do, lets another thread block. On a plain
     * thread the call is simply made.
     *
     * @param call what blocks
     * @param nanos how long at the most, in nanoseconds, or {@link #FOR_EVER}; 0 or less only looks
     * @param <T> what is waited for
     * @return what was waited for; null if the time was over before
     * @throws InterruptedException if the thread was interrupted before
     * @throws java.util.concurrent.CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static <T> T await(Call<T> call, long nanos) throws InterruptedException {
        return await(call, nanos, BlockingPool.shared());
    }

    @Suspendable
    static <T> T await(Call<T> call, long nanos, BlockingPool pool) throws InterruptedException {
        Objects.requireNonNull(call, "call");
        FrameStack.current().requireNotCancelled();
        takeTurn();
        T found = call.within(0);
        long begun = System.nanoTime();
        long left = nanos;
        for (long pause = SHORTEST_PAUSE_NANOS; found == null && left > 0; left = nanos - (System.nanoTime() - begun)) {
            SHARE.waits();
            if (pool.enterMutual()) {
                try {
                    return block(call, left, pool);
                } finally {
                    pool.leaveMutual();
                }
            }
            Coroutines.sleep(Duration.ofNanos(Math.min(pause, left)));
            pause = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
            found = call.within(0);
        }
        return found;
    }

    @Suspendable
    @SuppressWarnings("unchecked") // what the call returns
    private static <T> T block(Call<T> call, long nanos, BlockingPool pool) throws InterruptedException {
        try {
            return (T) BlockingCall.untilItEnds(() -> call.within(nanos), pool);
        } catch (Exception e) {
            throw Sneaky.rethrow(e);
        }
    }

    /** Lets others have a turn now and then. */
    @Suspendable
    private static void takeTurn() {
        SHARE.take(FrameStack.current());
    }
}
