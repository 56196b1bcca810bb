package dev.bobbin;

import dev.bobbin.runtime.CoroutineStack;
import dev.bobbin.runtime.CoroutineTrace;
import dev.bobbin.runtime.Frame;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.Wait;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Predicate;

/**
 * A task that gives its thread back whenever it waits: a continuation, the dispatcher that runs it, and its outcome. Made by
 * {@link Coroutines#spawn}.
 *
 * <p>It ends with a value, with a failure, or cancelled. A failure reaches everybody who {@link #join}s or {@link #get}s it;
 * one that nobody asks for is reported once, with the coroutine's name, a moment after it happened.
 *
 * <p>All methods may be called from any thread and any coroutine.
 *
 * <pre>{@code
 * Coroutine<Integer> answer = spawn(() -> {
 *     sleep(100);
 *     return 42;
 * });
 * System.out.println(answer.get());
 * }</pre>
 *
 * @param <T> the type of the value
 */
public final class Coroutine<T> extends CancelScope {

    private static final AtomicReferenceFieldUpdater<Coroutine<?>, Object> STATE = updater();

    private static final AtomicInteger COUNT = new AtomicInteger();

    /**
     * The life of the coroutine.
     *
     * <pre>
     *   null --join()--> Joiner -> Joiner ... --ends--> Outcome
     *     +----------------ends-------------------------^
     * </pre>
     *
     * Joiners push themselves; the end takes them all by the same compare-and-set that makes the outcome known.
     */
    private volatile Object state;

    private final Stack stack;
    volatile Context context = Context.current(); // set by the coroutine itself
    private final int number = COUNT.incrementAndGet();
    private volatile String name; // null until somebody gives or asks it
    private volatile boolean observed;
    private short abandonedToIgnore; // of the joiners; any thread's, and no count that must be right

    private Coroutine(CoroutineScope scope, Dispatcher dispatcher, String name) {
        super(scope);
        this.stack = new Stack(dispatcher, this);
        this.name = name;
    }

    /** A coroutine that is nobody's child. */
    static Coroutine<Void> start(Dispatcher dispatcher, String name, SuspendableRunnable body) {
        return start(null, dispatcher, name, body);
    }

    /** A coroutine that is nobody's child. */
    static <T> Coroutine<T> start(Dispatcher dispatcher, String name, SuspendableCallable<T> body) {
        return start(null, dispatcher, name, body);
    }

    /** A child of {@code scope}, if that is not null. */
    static Coroutine<Void> start(CoroutineScope scope, Dispatcher dispatcher, String name, SuspendableRunnable body) {
        Coroutine<Void> coroutine = new Coroutine<>(scope, dispatcher, name);
        coroutine.startWith(new StartRunnable(coroutine.stack, body));
        return coroutine;
    }

    /** A child of {@code scope}, if that is not null. */
    static <T> Coroutine<T> start(
            CoroutineScope scope, Dispatcher dispatcher, String name, SuspendableCallable<T> body) {
        Coroutine<T> coroutine = new Coroutine<>(scope, dispatcher, name);
        coroutine.startWith(new StartCallable(coroutine.stack, body));
        return coroutine;
    }

    private void startWith(Frame first) {
        CoroutineScope scope = (CoroutineScope) outer();
        if (scope != null) {
            scope.begins(this);
        }
        Simulation simulation = stack.simulation();
        if (simulation != null) {
            simulation.begins(this);
        }
        try {
            stack.startWith(first);
        } catch (Throwable refused) {
            if (simulation != null) {
                simulation.ended(this);
            }
            if (scope != null) {
                scope.didNotBegin(this);
            }
            throw refused;
        }
    }

    /** Refuses an event loop that has ended: what is handed to it waits for ever. */
    static void requireRuns(Dispatcher dispatcher) {
        if (dispatcher instanceof EventLoop && ((EventLoop) dispatcher).hasEnded()) {
            throw new IllegalStateException(
                    "A coroutine was to run on " + dispatcher + ", which has ended. Spawn it on a loop that runs.");
        }
    }

    /** The coroutine to which {@code k} belongs; empty on a thread's stack. */
    static Optional<Coroutine<?>> of(FrameStack k) {
        FrameStack outermost = k.outermost();
        return outermost instanceof Stack ? Optional.of(((Stack) outermost).coroutine) : Optional.empty();
    }

    /**
     * Waits until the coroutine has ended. Suspends in a coroutine, blocks a plain thread. Returns normally if it ended with a
     * value or was cancelled; what it failed with is thrown, checked exceptions included.
     *
     * @throws CancellationException if the coroutine that waits is cancelled
     * @throws IllegalStateException if a coroutine joins itself
     */
    @Suspendable
    public void join() {
        awaitEnd();
        Throwable failure = observe().failure().orElse(null);
        if (failure != null) {
            tellCaller(failure);
            throw Sneaky.rethrow(failure);
        }
    }

    /**
     * Waits until the coroutine has ended, and returns its value. Suspends in a coroutine, blocks a plain thread. What it failed
     * with is thrown, checked exceptions included.
     *
     * @return the value
     * @throws CancellationException if the coroutine was cancelled, or the one that waits is
     * @throws IllegalStateException if a coroutine waits for itself
     */
    @Suspendable
    public T get() {
        awaitEnd();
        Outcome<T> outcome = observe();
        if (outcome.isFailure()) {
            tellCaller(outcome.failure().get());
        }
        return outcome.value();
    }

    /**
     * Asks the coroutine to end. It is told by a CancellationException at the point where it waits, or at the next one where it
     * would, and again at each further one. If it has not started, its body never runs; if it has ended, nothing happens.
     */
    public void cancel() {
        cancel("it was cancelled");
    }

    /**
     * As {@link #cancel()}, for a reason.
     *
     * @param reason why, for the message of the exception: {@code "the user closed the window"}
     */
    public void cancel(String reason) {
        Objects.requireNonNull(reason, "reason");
        if (!isDone()) {
            cancelHere(reason);
        }
    }

    /**
     * Whether the coroutine has ended, in whichever way.
     *
     * @return true once there is an outcome
     */
    public boolean isDone() {
        return state instanceof Outcome;
    }

    /**
     * Whether the coroutine has ended because it was cancelled.
     *
     * @return true for this outcome alone, not while it is still ending
     */
    public boolean isCancelled() {
        Object now = state;
        return now instanceof Outcome && ((Outcome<?>) now).isCancelled();
    }

    /**
     * What the coroutine has failed with. Asking counts as observing it.
     *
     * @return empty while it runs, and if it ended otherwise
     */
    public Optional<Throwable> failure() {
        return isDone() ? observe().failure() : Optional.empty();
    }

    /**
     * The coroutine's name.
     *
     * @return the one it was spawned with, or {@code coroutine-} and a number
     */
    public String name() {
        String known = name;
        return known != null ? known : "coroutine-" + number;
    }

    /**
     * The coroutine in whose scope this one was spawned.
     *
     * @return empty if it was spawned outside of scopes, or in that of a plain thread
     */
    public Optional<Coroutine<?>> parent() {
        CoroutineScope scope = (CoroutineScope) outer();
        return scope == null ? Optional.empty() : scope.owner();
    }

    /**
     * How the coroutine ended. Asking counts as observing a failure.
     *
     * @return empty while it runs
     */
    public Optional<Outcome<T>> outcome() {
        return isDone() ? Optional.of(observe()) : Optional.empty();
    }

    /**
     * Asks the coroutine to end, and waits until it has. Suspends in a coroutine, blocks a plain thread. What it fails with
     * meanwhile is not thrown.
     *
     * @throws CancellationException if the coroutine that waits is cancelled
     */
    @Suspendable
    public void cancelAndJoin() {
        cancel();
        awaitEnd();
        observe();
    }

    /**
     * Has {@code callback} run when the coroutine has ended, however it did, in a coroutine of its own on the same dispatcher;
     * soon, if it has ended already. A failure counts as observed then.
     *
     * @param callback gets this coroutine
     * @return what takes the link back when it is run
     */
    public Runnable link(SuspendableConsumer<? super Coroutine<T>> callback) {
        return linkIf(callback, outcome -> true);
    }

    /**
     * As {@link #link}, if the coroutine ends with a value.
     *
     * @param callback gets this coroutine
     * @return what takes the link back when it is run
     */
    public Runnable linkValue(SuspendableConsumer<? super Coroutine<T>> callback) {
        return linkIf(callback, Outcome::isSuccess);
    }

    /**
     * As {@link #link}, if the coroutine ends with a failure.
     *
     * @param callback gets this coroutine
     * @return what takes the link back when it is run
     */
    public Runnable linkException(SuspendableConsumer<? super Coroutine<T>> callback) {
        return linkIf(callback, Outcome::isFailure);
    }

    private Runnable linkIf(SuspendableConsumer<? super Coroutine<T>> callback, Predicate<Outcome<?>> condition) {
        Objects.requireNonNull(callback, "callback");
        return onEnd(() -> {
            if (condition.test((Outcome<?>) state)) {
                observe();
                start(dispatcher(), name() + " link", () -> callback.accept(this));
            }
        });
    }

    /**
     * The outcome as other libraries want it.
     *
     * @return a future that ends as the coroutine does; cancelling it cancels the coroutine
     */
    public CompletableFuture<T> toFuture() {
        CompletableFuture<T> future = new CompletableFuture<>();
        onEnd(() -> {
            Outcome<T> outcome = observe();
            if (outcome.isSuccess()) {
                future.complete(outcome.value());
            } else {
                future.completeExceptionally(outcome.thrown().get());
            }
        });
        future.whenComplete((value, thrown) -> {
            if (future.isCancelled()) {
                cancel("its future was cancelled");
            }
        });
        return future;
    }

    /**
     * Where the coroutine waits. For a coroutine that runs meanwhile, the answer is of no use.
     *
     * @return the suspended calls as a stack trace has them, innermost first; empty before the start and after the end
     */
    public List<StackTraceElement> getStackTrace() {
        return CoroutineTrace.callers(stack.top());
    }

    @Override
    public String toString() {
        Object now = state;
        String how = "active";
        if (now instanceof Outcome) {
            Outcome<?> outcome = (Outcome<?>) now;
            how = outcome.isCancelled() ? "cancelled" : outcome.isFailure() ? "failed" : "done";
        }
        return "coroutine \"" + name() + "\" (" + how + ")";
    }

    Dispatcher dispatcher() {
        return stack.dispatcher;
    }

    /** Lets the next step be run by another dispatcher. Called by the coroutine itself. */
    void moveTo(Dispatcher dispatcher) {
        stack.dispatcher = dispatcher;
    }

    /** What its greenlets share. Asked by the coroutine itself. */
    GreenletHome greenlets() {
        if (stack.greenlets == null) {
            stack.greenlets = new GreenletHome(this);
        }
        return stack.greenlets;
    }

    boolean isUnderTimeLimit() {
        return TimeLimit.earliest(stack.innermost()).isPresent();
    }

    /** What it is doing, if {@code trace} is the stack of the thread that runs it meanwhile. */
    List<StackTraceElement> callsIn(StackTraceElement[] trace) {
        return CoroutineTrace.running(trace, stack.top());
    }

    /** Whose step it is; null if it is something else that was dispatched. */
    static Coroutine<?> ofStep(Runnable step) {
        return step instanceof Stack ? ((Stack) step).coroutine : null;
    }

    /** What it waits for; null if it does not. */
    Wait waitsFor() {
        return stack.waitsFor();
    }

    /** The one whose step the current thread is at; null outside of coroutines. */
    static Coroutine<?> running() {
        return ofStep(CurrentDispatcher.running());
    }

    /**
     * Waits until the coroutine has ended, whatever its end. Suspends in a coroutine, blocks a plain thread. A failure is not
     * thrown, and does not count as observed.
     *
     * @throws CancellationException if the coroutine that waits is cancelled
     */
    @Suspendable
    public void awaitEnd() {
        FrameStack.current().requireNotCancelled();
        if (!isDone()) {
            parkUntilEnd();
        }
    }

    /** The failure comes to the scope that the caller is in by this way, too: it must not be thrown there once more. */
    @Suspendable
    private static void tellCaller(Throwable failure) {
        CancelScope innermost = EnteredScope.innermost(FrameStack.current());
        if (innermost != null) {
            innermost.tellOutwards(failure);
        }
    }

    /** Says that somebody will ask for the outcome. */
    void willBeObserved() {
        observed = true;
    }

    /** The outcome, which somebody has now seen. */
    @SuppressWarnings("unchecked") // the body was a SuspendableCallable<T>
    Outcome<T> observe() {
        observed = true;
        return (Outcome<T>) state;
    }

    boolean isObserved() {
        return observed;
    }

    @Suspendable
    private void parkUntilEnd() {
        FrameStack k = FrameStack.current();
        if (k.outermost() == stack) {
            throw new IllegalStateException(
                    this + " joins itself: it would wait for ever. Join it from another coroutine or thread.");
        }
        Joiner joiner = new Joiner(this);
        if (add(joiner)) {
            joiner.await(k);
        }
    }

    /** One who waits for the end. */
    private static class Joiner extends Wait {
        private final Coroutine<?> coroutine;
        private Joiner next; // the one that came before

        Joiner(Coroutine<?> coroutine) {
            this.coroutine = coroutine;
        }

        @Override
        public Object blockedBy() {
            return coroutine;
        }

        @Override
        public boolean endsFromOutside() {
            return false;
        }

        @Override
        public String toString() {
            return "the end of coroutine \"" + coroutine.name() + "\"";
        }

        /** False if it did not want to know any more. */
        boolean tell() {
            return wake();
        }

        @Override
        protected void abandoned() {
            coroutine.forgetAbandoned();
        }
    }

    /** Something to run at the end. */
    private static final class Link extends Joiner {
        private final Runnable action;

        Link(Coroutine<?> coroutine, Runnable action) {
            super(coroutine);
            this.action = action;
        }

        @Override
        boolean tell() {
            boolean first = wake();
            if (first) {
                try {
                    action.run();
                } catch (Throwable thrown) {
                    EventLoop.report(thrown); // the others who wait, and the scope, must hear of the end all the same
                }
            }
            return first;
        }
    }

    /**
     * Runs {@code action} when the coroutine has ended, or at once if it has. For those who make primitives: unlike that of
     * {@link #link}, it is run by whoever ends the coroutine, must not wait or throw, and observes no failure.
     *
     * @param action a short piece of work
     * @return what takes it back when it is run
     */
    public Runnable onEnd(Runnable action) {
        Link link = new Link(this, Objects.requireNonNull(action, "action"));
        if (add(link)) {
            return () -> link.giveUp(null);
        }
        action.run(); // here, where what it throws concerns nobody but the caller
        return () -> {};
    }

    private boolean add(Joiner joiner) {
        for (; ; ) {
            Object now = state;
            if (now instanceof Outcome) {
                return false;
            }
            joiner.next = (Joiner) now;
            if (STATE.compareAndSet(this, now, joiner)) {
                return true;
            }
        }
    }

    /**
     * Lets go of joiners who gave up, so that many short waits for a long life leave nothing behind. Looking through all of them
     * each time would take forever where many give up together: so as many may give up unnoticed as there were left the last
     * time.
     */
    private void forgetAbandoned() {
        if (abandonedToIgnore > 0) {
            abandonedToIgnore--; // who comes between this and another thread's loses a count, and only that
            return;
        }
        for (; ; ) {
            Object now = state;
            if (!(now instanceof Joiner)) {
                return;
            }
            Joiner kept = null;
            int keptCount = 0;
            for (Joiner joiner : inOrder((Joiner) now)) {
                if (!joiner.isWoken()) {
                    joiner.next = kept;
                    kept = joiner;
                    keptCount++;
                }
            }
            if (STATE.compareAndSet(this, now, kept)) {
                abandonedToIgnore = (short) Math.min(Math.max(keptCount - 1, 0), Short.MAX_VALUE);
                return;
            }
        }
    }

    private void end(Outcome<?> outcome) {
        if (outcome.isFailure() && !observed) {
            // Taken down before anybody can know: the JVM may end the moment after.
            UnobservedFailures.Pending pending =
                    UnobservedFailures.takeDown(this, outcome.failure().get());
            pending.settle(tell((Joiner) STATE.getAndSet(this, outcome)));
        } else {
            tell((Joiner) STATE.getAndSet(this, outcome));
        }
        Simulation simulation = stack.simulation();
        if (simulation != null) {
            simulation.ended(this);
        }
        CoroutineScope scope = (CoroutineScope) outer();
        if (scope != null) {
            scope.ended(this, outcome);
        }
    }

    /** This coroutine and all that run in scopes of its own, or of theirs. */
    List<Coroutine<?>> family() {
        List<Coroutine<?>> family = new ArrayList<>();
        Deque<CancelScope> toAdd = new ArrayDeque<>(); // no calls into one another: the family may be deep
        toAdd.add(this);
        while (!toAdd.isEmpty()) {
            CancelScope next = toAdd.remove();
            if (next instanceof Coroutine) {
                family.add((Coroutine<?>) next);
            }
            CancelScope[] inside = next.inside();
            for (int i = inside.length - 1; i >= 0; i--) {
                toAdd.addFirst(inside[i]);
            }
        }
        return family;
    }

    @Override
    CancellationException thrown() {
        return new CancellationException("coroutine \"" + name() + "\" ends: " + reason());
    }

    @Override
    void interruptWait() {
        stack.interruptWait();
    }

    @Override
    boolean endsLook() {
        return true;
    }

    @Override
    boolean outerCancelled(String why) {
        return !isDone() && cancelWithoutInside(why);
    }

    /** Wakes all who wait, first come, first served. False if nobody does, or all have given up. */
    private static boolean tell(Joiner last) {
        if (last == null || last.next == null) {
            return last != null && last.tell();
        }
        boolean told = false;
        for (Joiner joiner : inOrder(last)) {
            told |= joiner.tell();
        }
        return told;
    }

    private static Deque<Joiner> inOrder(Joiner last) {
        Deque<Joiner> joiners = new ArrayDeque<>();
        for (Joiner at = last; at != null; at = at.next) {
            joiners.addFirst(at);
        }
        return joiners;
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal has no type arguments
    private static AtomicReferenceFieldUpdater<Coroutine<?>, Object> updater() {
        return (AtomicReferenceFieldUpdater)
                AtomicReferenceFieldUpdater.newUpdater(Coroutine.class, Object.class, "state");
    }

    /** The coroutine's stack: what its dispatcher runs. */
    private static final class Stack extends CoroutineStack implements EnteredScope.Holder {
        private final Coroutine<?> coroutine;
        private Dispatcher dispatcher; // changed by the coroutine itself, before it gives way to go there
        private CancelScope innermost; // the coroutine, or what its code has entered last
        private GreenletHome greenlets; // null if it uses none; confined to the coroutine
        private boolean returnsValue;

        Stack(Dispatcher dispatcher, Coroutine<?> coroutine) {
            this.dispatcher = dispatcher;
            this.coroutine = coroutine;
            this.innermost = coroutine;
        }

        void startWith(Frame first) {
            requireRuns(dispatcher);
            begin(first);
            handOver();
        }

        /** The simulation that runs the coroutine; null if none does. */
        Simulation simulation() {
            return dispatcher instanceof EventLoop ? ((EventLoop) dispatcher).simulation() : null;
        }

        void startBody(boolean returns) {
            leave();
            returnsValue = returns;
            requireNotCancelled();
        }

        @Override
        protected void dispatch() {
            try {
                handOver();
            } catch (Throwable refused) {
                cannotGoOn(refused);
            }
        }

        /** A loop has made its thread known; the threads of other dispatchers are made known for each step. */
        private void handOver() {
            if (dispatcher instanceof EventLoop) {
                dispatcher.dispatch(this);
            } else {
                Dispatcher on = dispatcher;
                on.dispatch(() -> CurrentDispatcher.run(on, on.mayBlock() ? null : "a dispatcher of coroutines", this));
            }
        }

        @Override
        public void run() {
            Context context = coroutine.context;
            if (context.hasElements()) {
                runWithElementsOf(context);
            } else {
                super.run();
            }
        }

        private void runWithElementsOf(Context context) {
            Object[] before;
            try {
                before = context.install();
            } catch (Throwable thrown) {
                cannotGoOn(thrown);
                return;
            }
            try {
                super.run();
            } finally {
                context.restore(before);
            }
        }

        /** It ends where it waits: who waits for it must hear of that, and what it owns must not go on without it. */
        private void cannotGoOn(Throwable why) {
            failed(why);
            coroutine.spread("coroutine \"" + coroutine.name() + "\" could not go on: " + why);
        }

        @Override
        protected Throwable deadlock(Wait wait) {
            return DeadlockException.ofCircle(coroutine, wait);
        }

        @Override
        protected void completed() {
            if (innermost != coroutine) {
                coroutine.end(Outcome.failure(endOpenScopes()));
                return;
            }
            coroutine.end(Outcome.success(returnsValue ? takeObject() : null));
        }

        /** Nobody else may close what the code has left open: so the children end here, and not unseen with their loop. */
        private IllegalStateException endOpenScopes() {
            String what = "coroutine \"" + coroutine.name() + "\" has ended without closing " + innermost;
            for (CancelScope at = innermost; at != coroutine; at = at.outer()) {
                at.cancelHere(what);
            }
            return new IllegalStateException(
                    what
                            + ", so its children were cancelled. Open a scope in a try statement, or call CoroutineScope.run().");
        }

        @Override
        protected void failed(Throwable thrown) {
            boolean asked = coroutine.isCancelledItself() && thrown instanceof CancellationException;
            coroutine.end(asked ? Outcome.cancelled((CancellationException) thrown) : Outcome.failure(thrown));
        }

        @Override
        public CancelScope innermost() {
            return innermost;
        }

        @Override
        public void setInnermost(CancelScope scope) {
            innermost = scope;
        }

        @Override
        protected Throwable cancellation() {
            CancelScope cancelled = innermost.cancelled();
            return cancelled == null ? null : cancelled.thrown();
        }

        @Override
        protected boolean isMadeForThis(Throwable cancelled) {
            return innermost.isMadeAnew(cancelled);
        }

        @Override
        protected void told(Throwable thrown) {
            innermost.tellOutwards(thrown);
        }
    }

    /** The first frame: it calls the body and has nothing to wait for. */
    private static final class StartRunnable extends Frame {
        private final Stack stack;
        private final SuspendableRunnable body;

        StartRunnable(Stack stack, SuspendableRunnable body) {
            this.stack = stack;
            this.body = body;
        }

        @Override
        @Suspendable
        public void resume(FrameStack k) throws Exception {
            stack.startBody(false);
            body.run();
        }

        @Override
        public StackTraceElement where() {
            return null;
        }
    }

    /** The first frame of a coroutine that returns something. */
    private static final class StartCallable extends Frame {
        private final Stack stack;
        private final SuspendableCallable<?> body;

        StartCallable(Stack stack, SuspendableCallable<?> body) {
            this.stack = stack;
            this.body = body;
        }

        @Override
        @Suspendable
        public void resume(FrameStack k) throws Exception {
            stack.startBody(true);
            FrameStack.give(body.call(), k);
        }

        @Override
        public StackTraceElement where() {
            return null;
        }
    }
}
