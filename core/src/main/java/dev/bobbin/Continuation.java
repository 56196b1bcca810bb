package dev.bobbin;

import dev.bobbin.runtime.CoroutineTrace;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.NotSuspendableException;
import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Objects;

/**
 * A computation that can stop in its middle and go on later: the one primitive on which generators, greenlets and coroutines
 * stand. It is delimited (it ends where its body ends), not bound to a thread, and goes on once from each place where it waits; who
 * wants it twice takes a {@link #copy}.
 *
 * <p>{@link #run} goes on until the body calls {@link #yield} or ends. Continuations nest: a yield goes back to whoever called
 * {@code run()} of the innermost one; what waits for something else in it (a sleep, a socket) suspends the coroutine around,
 * or blocks the thread if there is none.
 *
 * <p>A continuation that waits in a yield can be saved like any other object, by an {@link java.io.ObjectOutputStream}: all that
 * its calls still need is written along, and read back in another JVM it goes on where it was. Those values must be
 * {@link Serializable}; one that has not begun is saved with its body, which must be, too. It goes on in the version of the code that
 * saved it and in no other. {@code docs/saving.md} tells more. Read only what you trust.
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
public final class Continuation implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Stack stack;

    /** The stack that {@link #yield} recognises. */
    private static final class Stack extends SavableStack<SuspendableRunnable> {
        private static final long serialVersionUID = 1L;

        Stack(SuspendableRunnable body) {
            super(body);
        }

        @Override
        @Suspendable
        void body() throws Exception {
            beginning().run();
        }

        @Override
        String kind() {
            return "continuation";
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
        this(new Stack(Objects.requireNonNull(body, "body")));
    }

    private Continuation(Stack stack) {
        this.stack = stack;
    }

    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        if (stack == null) {
            throw new InvalidObjectException("A continuation was saved without its stack: its bytes are damaged.");
        }
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
     * Another continuation that waits at the same place, or has not begun, or has ended, as this one. From here on, each goes its
     * own way, any number of times. The variables are copied, the objects they refer to are not: both have the same ones, nested
     * continuations included. For copies of those, too, write this one to bytes and read it.
     *
     * @return the copy
     * @throws IllegalStateException if the body is running, waits for something else than the next run, or has yielded inside of a
     *     scope such as {@link Coroutines#withTimeout withTimeout}
     */
    public Continuation copy() {
        Stack copy = new Stack(null);
        copy.goOnLike(stack);
        return new Continuation(copy);
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
