package dev.bobbin;

import dev.bobbin.runtime.CoroutineTrace;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.NotSuspendableException;
import java.util.List;
import java.util.Objects;

/**
 * A computation that can stop in its middle and go on later: the one primitive on which generators, greenlets and coroutines
 * stand. It is one-shot (each part runs once), delimited (it ends where its body ends) and not bound to a thread.
 *
 * <p>{@link #run} goes on until the body calls {@link #yield} or ends. Continuations nest: a yield goes back to whoever called
 * {@code run()} of the innermost one; what waits for something else in it (a sleep, a socket) suspends the coroutine around,
 * or blocks the thread if there is none.
 *
 * <p>Not thread-safe: it may move from thread to thread between two runs, if what hands it over orders the two.
 *
 * <pre>{@code
 * Continuation c = new Continuation(() -> {
 *     System.out.println("one");
 *     Continuation.yield();
 *     System.out.println("two");
 * });
 * c.run(); // one
 * c.run(); // two
 * }</pre>
 */
public final class Continuation {

    private final Stack stack;

    /** The stack that {@link #yield} recognises. */
    private static final class Stack extends NestedStack {
        private SuspendableRunnable body; // null once it has begun: what it captured is for its frames to keep

        Stack(SuspendableRunnable body) {
            this.body = body;
        }

        @Override
        @Suspendable
        void body() throws Exception {
            SuspendableRunnable beginning = body;
            body = null;
            beginning.run();
        }

        @Override
        IllegalStateException alreadyRunning() {
            return new IllegalStateException("This continuation is running; run() was called again on thread "
                    + Thread.currentThread().getName()
                    + ". A continuation runs in one place at a time. Wait until run() has returned, or make two.");
        }
    }

    /**
     * A continuation that has not started.
     *
     * @param body what the first {@link #run} begins with
     */
    public Continuation(SuspendableRunnable body) {
        this.stack = new Stack(Objects.requireNonNull(body, "body"));
    }

    /**
     * Goes on until the body yields or ends. What the body throws is thrown here, checked exceptions included, and ends it.
     *
     * @throws IllegalStateException if the body has ended, or is running
     */
    @Suspendable
    public void run() {
        if (stack.isDone()) {
            throw new IllegalStateException("This continuation has ended: its body ran to its end, or threw. "
                    + "Ask isDone() before run(), or make a new one.");
        }
        stack.goOn();
    }

    /**
     * Whether the body has ended, normally or by an exception.
     *
     * @return true if there is nothing left to run
     */
    public boolean isDone() {
        return stack.isDone();
    }

    /**
     * Where the body waits.
     *
     * @return the suspended calls as a stack trace has them, innermost first; empty before the start and after the end
     */
    public List<StackTraceElement> getStackTrace() {
        return CoroutineTrace.callers(stack.top());
    }

    /**
     * Goes back to whoever called {@link #run} of the innermost continuation; returns when it is run again.
     *
     * @throws NotSuspendableException outside a continuation, or if a method between the continuation and this call is not
     *     suspendable
     */
    @Suspendable
    public static void yield() {
        FrameStack k = FrameStack.current();
        if (!(k instanceof Stack)) {
            throw NotSuspendableException.outside("Continuation.yield()", "a continuation");
        }
        k.suspend();
    }
}
