package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.NotSuspendableException;
import java.util.NoSuchElementException;

/**
 * One run of a generator's body: all but the value, whose type makes the difference between the kinds of generators.
 *
 * @param <Y> the type of the yielder
 */
abstract class GeneratorRun<Y> extends SavableStack<SuspendableConsumer<Y>> implements AutoCloseable {

    private static final long serialVersionUID = 1L;

    /** True from the end of a yield until its value is taken. */
    private boolean hasValue;

    /** Unwinds the body of a closed generator. An Error, so that ordinary handlers let it pass; it carries no trace. */
    private static final class Closed extends Error {
        private static final long serialVersionUID = 1L;

        Closed() {
            super("This generator was closed", null, false, false);
        }
    }

    GeneratorRun(SuspendableConsumer<Y> body) {
        super(body);
    }

    @Override
    final String kind() {
        return "generator";
    }

    /** Whether there is a value that nobody has taken. */
    final boolean hasValue() {
        return hasValue;
    }

    /** Whether there is a value; runs the body up to its next yield if there is none. */
    @Suspendable
    public final boolean hasNext() {
        return hasValue || advance();
    }

    @Suspendable
    private boolean advance() {
        if (goOn()) {
            hasValue = true;
            return true;
        }
        forgetValue();
        return false;
    }

    /** Lets go of the last value, when there will be no other. */
    void forgetValue() {}

    /** Makes sure that there is a value, and counts it as taken. */
    @Suspendable
    final void take() {
        if (!hasValue && !advance()) {
            throw new NoSuchElementException("This generator has no more elements: its body has ended");
        }
        hasValue = false;
    }

    /** A yield begins with this: it refuses one that comes from elsewhere than the body. It then keeps its value and suspends. */
    final void requireOwn(FrameStack k) {
        if (k != this) {
            throw NotSuspendableException.outside("Yielder.yield()", "its generator's own body");
        }
    }

    /** Ends the run: the body leaves its yield by an error, as often as it yields again. */
    @Override
    @Suspendable
    public final void close() {
        if (isDone()) {
            return;
        }
        if (isRunning()) {
            throw alreadyRunning();
        }
        hasValue = false;
        if (!hasStarted()) {
            abandon();
            return;
        }
        Closed closed = new Closed();
        fail(closed);
        try {
            while (goOn()) {
                fail(new IllegalStateException("A generator was closed, and its body yields again instead of ending. "
                        + "Let it end in its finally blocks."));
            }
        } catch (Closed thrown) {
            if (thrown != closed) {
                throw thrown;
            }
        } finally {
            forgetValue();
        }
    }

    @Override
    final IllegalStateException alreadyRunning() {
        return new IllegalStateException("This generator is running, and was asked for an element or closed on thread "
                + Thread.currentThread().getName()
                + ": from inside its own body, or from two threads. A body cannot wait for its own next element;"
                + " threads take an iterator() each, or take turns.");
    }
}
