package dev.bobbin;

import dev.bobbin.runtime.Frame;
import dev.bobbin.runtime.FrameStack;

/**
 * A stack that is run by code on another stack, which it goes back to when its own code yields or ends. What parks in it parks
 * the one around it, too.
 *
 * <p>It is used by one thread at a time; a second one that tries while the first is at it is found out, if not to the last
 * nanosecond: the flag is a plain field, since anything stronger would cost as much as the switch itself.
 */
abstract class NestedStack extends FrameStack implements EnteredScope.Holder {

    /** The stack of whoever runs this one; kept afterwards, since it is mostly the same again. */
    private FrameStack around;

    /** What the code on this stack, not that around it, is in; null if nothing. */
    private CancelScope innermost;

    // Whether the stack can go on, in one field, since each switch looks at it; no enum, whose stores have a barrier.
    private static final byte WAITING = 0;
    private static final byte RUNNING = 1;
    private static final byte ENDED = 2;
    private byte phase = WAITING;

    /** For a stack whose code starts with {@link #body()}. */
    NestedStack() {
        begin(new Start(this));
    }

    /** Calls the code that runs on this stack; the last thing that {@link Start} does. */
    @Suspendable
    abstract void body() throws Exception;

    /** What to say when the stack is run while it runs. */
    abstract IllegalStateException alreadyRunning();

    /** The first frame of a stack: it has nothing to wait for. */
    private static final class Start extends Frame {
        private final NestedStack stack;

        Start(NestedStack stack) {
            this.stack = stack;
        }

        @Override
        @Suspendable
        public void resume(FrameStack k) throws Exception {
            stack.leave();
            stack.body();
        }

        @Override
        public StackTraceElement where() {
            return null;
        }
    }

    @Override
    public final FrameStack outermost() {
        FrameStack at = around;
        while (at instanceof NestedStack) {
            at = ((NestedStack) at).around;
        }
        return at;
    }

    @Override
    public final CancelScope innermost() {
        return innermost;
    }

    @Override
    public final void setInnermost(CancelScope scope) {
        innermost = scope;
    }

    @Override
    protected final Throwable cancellation() {
        CancelScope now = EnteredScope.innermost(this);
        CancelScope cancelled = now == null ? null : now.cancelled();
        return cancelled == null ? null : cancelled.thrown();
    }

    @Override
    protected final boolean isMadeForThis(Throwable cancelled) {
        CancelScope now = EnteredScope.innermost(this);
        return now != null && now.isMadeAnew(cancelled);
    }

    @Override
    protected final void told(Throwable thrown) {
        CancelScope now = EnteredScope.innermost(this);
        if (now != null) {
            now.tellOutwards(thrown);
        }
    }

    /** The stack of whoever runs this one, or ran it last. */
    @Override
    protected final FrameStack around() {
        return around;
    }

    /** Whether the stack, which has just unwound, waits for something that will wake the outermost one. Asked once each time. */
    boolean waits() {
        return takeParked();
    }

    final boolean isDone() {
        return phase == ENDED;
    }

    /** Whether the code has begun to run. */
    final boolean hasStarted() {
        return !(top() instanceof Start);
    }

    final boolean isRunning() {
        return phase == RUNNING;
    }

    /** Ends a stack that is not running without running it. */
    final void abandon() {
        phase = ENDED;
        begin(null);
    }

    /**
     * Runs until the code yields or ends.
     *
     * @return true if it has yielded; false if it has ended, now or before
     */
    @Suspendable
    final boolean goOn() {
        if (phase != WAITING) {
            return refuse();
        }
        FrameStack k = FrameStack.current();
        if (around != k) {
            around = k;
        }
        phase = RUNNING;
        while (!step()) {
            parkAround();
        }
        return phase == WAITING;
    }

    /** Tells why the stack cannot go on. */
    private boolean refuse() {
        if (phase == RUNNING) {
            throw alreadyRunning();
        }
        return false;
    }

    /** True if the code has yielded or ended, false if it waits for something that will wake the outermost stack. */
    private boolean step() {
        try {
            if (resumeFrames()) {
                phase = ENDED;
                return true;
            }
        } catch (Throwable thrown) {
            phase = ENDED;
            throw Sneaky.rethrow(thrown);
        }
        if (waits()) {
            return false;
        }
        phase = WAITING;
        return true;
    }

    @Suspendable
    private static void parkAround() {
        FrameStack.current().park();
    }
}
