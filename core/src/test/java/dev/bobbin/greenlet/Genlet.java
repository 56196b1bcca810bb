package dev.bobbin.greenlet;

import dev.bobbin.Greenlet;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.SuspendableRunnable;
import java.util.HashMap;
import java.util.Map;
import java.util.NoSuchElementException;

/** A generator made of a greenlet: {@link #yield} may be called from any depth, and may skip over generators in between. */
final class Genlet<T> implements SuspendableIterator<T>, Iterable<T> {

    private static final ThreadLocal<Map<Greenlet, Genlet<?>>> RUNNING = ThreadLocal.withInitial(HashMap::new);

    private final Greenlet greenlet;
    private Greenlet yieldedIn; // where the body goes on: its own greenlet, or one that it runs
    private T value;
    private boolean hasValue;

    private Genlet(Greenlet greenlet) {
        this.greenlet = greenlet;
        this.yieldedIn = greenlet;
    }

    @Suspendable
    static <T> Genlet<T> of(SuspendableRunnable body) {
        return new Genlet<>(Greenlet.of(body));
    }

    /** Hands a value to whoever pulls from the innermost generator around. */
    @Suspendable
    static <T> void yield(T value) {
        Genlet.yield(value, 1);
    }

    /** Hands a value to whoever pulls from the generator so many levels further out, past those in between. */
    @Suspendable
    @SuppressWarnings("unchecked") // the two sides must agree
    static <T> void yield(T value, int levels) {
        Greenlet here = Greenlet.current();
        Genlet<?> found = around(here);
        for (int level = 1; level < levels; level++) {
            found = around(found.greenlet.parent());
        }
        Genlet<T> generator = (Genlet<T>) found;
        generator.value = value;
        generator.hasValue = true;
        generator.yieldedIn = here;
        generator.greenlet.parent().switchTo();
    }

    private static Genlet<?> around(Greenlet greenlet) {
        for (Greenlet at = greenlet; at != null; at = at.parent()) {
            Genlet<?> found = RUNNING.get().get(at);
            if (found != null) {
                return found;
            }
        }
        throw new IllegalStateException("yield() was called outside a generator");
    }

    @Override
    @Suspendable
    public boolean hasNext() {
        if (!hasValue && !greenlet.isDead()) {
            greenlet.setParent(Greenlet.current());
            RUNNING.get().put(greenlet, this);
            yieldedIn.switchTo();
            if (greenlet.isDead()) {
                RUNNING.get().remove(greenlet);
            }
        }
        return hasValue;
    }

    @Override
    @Suspendable
    public T next() {
        if (!hasNext()) {
            throw new NoSuchElementException("the generator has ended");
        }
        hasValue = false;
        return value;
    }

    @Override
    public Genlet<T> iterator() {
        return this;
    }
}
