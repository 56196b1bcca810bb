package dev.bobbin;

import dev.bobbin.runtime.CoroutineTrace;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.NotSuspendableException;
import dev.bobbin.runtime.ThreadStack;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.WeakHashMap;
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
 * <p>A greenlet belongs to the thread or coroutine of its root: a switch from elsewhere is refused. One that is never run to
 * its end is simply forgotten, like any object; its {@code finally} blocks do not run then.
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
public final class Greenlet {

    private static final ThreadLocal<Greenlet> ROOT_OF_THREAD = ThreadLocal.withInitial(
            () -> new Greenlet("thread " + Thread.currentThread().getName()));

    /** The roots of coroutines that use greenlets, by their stacks. */
    private static final Map<FrameStack, Greenlet> ROOTS = Collections.synchronizedMap(new WeakHashMap<>());

    private static final AtomicInteger COUNT = new AtomicInteger();

    private enum State {
        PENDING,
        STARTED,
        DEAD
    }

    private final int number = COUNT.incrementAndGet();
    private final Stack stack; // null for a root, which runs on the stack that was there
    private final String home; // of a root: whose it is
    private volatile Greenlet parent; // null for a root
    private volatile Greenlet root; // null until the start; a root's own is itself
    private volatile State state;

    // Of a root alone: who runs, and what is on its way. Confined to the thread that runs it.
    private volatile Greenlet active;
    private Greenlet next; // null unless a switch is under way
    private Object value;
    private Throwable thrown;

    private Greenlet(String home) {
        this.home = home;
        this.stack = null;
        this.root = this;
        this.active = this;
        this.state = State.STARTED;
    }

    private Greenlet(SuspendableFunction<Object, Object> body, Greenlet parent) {
        this.home = null;
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
    public <T> T switchTo() {
        return switchTo(null);
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
        FrameStack k = FrameStack.current();
        Greenlet from = requireSameHome(k);
        Greenlet to = firstAlive();
        if (to == from) {
            return (T) what;
        }
        from.root.send(to, what, null);
        return (T) from.leave(k);
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
        Objects.requireNonNull(what, "what");
        FrameStack k = FrameStack.current();
        Greenlet from = requireSameHome(k);
        if (this == from) {
            throw Sneaky.rethrow(what);
        }
        Greenlet to = this;
        boolean passedOn = false;
        while (to.state != State.STARTED) {
            to.state = State.DEAD;
            passedOn = true;
            to = to.parent;
        }
        boolean isValue = passedOn && what instanceof GreenletExit;
        if (to == from) {
            if (isValue) {
                return (T) what;
            }
            throw Sneaky.rethrow(what);
        }
        from.root.send(to, isValue ? what : null, isValue ? null : what);
        return (T) from.leave(k);
    }

    // ---- relations and state ----

    /**
     * Who gets the result of this greenlet.
     *
     * @return the parent; null for a root
     */
    public Greenlet parent() {
        return parent;
    }

    /**
     * Changes who gets the result, at any time before the end counts.
     *
     * @param newParent a greenlet of the same thread or coroutine
     * @throws IllegalArgumentException if this greenlet would become its own ancestor, or the other belongs elsewhere
     * @throws IllegalStateException if this is a root
     */
    public void setParent(Greenlet newParent) {
        Objects.requireNonNull(newParent, "newParent");
        if (stack == null) {
            throw new IllegalStateException("The root greenlet of " + home + " has no parent, and can be given none");
        }
        for (Greenlet at = newParent; at != null; at = at.parent) {
            if (at == this) {
                throw new IllegalArgumentException(
                        this + " would become its own ancestor: its new parent " + newParent + " descends from it");
            }
        }
        if (root != null && newParent.home() != root) {
            throw new IllegalArgumentException(this + " runs in " + root.home + ", its new parent in "
                    + newParent.home().home + ". Choose one there.");
        }
        parent = newParent;
    }

    /**
     * Whether the body has ended, or will never run.
     *
     * @return true from then on; never for a root
     */
    public boolean isDead() {
        return state == State.DEAD;
    }

    /**
     * Whether the body has begun and not ended.
     *
     * @return true while it runs or waits
     */
    public boolean isActive() {
        return state == State.STARTED;
    }

    /**
     * Where this greenlet waits.
     *
     * @return the suspended calls as a stack trace has them, innermost first; empty if it does not wait
     */
    public List<StackTraceElement> getStackTrace() {
        boolean waits = stack != null && state == State.STARTED && root.active != this;
        return waits ? CoroutineTrace.callers(stack.top()) : Collections.emptyList();
    }

    @Override
    public String toString() {
        if (stack == null) {
            return "root greenlet of " + home;
        }
        String how = state == State.PENDING ? "pending" : state == State.DEAD ? "dead" : "suspended";
        return "greenlet " + number + " (" + (state == State.STARTED && root.active == this ? "running" : how) + ")";
    }

    // ---- how it is done ----

    private static Greenlet current(FrameStack k) {
        for (FrameStack at = k; at instanceof NestedStack; at = ((NestedStack) at).around()) {
            if (at instanceof Stack) {
                return ((Stack) at).greenlet;
            }
        }
        FrameStack outermost = k.outermost();
        if (outermost instanceof ThreadStack) {
            return ROOT_OF_THREAD.get().active;
        }
        return ROOTS.computeIfAbsent(
                outermost,
                made -> new Greenlet(Coroutine.of(made).map(Coroutine::toString).orElse("a continuation")));
    }

    /** The greenlet that runs on {@code k}, if this one may be switched to from there. */
    private Greenlet requireSameHome(FrameStack k) {
        Greenlet from = current(k);
        if (home() != from.root) {
            throw new IllegalStateException(
                    "Cannot switch to " + this + ": it belongs to " + home().home + ", and this is " + from.root.home
                            + ". A greenlet runs where it was started. Make it there, or hand its work over.");
        }
        if (k.outermost() instanceof ThreadStack && from.stack != null && !runsOn(k)) {
            throw NotSuspendableException.outside("Greenlet.switchTo()", "a greenlet");
        }
        return from;
    }

    private static boolean runsOn(FrameStack k) {
        for (FrameStack at = k; at instanceof NestedStack; at = ((NestedStack) at).around()) {
            if (at instanceof Stack) {
                return true;
            }
        }
        return false;
    }

    /** The root of the greenlet's ancestors. */
    private Greenlet home() {
        Greenlet at = this;
        while (at.root == null) {
            at = at.parent;
        }
        return at.root;
    }

    private Greenlet firstAlive() {
        Greenlet at = this;
        while (at.state == State.DEAD) {
            at = at.parent;
        }
        return at;
    }

    /** Puts a switch on its way; called on the root. */
    private void send(Greenlet to, Object what, Throwable failure) {
        next = to;
        value = what;
        thrown = failure;
    }

    /** Lets the switch that is on its way happen. In a greenlet, by unwinding to the root; in the root, by running it. */
    @Suspendable
    private Object leave(FrameStack k) {
        if (stack == null) {
            return drive();
        }
        unwind(k);
        return null;
    }

    /** A primitive: its outcome is what the next switch to this greenlet brings. */
    private void unwind(FrameStack k) {
        stack.waitsIn = k;
        if (k == stack) {
            k.suspend();
        } else {
            k.park(); // from inside a generator, say: that unwinds as well, up to this greenlet's stack
        }
    }

    /** Runs greenlets, one after the other, until one switches to this root. */
    @Suspendable
    private Object drive() {
        while (next != this) {
            Greenlet to = next;
            next = null;
            active = to;
            try {
                to.enter(this);
            } catch (Throwable failure) {
                to.end(this, null, failure);
                continue;
            }
            if (to.stack.isDone()) {
                to.end(this, to.stack.result, null);
            }
        }
        next = null;
        active = this;
        Object arrived = value;
        Throwable failure = thrown;
        value = null;
        thrown = null;
        if (failure != null) {
            throw Sneaky.rethrow(failure);
        }
        return arrived;
    }

    /** Hands over what is on its way, and runs until this greenlet switches or ends. */
    @Suspendable
    private void enter(Greenlet from) {
        if (state == State.PENDING) {
            root = from;
            state = State.STARTED;
            stack.first = from.value;
        } else if (from.thrown != null) {
            stack.waitsIn.fail(from.thrown);
        } else {
            FrameStack.give(from.value, stack.waitsIn);
        }
        from.value = null;
        from.thrown = null;
        stack.goOn();
    }

    /** Sends the end of this greenlet to its nearest ancestor that can take it. */
    private void end(Greenlet from, Object result, Throwable failure) {
        state = State.DEAD;
        boolean exit = failure instanceof GreenletExit;
        Greenlet to = parent;
        while (to.state == State.DEAD || to.state == State.PENDING && failure != null && !exit) {
            to.state = State.DEAD; // one that has not started cannot catch: it dies of it
            to = to.parent;
        }
        from.send(to, exit ? failure : result, exit ? null : failure);
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
            return isParked() && greenlet.root.next == null;
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
