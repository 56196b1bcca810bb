package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.NotSuspendableException;
import dev.bobbin.runtime.ThreadStack;
import java.lang.ref.WeakReference;
import java.util.Optional;

/**
 * Where greenlets live: one thread, or one coroutine. It knows who of them runs and what is on its way from one to another, and
 * it runs them: a greenlet that switches unwinds to the root, and {@link #drive} resumes the one that is next. So the depth of
 * the thread's stack does not grow with the number of switches.
 *
 * <p>A thread keeps its home in a thread-local, a coroutine in a field. So a home goes with its thread or coroutine, and all
 * that only its greenlets refer to goes with it.
 */
final class GreenletHome {

    private static final ThreadLocal<GreenletHome> OF_THREAD =
            ThreadLocal.withInitial(() -> new GreenletHome(Thread.currentThread()));

    private final WeakReference<Thread> thread; // empty for that of a coroutine
    private final String threadName; // null for that of a coroutine, which may yet get its name
    private final Coroutine<?> coroutine; // null for that of a thread
    private final Greenlet root = new Greenlet(this);

    private volatile Greenlet active = root; // written by the one that runs it, read by all for messages

    // Confined to the one that runs the greenlets.
    private Greenlet next; // null unless a switch is under way
    private Object value;
    private Throwable thrown;
    private GreenletTracer tracer; // null if nobody wants to know
    private boolean tracing;

    private GreenletHome(Thread thread) {
        this.thread = new WeakReference<>(thread);
        this.threadName = thread.getName();
        this.coroutine = null;
    }

    GreenletHome(Coroutine<?> coroutine) {
        this.thread = new WeakReference<>(null);
        this.threadName = null;
        this.coroutine = coroutine;
    }

    /** That of the code on {@code k}. */
    static GreenletHome of(FrameStack k) {
        FrameStack outermost = k.outermost();
        if (outermost instanceof ThreadStack) {
            // In a coroutine, that means that a method between cannot suspend; it is the coroutine's code all the same.
            Coroutine<?> running = Coroutine.running();
            return running == null ? OF_THREAD.get() : running.greenlets();
        }
        return Coroutine.of(outermost)
                .orElseThrow(() -> new AssertionError("a stack of neither a thread nor a coroutine: " + outermost))
                .greenlets();
    }

    Greenlet root() {
        return root;
    }

    /** Who runs; the root if nobody else does. */
    Greenlet active() {
        return active;
    }

    /** Whether its thread or coroutine has come to its end: then none of its greenlets will ever run again. */
    boolean hasEnded() {
        if (coroutine != null) {
            return coroutine.isDone();
        }
        Thread of = thread.get();
        return of == null || !of.isAlive();
    }

    /** Refuses to let control go to {@code to} if it cannot, from {@code from}, which runs on {@code k}. */
    void requireMayLeave(Greenlet from, Greenlet to, FrameStack k) {
        if (to.home() != this) {
            throw new IllegalStateException("Cannot switch to " + to + ": it belongs to " + to.home()
                    + ", and this is " + this
                    + ". A greenlet runs where it was started. Make it there, or hand its work over.");
        }
        if (tracing) {
            throw new IllegalStateException("A tracer was to switch to " + to
                    + " in the midst of the switch that it hears of. Let it take notes, and switch afterwards.");
        }
        if (from != root && k.outermost() instanceof ThreadStack && !Greenlet.runsOn(k)) {
            throw NotSuspendableException.outside("Greenlet.switchTo()", "a greenlet");
        }
    }

    /** Puts a switch on its way. */
    void send(Greenlet to, Object what, Throwable failure) {
        next = to;
        value = what;
        thrown = failure;
    }

    boolean isSwitching() {
        return next != null;
    }

    Object takeValue() {
        Object taken = value;
        value = null;
        return taken;
    }

    /** What is on its way to be thrown; null if a value is. */
    Throwable takeThrown() {
        Throwable taken = thrown;
        thrown = null;
        return taken;
    }

    /** Called by the root: runs greenlets, one after the other, until one switches to the root. */
    @Suspendable
    Object drive() {
        while (next != root) {
            Greenlet to = next;
            next = null;
            arriveAt(to);
            try {
                to.goOn(this);
            } catch (Throwable failure) {
                to.end(this, failure);
                continue;
            }
            to.endIfDone(this);
        }
        next = null;
        arriveAt(root);
        Throwable failure = takeThrown();
        if (failure != null) {
            throw Sneaky.rethrow(failure);
        }
        return takeValue();
    }

    private void arriveAt(Greenlet to) {
        Greenlet from = active;
        active = to;
        if (tracer != null) {
            trace(from, to);
        }
    }

    /** Tells the tracer of a switch; called once control has arrived. */
    private void trace(Greenlet from, Greenlet to) {
        Object what = takeValue();
        Throwable failure = takeThrown();
        tracing = true;
        try {
            if (failure == null) {
                tracer.switched(from, to);
            } else {
                tracer.threw(from, to, failure);
            }
        } catch (Throwable broken) {
            tracer = null;
            what = null;
            failure = broken;
        } finally {
            tracing = false;
        }
        value = what;
        thrown = failure;
    }

    /** Tells the tracer of a switch of {@code greenlet}, which runs, to itself; what the tracer throws is thrown. */
    void traceItself(Greenlet greenlet, Throwable failure) {
        if (tracer != null && !tracing) {
            thrown = failure;
            trace(greenlet, greenlet);
            Throwable broken = takeThrown();
            if (broken != null && broken != failure) {
                throw Sneaky.rethrow(broken);
            }
        }
    }

    Optional<GreenletTracer> setTracer(GreenletTracer to) {
        Optional<GreenletTracer> before = Optional.ofNullable(tracer);
        tracer = to;
        return before;
    }

    @Override
    public String toString() {
        return coroutine == null ? "thread " + threadName : "coroutine \"" + coroutine.name() + '"';
    }
}
