package dev.bobbin.runtime;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

/**
 * The outermost stack of a coroutine, and the driver that runs it step by step on a dispatcher's threads.
 *
 * <p>A step ends when the stack is unwound. Only then is it settled whether the coroutine waits: {@link Wait#park} decides
 * between this thread and the wakers. A coroutine that was woken while it unwound goes on in the same step.
 */
public abstract class CoroutineStack extends FrameStack implements Runnable, Interruptible {

    /** Stands for giving way once: the coroutine is ready, behind all that are. */
    private static final Wait GIVE_WAY = new Wait();

    private static final AtomicReferenceFieldUpdater<CoroutineStack, Wait> WAITING =
            AtomicReferenceFieldUpdater.newUpdater(CoroutineStack.class, Wait.class, "waiting");

    /**
     * What the coroutine waits for, or has just stopped waiting for. Written by the step before {@link Wait#park}, whose
     * compare-and-set makes it visible; read by a canceller after it has set its flag. So one of the two sees the other. That the
     * wait is over is written without a fence: who sees it late finds a wait that has ended.
     */
    private volatile Wait waiting;

    /** A stack that has not started. */
    protected CoroutineStack() {}

    /** Hands this coroutine to its dispatcher, for the next step. Called from any thread, once a wake-up. */
    protected abstract void dispatch();

    /** Takes note that the body has returned; its result is in this stack. */
    protected abstract void completed();

    /**
     * Takes note that the body has thrown.
     *
     * @param thrown what
     */
    protected abstract void failed(Throwable thrown);

    /**
     * Gives way once to all that is ready. To be called as the last act of a primitive.
     *
     * @param k the primitive's own continuation
     */
    public final void giveWay(FrameStack k) {
        WAITING.lazySet(this, GIVE_WAY);
        k.park();
    }

    @Override
    public final void interruptWait() {
        Wait now = waiting;
        if (now != null && now != GIVE_WAY) {
            now.abandonIfCancelled();
        }
    }

    /** Runs the coroutine until it waits or ends. Called by its dispatcher alone. */
    @Override
    public void run() {
        for (; ; ) {
            Wait over = waiting;
            if (over != null) {
                WAITING.lazySet(this, null);
                if (over != GIVE_WAY) {
                    over.deliver();
                }
            }
            boolean ended;
            try {
                ended = resumeFrames();
            } catch (Throwable thrown) {
                failed(thrown);
                return;
            }
            if (ended) {
                completed();
                return;
            }
            Wait next = waiting;
            if (next == GIVE_WAY) {
                dispatch();
                return;
            }
            // A canceller who set its flag before this stack said what it waits for has not seen the wait.
            next.abandonIfCancelled();
            if (next.park()) {
                return;
            }
        }
    }

    /** Makes known what the coroutine is about to wait for. */
    final void waitFor(Wait wait) {
        waiting = wait;
    }

    /**
     * Looks whether {@code wait} closes a circle of those who wait for one another.
     *
     * @param wait what the coroutine is about to wait for, made known already
     * @return what to throw instead of waiting for ever; null if there is no circle
     */
    protected Throwable deadlock(Wait wait) {
        return null;
    }

    /**
     * What the coroutine waits for.
     *
     * @return null if it runs, is ready, or has just been woken
     */
    public final Wait waitsFor() {
        Wait now = waiting;
        return now == null || now == GIVE_WAY || now.isWoken() ? null : now;
    }
}
