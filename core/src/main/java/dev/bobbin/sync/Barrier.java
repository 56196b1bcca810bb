package dev.bobbin.sync;

import dev.bobbin.Suspendable;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CancellationException;

/**
 * A point where a number of coroutines or threads wait for one another, again and again. If one of them gives up, by a
 * cancellation or a time limit, the others would wait for ever: the barrier breaks, and all are told.
 *
 * <p>Safe for use from any thread and any coroutine; what each wrote before is seen by all after.
 *
 * <pre>{@code
 * Barrier round = new Barrier(players);
 * spawn(() -> {
 *     while (playing()) {
 *         move();
 *         round.await();
 *     }
 * });
 * }</pre>
 */
public final class Barrier {

    private static final Object OVER = new Object();
    private static final Object BROKEN = new Object();

    private final int parties;
    private final Runnable action;

    // Guarded by this object's monitor.
    private final WaitQueue waiting = new WaitQueue(this);
    private boolean broken;

    /**
     * A barrier.
     *
     * @param parties how many wait for one another, 1 or more
     */
    public Barrier(int parties) {
        this(parties, () -> {});
    }

    /**
     * A barrier with something to do each time all have come.
     *
     * @param parties how many wait for one another, 1 or more
     * @param action run by the last that comes, before the others go on; it must not wait
     */
    public Barrier(int parties, Runnable action) {
        if (parties < 1) {
            throw new IllegalArgumentException("A barrier was for " + parties + ": it must be 1 or more");
        }
        this.parties = parties;
        this.action = Objects.requireNonNull(action, "action");
    }

    /** One who waits; the barrier breaks if it gives up. */
    private final class Party extends Waiter {

        @Override
        protected void abandoned() {
            super.abandoned();
            breakUp();
        }
    }

    /**
     * Waits until all have come. Suspends in a coroutine, blocks a plain thread.
     *
     * @return how many were still to come: 0 for the last
     * @throws BrokenBarrierException if it is broken, or breaks meanwhile
     * @throws CancellationException if the coroutine is cancelled before or while it waits; that breaks the barrier
     */
    @Suspendable
    public int await() throws BrokenBarrierException {
        requireNotCancelled(FrameStack.current());
        Party party = new Party();
        int missing = arrive(party);
        return missing == 0 ? 0 : index(missing, TimedWait.awaitEver(party));
    }

    /**
     * As {@link #await()}, for a time.
     *
     * @param limit how long at the most, not negative; when it is over, the barrier breaks
     * @return how many were still to come: 0 for the last
     * @throws BrokenBarrierException if it is broken, or breaks meanwhile, or the time is over
     */
    @Suspendable
    public int await(Duration limit) throws BrokenBarrierException {
        TimedWait.requireLimit(limit);
        requireNotCancelled(FrameStack.current());
        Party party = new Party();
        int missing = arrive(party);
        return missing == 0 ? 0 : index(missing, TimedWait.await(party, limit, OVER));
    }

    /**
     * Whether one has given up.
     *
     * @return true until {@link #reset}
     */
    public synchronized boolean isBroken() {
        return broken;
    }

    /** Begins anew; those who wait are told that it broke. */
    public synchronized void reset() {
        waiting.wakeAll(BROKEN);
        broken = false;
    }

    @Override
    public synchronized String toString() {
        return "barrier (" + waiting.size() + " of " + parties + " wait" + (broken ? ", broken)" : ")");
    }

    /** Whoever comes here cancelled will not come again: that is giving up, as it would be a moment later. */
    private void requireNotCancelled(FrameStack k) {
        try {
            k.requireNotCancelled();
        } catch (Throwable cancelled) {
            breakUp();
            throw cancelled;
        }
    }

    private synchronized int arrive(Party party) throws BrokenBarrierException {
        if (broken) {
            throw new BrokenBarrierException(
                    "One of the " + parties + " has given up before. Call reset() to begin anew.");
        }
        int missing = parties - 1 - waiting.size();
        if (missing > 0) {
            waiting.add(party);
            return missing;
        }
        try {
            action.run();
        } catch (Throwable thrown) {
            breakUp();
            throw thrown;
        }
        waiting.wakeAll(null);
        return 0;
    }

    private synchronized void breakUp() {
        broken = true;
        waiting.wakeAll(BROKEN);
    }

    private int index(int missing, Object outcome) throws BrokenBarrierException {
        if (outcome == OVER) {
            throw new BrokenBarrierException("The time to wait for the others of " + parties + " was over");
        }
        if (outcome == BROKEN) {
            throw new BrokenBarrierException("One of the " + parties + " has given up");
        }
        return missing;
    }
}
