package dev.bobbin.runtime;

/**
 * The outermost stack of a coroutine, and the driver that runs it step by step on a dispatcher's threads.
 *
 * <p>A step ends when the stack is unwound. Only then is it settled whether the coroutine waits: {@link Wait#park} decides
 * between this thread and the wakers. A coroutine that was woken while it unwound goes on in the same step.
 */
public abstract class CoroutineStack extends FrameStack implements Runnable {

    /** Stands for giving way once: the coroutine is ready, behind all that are. */
    private static final Wait GIVE_WAY = new Wait();

    /**
     * What the coroutine waits for, or has just stopped waiting for. Written by the step before {@link Wait#park}, whose
     * compare-and-set makes it visible; read by a canceller after it has set its flag. So one of the two sees the other.
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
     * Throws if the coroutine was asked to end and may be told so now.
     *
     * @throws java.util.concurrent.CancellationException if so
     */
    protected abstract void requireNotCancelled();

    /**
     * Gives way once to all that is ready. To be called as the last act of a primitive.
     *
     * @param k the primitive's own continuation
     */
    public final void giveWay(FrameStack k) {
        requireNotCancelled();
        waiting = GIVE_WAY;
        k.park();
    }

    /** Ends what the coroutine waits for, because it was cancelled. Called from any thread, after its flag was set. */
    protected final void interruptWait(RuntimeException cancelled) {
        Wait now = waiting;
        if (now != null && now != GIVE_WAY) {
            now.abandon(cancelled);
        }
    }

    /** Runs the coroutine until it waits or ends. Called by its dispatcher alone. */
    @Override
    public final void run() {
        for (; ; ) {
            Wait over = waiting;
            if (over != null) {
                waiting = null;
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
            if (next.park()) {
                cancelIfAsked(next);
                return;
            }
        }
    }

    /** The flag may have gone up while the stack unwound; from here on the canceller sees the wait himself. */
    private void cancelIfAsked(Wait parked) {
        try {
            requireNotCancelled();
        } catch (RuntimeException cancelled) {
            parked.abandon(cancelled);
        }
    }

    final void parkOn(Wait wait, FrameStack k) {
        waiting = wait;
        k.park();
    }
}
