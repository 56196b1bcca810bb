package dev.bobbin.adapt;

import dev.bobbin.MutualWait;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Stands in for the waits of {@link CountDownLatch}, {@link Semaphore} and {@link ExecutorService}, as {@link Queues} does for
 * those of queues: who has nothing to wait for goes on at once, and no number of those who wait keeps all threads of the blocking
 * pool. On a plain thread they are the JDK's calls.
 *
 * <p>Each method does what that of the same name does, with its exceptions, and throws a {@link CancellationException} if the
 * coroutine is cancelled. Interrupts are as for {@link Threads}.
 */
@SuppressSuspensionWarnings("blocking-call") // on threads that may block only
public final class Synchronizers {

    private Synchronizers() {}

    /**
     * {@link CountDownLatch#await()}.
     *
     * @param latch whose zero to wait for
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static void await(CountDownLatch latch) throws InterruptedException {
        Meeting.await(
                latch,
                () -> {
                    latch.await();
                    return null;
                },
                nanos -> latch.await(nanos, TimeUnit.NANOSECONDS) ? true : null,
                MutualWait.FOR_EVER);
    }

    /**
     * {@link CountDownLatch#await(long, TimeUnit)}.
     *
     * @param latch whose zero to wait for
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @return whether it came to zero in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static boolean await(CountDownLatch latch, long time, TimeUnit unit) throws InterruptedException {
        return null
                != Meeting.await(
                        latch,
                        () -> latch.await(time, unit) ? true : null,
                        nanos -> latch.await(nanos, TimeUnit.NANOSECONDS) ? true : null,
                        unit.toNanos(time));
    }

    /**
     * {@link Semaphore#acquire()}.
     *
     * @param semaphore whose permit to take
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static void acquire(Semaphore semaphore) throws InterruptedException {
        acquire(semaphore, 1);
    }

    /**
     * {@link Semaphore#acquire(int)}.
     *
     * @param semaphore whose permits to take
     * @param permits how many
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static void acquire(Semaphore semaphore, int permits) throws InterruptedException {
        Meeting.await(
                semaphore,
                () -> {
                    semaphore.acquire(permits);
                    return null;
                },
                nanos -> semaphore.tryAcquire(permits, nanos, TimeUnit.NANOSECONDS) ? true : null,
                MutualWait.FOR_EVER);
    }

    /**
     * {@link Semaphore#tryAcquire(long, TimeUnit)}.
     *
     * @param semaphore whose permits to take
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @return whether there was one in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static boolean tryAcquire(Semaphore semaphore, long time, TimeUnit unit) throws InterruptedException {
        return tryAcquire(semaphore, 1, time, unit);
    }

    /**
     * {@link Semaphore#tryAcquire(int, long, TimeUnit)}.
     *
     * @param semaphore whose permits to take
     * @param permits how many
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @return whether there were so many in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static boolean tryAcquire(Semaphore semaphore, int permits, long time, TimeUnit unit)
            throws InterruptedException {
        return null
                != Meeting.await(
                        semaphore,
                        () -> semaphore.tryAcquire(permits, time, unit) ? true : null,
                        nanos -> semaphore.tryAcquire(permits, nanos, TimeUnit.NANOSECONDS) ? true : null,
                        unit.toNanos(time));
    }

    /**
     * {@link ExecutorService#awaitTermination(long, TimeUnit)}.
     *
     * @param executor whose end to wait for
     * @param time how long at the most; 0 or less only looks
     * @param unit the unit of {@code time}
     * @return whether it ended in time
     * @throws InterruptedException if the thread was interrupted before
     */
    @Suspendable
    public static boolean awaitTermination(ExecutorService executor, long time, TimeUnit unit)
            throws InterruptedException {
        return null
                != Meeting.await(
                        executor,
                        () -> executor.awaitTermination(time, unit) ? true : null,
                        nanos -> executor.awaitTermination(nanos, TimeUnit.NANOSECONDS) ? true : null,
                        unit.toNanos(time));
    }
}
