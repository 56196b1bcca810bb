package dev.bobbin;

import dev.bobbin.runtime.CoroutineTrace;
import dev.bobbin.runtime.FrameStack;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A coroutine without a scheduler: who runs next is said by whoever runs now. Control moves by {@link #switchTo}, to any other
 * greenlet of the same thread, and a value moves with it; what a {@code switchTo} returns is what the next one to come back
 * brings along.
 *
 * <p>The code that was running already, {@code main} say, counts as a greenlet, too: the root. Each thread has one, and each
 * coroutine that uses greenlets. A greenlet that ends hands its result, or what it threw, to its parent; by default that is
 * the greenlet that made it. The semantics are those of Python's greenlet library.
 *
 * <p>A greenlet belongs to the thread or coroutine of its root: a switch from elsewhere is refused. It is dead when that has ended.
 * One that is never run to its end is simply forgotten, like any object; its {@code finally} blocks do not run then. {@link #close}
 * runs them.
 *
 * <p>Not thread-safe, but for what asks: {@link #parent}, {@link #isDead}, {@link #isActive} and {@link #toString}. In a coroutine, a
 * greenlet may sleep and wait, and the whole coroutine does; a cancellation is told to the greenlet that waits.
 *
 * <pre>{@code
 * Greenlet doubler = Greenlet.of((Integer n) -> {
 *     while (true) {
 *         n = Greenlet.current().parent().switchTo(2 * n);
 *     }
 * });
 * int four = doubler.switchTo(2);
 * int six = doubler.switchTo(3);
 * }</pre>
 */
public final class Greenlet implements AutoCloseable {

    private static final AtomicInteger COUNT = new AtomicInteger();

    private enum State {
        PENDING,
        STARTED,
        DEAD
    }

    private final int number = COUNT.incrementAndGet();
    private final Stack stack; // null for a root, which runs on the stack that was there
    private volatile Greenlet parent; // null for a root
    private volatile Greenlet closer; // who closes it, and gets what its parent would; null if nobody does
    private volatile GreenletHome home; // null until the start
    private volatile State state;

    /** The root of {@code home}. */
    Greenlet(GreenletHome home) {
        this.home = home;
        this.stack = null;
        this.state = State.STARTED;
    }

    private Greenlet(SuspendableFunction<Object, Object> body, Greenlet parent) {
        this.parent = parent;
        this.stack = new Stack(this, body);
        this.state = State.PENDING;
    }

    // ---- making and finding ----

    /**
     * A greenlet that has not started. Its parent is the greenlet that calls this.
     *
     * @param body what the first switch begins with; the value of that switch is dropped
     * @return the greenlet
     */
    @Suspendable
    public static Greenlet of(SuspendableRunnable body) {
        Objects.requireNonNull(body, "body");
        return new Greenlet(new Runner(body), current(FrameStack.current()));
    }

    /**
     * A greenlet that has not started. Its parent is the greenlet that calls this.
     *
     * @param body gets the value of the first switch; what it returns goes to the parent
     * @param <A> the type of the first value
     * @return the greenlet
     */
    @Suspendable
    @SuppressWarnings("unchecked") // who switches first must bring an A, as the caller of any such function must
    public static <A> Greenlet of(SuspendableFunction<A, ?> body) {
        Objects.requireNonNull(body, "body");
        return new Greenlet((SuspendableFunction<Object, Object>) body, current(FrameStack.current()));
    }

    /**
     * The greenlet that is running: the one whose body calls, or the root.
     *
     * @return never null
     */
    @Suspendable
    public static Greenlet current() {
        return current(FrameStack.current());
    }

    // ---- switching ----

    /**
     * Switches to this greenlet without a value: its pending {@code switchTo} returns null.
     *
     * @param <T> the type of what comes back
     * @return what the next switch back to the caller brings
     * @throws IllegalStateException if this greenlet belongs to another thread or coroutine
     */
    @Suspendable
    @SuppressWarnings("unchecked") // as with any heterogeneous hand-over, the two sides must agree
    public <T> T switchTo() {
        return (T) switchFrom(null, FrameStack.current());
    }

    /**
     * Switches to this greenlet. One that has not started begins with the value; in one that waits, its pending {@code switchTo}
     * returns it; if it is dead, the value goes to its nearest living ancestor; a switch to oneself returns it at once.
     *
     * @param what the value
     * @param <T> the type of what comes back
     * @return what the next switch back to the caller brings
     * @throws IllegalStateException if this greenlet belongs to another thread or coroutine
     */
    @Suspendable
    @SuppressWarnings("unchecked") // as with any heterogeneous hand-over, the two sides must agree
    public <T> T switchTo(Object what) {
        return (T) switchFrom(what, FrameStack.current());
    }

    /** The rest of a switch, which waits in its caller's name: no frame of its own. */
    @Suspendable
    private Object switchFrom(Object what, FrameStack k) {
        Greenlet from = current(k);
        GreenletHome here = from.home();
        Greenlet to = firstAlive();
        here.requireMayLeave(from, to, k);
        if (to == from) {
            here.traceItself(from, null);
            return what;
        }
        here.send(to, what, null);
        return from.leave(k);
    }

    /**
     * Throws a {@link GreenletExit} into this greenlet, as {@link #throwInto(Throwable)} does.
     *
     * @param <T> the type of what comes back
     * @return what the next switch back to the caller brings: the exit, if this greenlet ends by it and the caller is its parent
     * @throws IllegalStateException if this greenlet belongs to another thread or coroutine
     */
    @Suspendable
    @SuppressWarnings("unchecked") // as in switchTo
    public <T> T throwInto() {
        return (T) throwFrom(new GreenletExit(), FrameStack.current());
    }

    /**
     * Switches to this greenlet and throws there, in its pending {@code switchTo}. One that has not started dies without having
     * run, and its parent gets the exception; for a dead one, its nearest living ancestor does. A {@link GreenletExit} that
     * would reach a parent is handed to it as a value.
     *
     * @param what the exception; it may be a checked one, since nobody can tell who will meet it
     * @param <T> the type of what comes back
     * @return what the next switch back to the caller brings
     * @throws IllegalStateException if this greenlet belongs to another thread or coroutine
     */
    @Suspendable
    @SuppressWarnings("unchecked") // as in switchTo
    public <T> T throwInto(Throwable what) {
        return (T) throwFrom(Objects.requireNonNull(what, "what"), FrameStack.current());
    }

    @Suspendable
    private Object throwFrom(Throwable what, FrameStack k) {
        Greenlet from = current(k);
        GreenletHome here = from.home();
        boolean isValue = what instanceof GreenletExit && state != State.STARTED;
        Greenlet to = this;
        while (to.state == State.DEAD || to.state == State.PENDING && (to == this || !isValue)) {
            to = to.parent();
        }
        here.requireMayLeave(from, to, k);
        for (Greenlet unrun = this; unrun != to; unrun = unrun.parent()) {
            unrun.die(); // one that has not started cannot catch: it dies of it
        }
        if (to == from) {
            here.traceItself(from, isValue ? null : what);
            if (isValue) {
                return what;
            }
            throw Sneaky.rethrow(what);
        }
        here.send(to, isValue ? what : null, isValue ? null : what);
        return from.leave(k);
    }

    /**
     * Ends this greenlet: throws a {@link GreenletExit} where it waits, so that its {@code finally} blocks run, and returns when it
     * is dead. One that has not started never runs. What it throws instead is thrown here; what it returns is dropped. While it is
     * being closed, the caller is its parent. Nothing happens if it is dead.
     *
     * @throws IllegalStateException if it switches away instead of ending; if it is the one that calls, a root, or belongs to another
     *     thread or coroutine
     */
    @Override
    @Suspendable
    public void close() {
        if (isDead()) {
            return;
        }
        FrameStack k = FrameStack.current();
        Greenlet from = current(k);
        GreenletHome here = from.home();
        here.requireMayLeave(from, this, k);
        if (this == from || stack == null) {
            throw new IllegalStateException("The " + this
                    + " cannot be closed" + (this == from ? " by itself" : "")
                    + ": a body ends by its return, a root with its thread"
                    + " or coroutine.");
        }
        if (state == State.PENDING) {
            die();
            return;
        }
        closer = from;
        try {
            here.send(this, null, new GreenletExit("The greenlet is closed"));
            from.leave();
        } finally {
            closer = null;
        }
        requireDead();
    }

    private void requireDead() {
        if (state != State.DEAD) {
            List<StackTraceElement> waits = getStackTrace();
            throw new IllegalStateException("The " + this + " was closed, and has switched away instead of ending"
                    + (waits.isEmpty() ? "" : ", at " + waits.get(0))
                    + ". Let it end when it meets a GreenletExit, without a switch in its finally blocks.");
        }
    }

    // ---- relations and state ----

    /**
     * Who gets the result of this greenlet.
     *
     * @return the parent; null for a root
     */
    public Greenlet parent() {
        Greenlet closing = closer;
        return closing == null ? parent : closing;
    }

    /**
     * Changes who gets the result, at any time before the end counts.
     *
     * @param newParent a greenlet of the same thread or coroutine; for one that has not started, of any that has not ended
     * @throws IllegalArgumentException if this greenlet would become its own ancestor, or the other belongs elsewhere
     * @throws IllegalStateException if this is a root
     */
    public void setParent(Greenlet newParent) {
        Objects.requireNonNull(newParent, "newParent");
        if (stack == null) {
            throw new IllegalStateException("The " + this + " has no parent, and can be given none");
        }
        for (Greenlet at = newParent; at != null; at = at.parent) {
            if (at == this) {
                throw new IllegalArgumentException(
                        this + " would become its own ancestor: its new parent " + newParent + " descends from it");
            }
        }
        GreenletHome where = newParent.home();
        if (home != null && where != home) {
            throw new IllegalArgumentException(
                    this + " runs in " + home + ", its new parent in " + where + ". Choose one there.");
        }
        if (where.hasEnded()) {
            throw new IllegalArgumentException("The new parent of " + this + " belongs to " + where
                    + ", which has ended: it could take no result. Choose one that lives.");
        }
        parent = newParent;
    }

    /**
     * Whether the body has ended, or will never run.
     *
     * @return true from then on; for a root and all that wait, once their thread or coroutine has ended
     */
    public boolean isDead() {
        return state == State.DEAD || home().hasEnded();
    }

    /**
     * Whether the body has begun and not ended.
     *
     * @return true while it runs or waits
     */
    public boolean isActive() {
        return state == State.STARTED && !isDead();
    }

    /**
     * Where this greenlet waits.
     *
     * @return the suspended calls as a stack trace has them, innermost first; empty if it does not wait
     */
    public List<StackTraceElement> getStackTrace() {
        boolean waits = stack != null && state == State.STARTED && home.active() != this;
        return waits ? CoroutineTrace.callers(stack.top()) : Collections.emptyList();
    }

    // ---- tracing ----

    /**
     * Has {@code tracer} hear of each switch between the greenlets of this thread or coroutine, from now on.
     *
     * @param tracer what hears of them
     * @return who did before; empty if nobody did
     */
    @Suspendable
    public static Optional<GreenletTracer> setTracer(GreenletTracer tracer) {
        Objects.requireNonNull(tracer, "tracer");
        return GreenletHome.of(FrameStack.current()).setTracer(tracer);
    }

    /**
     * Ends the tracing of this thread or coroutine.
     *
     * @return who did it; empty if nobody did
     */
    @Suspendable
    public static Optional<GreenletTracer> removeTracer() {
        return GreenletHome.of(FrameStack.current()).setTracer(null);
    }

    @Override
    public String toString() {
        GreenletHome where = home();
        boolean over = where.hasEnded();
        if (stack == null) {
            return "root greenlet of " + where
                    + (over ? " (dead: that has ended)" : where.active() == this ? " (running)" : "");
        }
        String how = "suspended";
        if (state == State.DEAD) {
            how = "dead";
        } else if (over) {
            how = "dead: " + where + " has ended";
        } else if (state == State.PENDING) {
            how = "pending";
        } else if (where.active() == this) {
            how = "running";
        }
        return "greenlet " + number + " (" + how + ")";
    }

    // ---- how it is done ----

    /** The greenlet whose code is on {@code k}. */
    static Greenlet current(FrameStack k) {
        for (FrameStack at = k; at instanceof NestedStack; at = ((NestedStack) at).around()) {
            if (at instanceof Stack) {
                return ((Stack) at).greenlet;
            }
        }
        return GreenletHome.of(k).active();
    }

    /** Whether {@code k} leads back to a greenlet's stack: if not, a method in between cannot suspend. */
    static boolean runsOn(FrameStack k) {
        for (FrameStack at = k; at instanceof NestedStack; at = ((NestedStack) at).around()) {
            if (at instanceof Stack) {
                return true;
            }
        }
        return false;
    }

    /** Where it runs; before the start, where its ancestors do. */
    GreenletHome home() {
        Greenlet at = this;
        GreenletHome known = home;
        while (known == null) {
            at = at.parent;
            known = at.home;
        }
        return known;
    }

    private Greenlet firstAlive() {
        Greenlet at = this;
        while (at.state == State.DEAD) {
            at = at.parent;
        }
        return at;
    }

    /** As below, for a caller that has something to do afterwards. */
    @Suspendable
    private void leave() {
        leave(FrameStack.current());
    }

    /** The last act of a switch: lets it happen. In a greenlet, by unwinding to the root; in the root, by running it. */
    @Suspendable
    private Object leave(FrameStack k) {
        if (stack == null) {
            return home.drive();
        }
        unwind(k);
        return null;
    }

    /** A primitive: its outcome is what the next switch to this greenlet brings. */
    private void unwind(FrameStack k) {
        if (stack.waitsIn != k) { // mostly the same again, and a store costs a barrier
            stack.waitsIn = k;
        }
        if (k == stack) {
            k.suspend();
        } else {
            k.park(); // from inside a generator, say: that unwinds as well, up to this greenlet's stack
        }
    }

    /** Hands over what is on its way, and runs until this greenlet switches or ends. */
    @Suspendable
    void goOn(GreenletHome here) {
        Throwable failure = here.takeThrown();
        if (state == State.PENDING) {
            home = here;
            state = State.STARTED;
            if (failure != null) {
                throw Sneaky.rethrow(failure); // it dies of it, unrun
            }
            stack.first = here.takeValue();
        } else if (failure != null) {
            stack.waitsIn.fail(failure);
        } else {
            FrameStack.give(here.takeValue(), stack.waitsIn);
        }
        if (stack.waitsIn != stack) {
            stack.waitsIn = stack; // what it waited in was a generator, say, which is not for this to keep
        }
        stack.goOn();
    }

    private void die() {
        state = State.DEAD;
        stack.body = null; // of one that never ran
    }

    /** If the body has returned, hands its result on. */
    void endIfDone(GreenletHome here) {
        if (stack.isDone()) {
            Object result = stack.result;
            stack.result = null;
            end(here, result, null);
        }
    }

    /** The body has thrown. A {@link GreenletExit} is handed on as a value. */
    void end(GreenletHome here, Throwable failure) {
        boolean exit = failure instanceof GreenletExit;
        end(here, exit ? failure : null, exit ? null : failure);
    }

    /** Sends the end of this greenlet to its nearest ancestor that can take it. */
    private void end(GreenletHome here, Object result, Throwable failure) {
        die();
        Greenlet to = parent();
        while (to.state == State.DEAD || to.state == State.PENDING && failure != null) {
            to.die(); // one that has not started cannot catch: it dies of it
            to = to.parent();
        }
        if (to.home() == here) {
            here.send(to, result, failure);
            return;
        }
        IllegalStateException lost =
                new IllegalStateException("The result of " + this + " has nowhere to go: its parent " + to
                        + " has come to belong to " + to.home() + ", and this is " + here
                        + ". Let a greenlet and its ancestors stay in one place.");
        if (failure != null) {
            lost.addSuppressed(failure);
        }
        here.send(here.root(), null, lost);
    }

    /** A greenlet's own stack, run inside of its root's. */
    private static final class Stack extends NestedStack {
        private final Greenlet greenlet;
        private SuspendableFunction<Object, Object> body; // null once it runs
        private Object first;
        private Object result;
        private FrameStack waitsIn; // the stack that called switchTo: this one, or one nested in it

        Stack(Greenlet greenlet, SuspendableFunction<Object, Object> body) {
            this.greenlet = greenlet;
            this.body = body;
            this.waitsIn = this;
        }

        @Override
        @Suspendable
        void body() throws Exception {
            SuspendableFunction<Object, Object> function = body;
            Object argument = first;
            body = null;
            first = null;
            result = function.apply(argument);
        }

        @Override
        boolean waits() {
            return takeParked() && !greenlet.home.isSwitching();
        }

        @Override
        IllegalStateException alreadyRunning() {
            return new IllegalStateException(
                    greenlet + " is running on another thread. A greenlet runs in one place at a time.");
        }
    }

    /** A body that takes no value and returns none. */
    private static final class Runner implements SuspendableFunction<Object, Object> {
        private final SuspendableRunnable body;

        Runner(SuspendableRunnable body) {
            this.body = body;
        }

        @Override
        @Suspendable
        public Object apply(Object ignored) throws Exception {
            body.run();
            return null;
        }
    }
}
