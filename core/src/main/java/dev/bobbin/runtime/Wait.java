package dev.bobbin.runtime;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.concurrent.locks.LockSupport;

/**
 * One wait, of one coroutine or one thread, for something that others bring about. It settles, once, whether the coroutine
 * parks or the wake-up was faster, and which of several wake-ups counts.
 *
 * <pre>
 *   null (unwinding) --park()--> PARKED --wake(outcome)--> outcome    the waker hands the coroutine to its dispatcher
 *       +-----------wake(outcome)---------------^                     park() says no: the coroutine goes straight on
 * </pre>
 *
 * The one field {@code state} carries both the state and the outcome, so that a waker publishes its outcome by the same
 * compare-and-set with which it wins. Frames are plain fields, written before {@link #park} and read after the wake-up; this
 * field is the edge between the two threads.
 *
 * <p>A primitive makes one, tells it to whoever will wake it, and, as its last act, returns {@link #await}.
 */
public class Wait {

    private static final Object PARKED = new Object();

    /** The outcome of a wake-up without a value. */
    private static final Object NOTHING = new Object();

    private static final AtomicReferenceFieldUpdater<Wait, Object> STATE =
            AtomicReferenceFieldUpdater.newUpdater(Wait.class, Object.class, "state");

    private static final AtomicReferenceFieldUpdater<Wait, Object> WAITER =
            AtomicReferenceFieldUpdater.newUpdater(Wait.class, Object.class, "waiter");

    /** An outcome that is thrown. */
    private static final class Failure {
        private final Throwable thrown;
        private final boolean isCancellation; // so whoever waits says that it was told, before it goes on

        Failure(Throwable thrown, boolean isCancellation) {
            this.thrown = thrown;
            this.isCancellation = isCancellation;
        }
    }

    private volatile Object state;

    /** Who waits: the stack that called the primitive, or the thread that is blocked. Written by the waiter alone. */
    private volatile Object waiter;

    /** Whether a timer will end it. Written by the waiter before it makes the wait known. */
    private boolean limited;

    /** A wait that nobody has begun or ended. */
    public Wait() {}

    /** Says, before it begins, that a timer will end the wait: so it is part of no deadlock. */
    public final void limit() {
        limited = true;
    }

    /**
     * Whether a timer will end the wait.
     *
     * @return true after {@link #limit}
     */
    public final boolean isLimited() {
        return limited;
    }

    /**
     * Waits: suspends the coroutine that {@code k} belongs to, or blocks the thread if there is none. To be called as the last
     * act of a primitive, which returns what this returns.
     *
     * @param k the primitive's own continuation
     * @return what the waker said, if it was there before or a thread was blocked; else the value does not count
     * @throws NotSuspendableException if the thread must not be blocked
     */
    public final Object await(FrameStack k) {
        if (isWoken()) {
            return outcome(k);
        }
        Throwable cancelled = k.cancellation();
        if (cancelled != null) {
            abandonForCancellation(cancelled);
            return outcome(k); // which is what a waker said, if it was faster
        }
        FrameStack outermost = k.outermost();
        if (outermost instanceof CoroutineStack) {
            WAITER.lazySet(this, k); // what follows makes it visible together with the wait
            CoroutineStack coroutine = (CoroutineStack) outermost;
            coroutine.waitFor(this);
            if (blockedBy() != null) {
                Throwable deadlock = coroutine.deadlock(this);
                if (deadlock != null) {
                    abandon(deadlock);
                    coroutine.waitFor(null);
                    return outcome(k);
                }
            }
            k.park();
            return null;
        }
        if (!isWoken()) {
            try {
                ThreadStack.requireBlockable();
            } catch (NotSuspendableException refused) {
                fail(refused);
                abandoned();
                throw refused;
            }
            block();
        }
        return outcome(k);
    }

    /**
     * Ends the wait without a value. May be called from any thread, any number of times, before or after it began.
     *
     * @return true for the one call that ends it
     */
    public final boolean wake() {
        return settle(NOTHING);
    }

    /**
     * Ends the wait with a value.
     *
     * @param value what the primitive returns, which may be null
     * @return true for the one call that ends it
     */
    public final boolean wake(Object value) {
        return settle(value == null ? NOTHING : value);
    }

    /**
     * Ends the wait with an exception.
     *
     * @param thrown what the primitive throws
     * @return true for the one call that ends it
     */
    public final boolean fail(Throwable thrown) {
        return settle(new Failure(thrown, false));
    }

    /**
     * Whether the wait has ended.
     *
     * @return true from the first wake-up on
     */
    public final boolean isWoken() {
        return isOutcome(state);
    }

    /**
     * Who must act before this wait can end, for finding those who wait for one another.
     *
     * @return a coroutine or a thread; null if anybody might end it
     */
    public Object blockedBy() {
        return null;
    }

    /**
     * Whether something outside of coroutines may end this wait: another library, a socket, a time.
     *
     * @return false if only code that runs in coroutines, or calls the primitive from a thread, can
     */
    public boolean endsFromOutside() {
        return true;
    }

    /**
     * Called once when the wait was given up, by a cancellation or a refusal: whoever would have woken it need not any more.
     * It may run on any thread.
     */
    protected void abandoned() {}

    /**
     * Gives the wait up, because its time is over for example, unless it has ended.
     *
     * @param value what the primitive returns then
     * @return true if this call has ended the wait
     */
    public final boolean giveUp(Object value) {
        return abandonWith(value == null ? NOTHING : value);
    }

    /** Gives the wait up for {@code thrown}, unless it has ended. */
    final boolean abandon(Throwable thrown) {
        return abandonWith(new Failure(thrown, false));
    }

    /** Gives the wait up, unless it has ended, because something around it was cancelled. Called on any thread. */
    final void abandonForCancellation(Throwable cancelled) {
        abandonWith(new Failure(cancelled, true));
    }

    /** As above, if something around the coroutine that has begun to wait was cancelled. Called on any thread. */
    final void abandonIfCancelled() {
        Throwable cancelled = ((FrameStack) waiter).cancellation();
        if (cancelled != null) {
            abandonForCancellation(cancelled);
        }
    }

    /**
     * Gives the wait up, unless it has ended. A coroutine that was parked goes on when that has been made known, so that it finds
     * nothing left of its wait.
     */
    private boolean abandonWith(Object outcome) {
        Object before = setOutcome(outcome);
        if (isOutcome(before)) {
            return false;
        }
        try {
            abandoned();
        } finally {
            wakeWaiter(before == PARKED);
        }
        return true;
    }

    /** Called once, when the stack is unwound. False if the coroutine was woken before and must go on now. */
    final boolean park() {
        return STATE.compareAndSet(this, null, PARKED);
    }

    /** Leaves the outcome where the primitive's caller takes it. */
    final void deliver() {
        FrameStack k = (FrameStack) waiter;
        Object outcome = state;
        if (outcome instanceof Failure) {
            Failure failure = (Failure) outcome;
            if (failure.isCancellation && k.isMadeForThis(failure.thrown)) {
                CoroutineTrace.move(failure.thrown, k); // that of the canceller says nothing of who is cancelled
            }
            k.fail(thrownBy(failure, k));
        } else {
            FrameStack.give(outcome == NOTHING ? null : outcome, k);
        }
    }

    private boolean settle(Object outcome) {
        Object before = setOutcome(outcome);
        if (isOutcome(before)) {
            return false;
        }
        wakeWaiter(before == PARKED);
        return true;
    }

    /** Sets the outcome if there is none yet, and returns the state before. */
    private Object setOutcome(Object outcome) {
        for (; ; ) {
            Object now = state;
            if (isOutcome(now) || STATE.compareAndSet(this, now, outcome)) {
                return now;
            }
        }
    }

    private static boolean isOutcome(Object state) {
        return state != null && state != PARKED;
    }

    private void wakeWaiter(boolean parked) {
        Object who = waiter;
        if (who instanceof Thread) {
            LockSupport.unpark((Thread) who);
        } else if (parked) {
            ((CoroutineStack) ((FrameStack) who).outermost()).dispatch();
        }
    }

    private Object outcome(FrameStack k) {
        Object outcome = state;
        if (outcome instanceof Failure) {
            Failure failure = (Failure) outcome;
            if (failure.isCancellation && k.isMadeForThis(failure.thrown)) {
                failure.thrown.fillInStackTrace();
            }
            FrameStack.sneak(thrownBy(failure, k));
        }
        return outcome == NOTHING ? null : outcome;
    }

    /**
     * What is thrown to the code on {@code k}, which from here on counts as told. It says so itself: a canceller would say it too
     * late for a thread that went on at once.
     */
    private static Throwable thrownBy(Failure failure, FrameStack k) {
        if (failure.isCancellation) {
            k.told(failure.thrown);
        }
        return failure.thrown;
    }

    /** Blocks the current thread. An interrupt does not end the wait; it is kept for whoever asks the thread. */
    private void block() {
        waiter = Thread.currentThread();
        boolean interrupted = false;
        ThreadScopes scopes = ThreadStack.scopes();
        if (scopes != null) {
            scopes.begin(this);
        }
        while (!isWoken()) {
            LockSupport.park(this);
            interrupted |= Thread.interrupted();
        }
        if (scopes != null) {
            scopes.end();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
