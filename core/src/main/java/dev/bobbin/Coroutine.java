package dev.bobbin;

import dev.bobbin.runtime.CoroutineStack;
import dev.bobbin.runtime.CoroutineTrace;
import dev.bobbin.runtime.Frame;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.Wait;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

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
public final class Coroutine<T> {

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
    private final int number = COUNT.incrementAndGet();
    private volatile String name; // null until somebody gives or asks it
    private volatile String cancelReason; // null unless it was cancelled
    private volatile boolean observed;

    private Coroutine(Dispatcher dispatcher, String name) {
        this.stack = new Stack(dispatcher, this);
        this.name = name;
    }

    static Coroutine<Void> start(Dispatcher dispatcher, String name, SuspendableRunnable body) {
        Coroutine<Void> coroutine = new Coroutine<>(dispatcher, name);
        coroutine.stack.startWith(new StartRunnable(coroutine.stack, body));
        return coroutine;
    }

    static <T> Coroutine<T> start(Dispatcher dispatcher, String name, SuspendableCallable<T> body) {
        Coroutine<T> coroutine = new Coroutine<>(dispatcher, name);
        coroutine.stack.startWith(new StartCallable(coroutine.stack, body));
        return coroutine;
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
        observe().failure().ifPresent(thrown -> {
            throw Sneaky.rethrow(thrown);
        });
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
    @SuppressWarnings("unchecked") // the body was a SuspendableCallable<T>
    public T get() {
        awaitEnd();
        return (T) observe().value();
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
        if (cancelReason == null && !isDone()) {
            cancelReason = reason;
            stack.interrupt();
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
        return now instanceof Outcome && ((Outcome) now).isCancelled();
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
            Outcome outcome = (Outcome) now;
            how = outcome.isCancelled() ? "cancelled" : outcome.failure().isPresent() ? "failed" : "done";
        }
        return "coroutine \"" + name() + "\" (" + how + ")";
    }

    /** Waits for the end, whatever it is, without throwing what the coroutine threw. */
    @Suspendable
    void awaitEnd() {
        if (!isDone()) {
            parkUntilEnd();
        }
    }

    /** Says that somebody will ask for the outcome. */
    void willBeObserved() {
        observed = true;
    }

    /** The outcome, which somebody has now seen. */
    Outcome observe() {
        observed = true;
        return (Outcome) state;
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
    private static final class Joiner extends Wait {
        private final Coroutine<?> coroutine;
        private Joiner next; // the one that came before

        Joiner(Coroutine<?> coroutine) {
            this.coroutine = coroutine;
        }

        @Override
        protected void abandoned() {
            coroutine.forgetAbandoned();
        }
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

    /** Lets go of joiners who gave up, so that many short waits for a long life leave nothing behind. */
    private void forgetAbandoned() {
        for (; ; ) {
            Object now = state;
            if (!(now instanceof Joiner)) {
                return;
            }
            Joiner kept = null;
            Deque<Joiner> waiting = inOrder((Joiner) now);
            for (Joiner joiner : waiting) {
                if (!joiner.isWoken()) {
                    Joiner copy = joiner;
                    copy.next = kept;
                    kept = copy;
                }
            }
            if (STATE.compareAndSet(this, now, kept)) {
                return;
            }
        }
    }

    private void end(Outcome outcome) {
        if (outcome.failure().isPresent() && !observed) {
            // Taken down before anybody can know: the JVM may end the moment after.
            UnobservedFailures.Pending pending =
                    UnobservedFailures.takeDown(this, outcome.failure().get());
            pending.settle(tell((Joiner) STATE.getAndSet(this, outcome)));
        } else {
            tell((Joiner) STATE.getAndSet(this, outcome));
        }
    }

    /** Wakes all who wait, first come, first served. False if nobody does, or all have given up. */
    private static boolean tell(Joiner last) {
        if (last == null || last.next == null) {
            return last != null && last.wake();
        }
        boolean told = false;
        for (Joiner joiner : inOrder(last)) {
            told |= joiner.wake();
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

    private CancellationException cancellation() {
        return new CancellationException("coroutine \"" + name() + "\" ends: " + cancelReason);
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // a class literal has no type arguments
    private static AtomicReferenceFieldUpdater<Coroutine<?>, Object> updater() {
        return (AtomicReferenceFieldUpdater)
                AtomicReferenceFieldUpdater.newUpdater(Coroutine.class, Object.class, "state");
    }

    /** The coroutine's stack: what its dispatcher runs. */
    private static final class Stack extends CoroutineStack {
        private final Dispatcher dispatcher;
        private final Coroutine<?> coroutine;
        private boolean returnsValue;

        Stack(Dispatcher dispatcher, Coroutine<?> coroutine) {
            this.dispatcher = dispatcher;
            this.coroutine = coroutine;
        }

        void startWith(Frame first) {
            if (dispatcher instanceof EventLoop && ((EventLoop) dispatcher).hasEnded()) {
                throw new IllegalStateException(
                        "A coroutine was to run on " + dispatcher + ", which has ended. Spawn it on a loop that runs.");
            }
            begin(first);
            handOver();
        }

        void startBody(boolean returns) {
            leave();
            returnsValue = returns;
            requireNotCancelled();
        }

        void interrupt() {
            interruptWait(coroutine.cancellation());
        }

        @Override
        protected void dispatch() {
            try {
                handOver();
            } catch (RuntimeException refused) {
                failed(refused); // it cannot go on, and those who wait for it must hear of that
            }
        }

        /** A loop has made its thread known; the threads of other dispatchers are made known for each step. */
        private void handOver() {
            if (dispatcher instanceof EventLoop) {
                dispatcher.dispatch(this);
            } else {
                dispatcher.dispatch(() -> CurrentDispatcher.run(dispatcher, "a dispatcher of coroutines", this));
            }
        }

        @Override
        protected void completed() {
            coroutine.end(Outcome.success(returnsValue ? takeObject() : null));
        }

        @Override
        protected void failed(Throwable thrown) {
            boolean asked = coroutine.cancelReason != null && thrown instanceof CancellationException;
            coroutine.end(asked ? Outcome.cancelled((CancellationException) thrown) : Outcome.failure(thrown));
        }

        @Override
        protected void requireNotCancelled() {
            if (coroutine.cancelReason != null) {
                throw coroutine.cancellation();
            }
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
