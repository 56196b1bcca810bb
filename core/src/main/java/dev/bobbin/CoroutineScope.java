package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.WaitQueue;
import dev.bobbin.runtime.Waiter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * Owns the coroutines that are spawned in it, and does not end before them. The first that fails cancels the others and the
 * code in the scope; its failure is thrown when all have ended, with those of the others suppressed in it. A supervised scope
 * leaves each to itself.
 *
 * <p>Code is in the scope from {@link #open} to {@link #close}: what cancels the scope is told to it where it waits, and what
 * cancels the code from outside, a time limit for instance, cancels the children. {@link #run} and {@link #call} do the same,
 * and better when the code itself throws: they cancel the children then, while a try statement cannot tell {@code close} that
 * something was thrown, so that it waits for them.
 *
 * <p>A scope is opened and closed by the same coroutine or thread. All other methods may be called from anywhere.
 *
 * <pre>{@code
 * try (CoroutineScope scope = CoroutineScope.open()) {
 *     Coroutine<String> user = scope.spawn(() -> fetchUser());
 *     Coroutine<String> orders = scope.spawn(() -> fetchOrders());
 *     show(user.get(), orders.get());
 * } // both have ended here
 * }</pre>
 */
public final class CoroutineScope extends EnteredScope implements AutoCloseable {

    private final String name;
    private final boolean supervised;
    private final Optional<Coroutine<?>> owner;
    private final Dispatcher dispatcher;

    // Guarded by this object's monitor.
    private final WaitQueue waitingForAll = new WaitQueue(this);
    private int running;
    private boolean left; // by the code that opened it; once the last child has ended, too, it is closed
    private Throwable failure; // the first; null if none
    private boolean told; // the code in the scope has got the failure already

    private CoroutineScope(String name, boolean supervised, FrameStack k) {
        super(k);
        this.name = name;
        this.supervised = supervised;
        this.owner = Coroutine.of(k);
        this.dispatcher = CurrentDispatcher.get();
    }

    // ---- opening and closing ----

    /**
     * Opens a scope in which the first failure cancels all. To be closed by the same code.
     *
     * @return a scope that the calling code is in
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static CoroutineScope open() {
        return open("scope", false, FrameStack.current());
    }

    /**
     * As {@link #open()}, with a name for messages.
     *
     * @param name the scope's name
     * @return a scope that the calling code is in
     */
    @Suspendable
    public static CoroutineScope open(String name) {
        return open(Objects.requireNonNull(name, "name"), false, FrameStack.current());
    }

    /**
     * Opens a scope in which a child's failure is its own: it reaches who joins it, or is reported if nobody does.
     *
     * @return a scope that the calling code is in
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static CoroutineScope openSupervised() {
        return open("supervised scope", true, FrameStack.current());
    }

    /**
     * As {@link #openSupervised()}, with a name for messages.
     *
     * @param name the scope's name
     * @return a scope that the calling code is in
     */
    @Suspendable
    public static CoroutineScope openSupervised(String name) {
        return open(Objects.requireNonNull(name, "name"), true, FrameStack.current());
    }

    private static CoroutineScope open(String name, boolean supervised, FrameStack k) {
        k.requireNotCancelled();
        CoroutineScope scope = new CoroutineScope(name, supervised, k);
        scope.enter();
        scope.attach();
        return scope;
    }

    /**
     * Runs {@code body} in a scope of its own, and returns when it and all children have ended. What the body throws counts as
     * the failure of a child: the first failure of all cancels the rest and is thrown.
     *
     * @param body gets the scope
     */
    @Suspendable
    public static void run(SuspendableConsumer<? super CoroutineScope> body) {
        Objects.requireNonNull(body, "body");
        call(scope -> {
            body.accept(scope);
            return null;
        });
    }

    /**
     * As {@link #run}, for a body that returns a value.
     *
     * @param body gets the scope
     * @param <T> the type of the value
     * @return the body's value
     */
    @Suspendable
    public static <T> T call(SuspendableFunction<? super CoroutineScope, ? extends T> body) {
        Objects.requireNonNull(body, "body");
        return call(open(), body);
    }

    /**
     * As {@link #call}, but a child's failure is its own.
     *
     * @param body gets the scope
     * @param <T> the type of the value
     * @return the body's value; what the body throws is thrown, after the children were cancelled
     */
    @Suspendable
    public static <T> T callSupervised(SuspendableFunction<? super CoroutineScope, ? extends T> body) {
        Objects.requireNonNull(body, "body");
        return call(openSupervised(), body);
    }

    @Suspendable
    private static <T> T call(CoroutineScope scope, SuspendableFunction<? super CoroutineScope, ? extends T> body) {
        T value;
        try {
            value = body.apply(scope);
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(scope.closeAfter(thrown));
        }
        scope.close(false);
        return value;
    }

    /**
     * Waits until all children have ended, and closes the scope: nothing can be spawned in it any more. Suspends in a
     * coroutine, blocks a plain thread. If children have failed, the first failure is thrown, unless the code in the scope has
     * got that already: where it waited, or by joining the child. If the code is cancelled while this waits, so are the
     * children, and they are waited for nevertheless.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     * @throws IllegalStateException if another coroutine or thread has opened the scope
     */
    @Override
    @Suspendable
    public void close() {
        close(true);
    }

    @Suspendable
    private void close(boolean onlyIfNotTold) {
        if (!leave(FrameStack.current())) {
            if (isClosed()) {
                return;
            }
            throw new IllegalStateException(this + " is to be closed by whoever has opened it, "
                    + owner.map(Object::toString).orElse("a plain thread") + ", and before what is around it.");
        }
        markLeft();
        Throwable interrupted = null;
        boolean failedBefore = false;
        try {
            awaitAll();
        } catch (Throwable thrown) {
            interrupted = thrown;
            failedBefore = failure().isPresent();
            Coroutines.shielded(this::awaitAll);
        }
        detach();
        Throwable first = onlyIfNotTold ? failureNotTold() : failure().orElse(null);
        if (first != null && (interrupted == null || failedBefore)) {
            throw Sneaky.rethrow(first);
        }
        if (interrupted != null) {
            if (first != null && first != interrupted) {
                interrupted.addSuppressed(first);
            }
            throw Sneaky.rethrow(interrupted);
        }
    }

    /** Ends the scope whose code has thrown. What is thrown in the end. */
    @Suspendable
    private Throwable closeAfter(Throwable thrown) {
        boolean cancelledAround = outer() != null && outer().cancelled() != null;
        leave(FrameStack.current());
        markLeft();
        if (supervised || cancelledAround || thrown instanceof CancellationException) {
            cancelHere("the code in " + this + " ended by " + thrown);
        } else if (note(thrown)) {
            cancelHere("the code in " + this + " failed: " + thrown);
        }
        Coroutines.shielded(this::awaitAll);
        detach();
        Throwable first = failure().orElse(thrown);
        if (first != thrown && (cancelledAround || hasCause(thrown, first))) {
            if (!hasCause(thrown, first)) {
                thrown.addSuppressed(first);
            }
            return thrown;
        }
        return first;
    }

    private static boolean hasCause(Throwable thrown, Throwable sought) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at == sought) {
                return true;
            }
        }
        return false;
    }

    // ---- children ----

    /**
     * Starts a child, on the dispatcher of whoever opened the scope.
     *
     * @param body what it does; it never runs if the scope is cancelled already
     * @return the coroutine
     * @throws IllegalStateException if the scope is closed
     */
    public Coroutine<Void> spawn(SuspendableRunnable body) {
        return Coroutine.start(this, dispatcher, null, Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(SuspendableRunnable)}, for a body that returns a value.
     *
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine
     */
    public <T> Coroutine<T> spawn(SuspendableCallable<T> body) {
        return Coroutine.start(this, dispatcher, null, Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(SuspendableRunnable)}, with a name for messages and dumps.
     *
     * @param childName the coroutine's name
     * @param body what it does
     * @return the coroutine
     */
    public Coroutine<Void> spawn(String childName, SuspendableRunnable body) {
        return Coroutine.start(
                this, dispatcher, Objects.requireNonNull(childName, "childName"), Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(SuspendableCallable)}, with a name for messages and dumps.
     *
     * @param childName the coroutine's name
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine
     */
    public <T> Coroutine<T> spawn(String childName, SuspendableCallable<T> body) {
        return Coroutine.start(
                this, dispatcher, Objects.requireNonNull(childName, "childName"), Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(SuspendableRunnable)}, on a dispatcher of one's choice.
     *
     * @param on where it runs
     * @param body what it does
     * @return the coroutine
     */
    public Coroutine<Void> spawn(Dispatcher on, SuspendableRunnable body) {
        return Coroutine.start(this, Objects.requireNonNull(on, "on"), null, Objects.requireNonNull(body, "body"));
    }

    /**
     * As {@link #spawn(SuspendableCallable)}, on a dispatcher of one's choice.
     *
     * @param on where it runs
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine
     */
    public <T> Coroutine<T> spawn(Dispatcher on, SuspendableCallable<T> body) {
        return Coroutine.start(this, Objects.requireNonNull(on, "on"), null, Objects.requireNonNull(body, "body"));
    }

    /**
     * Waits until all children have ended, those included that they spawn meanwhile, and leaves the scope open. Suspends in a
     * coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     * @throws IllegalStateException if a child of the scope calls it
     */
    @Suspendable
    public void join() {
        FrameStack.current().requireNotCancelled();
        Coroutine<?> caller = Coroutine.of(FrameStack.current()).orElse(null);
        if (caller != null && caller.outer() == this) {
            throw new IllegalStateException(
                    caller + " waits for all children of " + this + ", and is one: it would wait for ever.");
        }
        awaitAll();
    }

    @Suspendable
    private void awaitAll() {
        Waiter waiter = new Waiter();
        if (enqueueIfRunning(waiter)) {
            TimedWait.awaitEver(waiter);
        }
    }

    private synchronized boolean enqueueIfRunning(Waiter waiter) {
        if (running == 0) {
            return false;
        }
        waitingForAll.add(waiter);
        return true;
    }

    /** Cancels all children and the code in the scope. */
    public void cancel() {
        cancel("it was cancelled");
    }

    /**
     * Cancels all children and the code in the scope, for a reason. What is spawned in it from now on is cancelled before it
     * begins.
     *
     * @param reason why, for the message of the exception
     */
    public void cancel(String reason) {
        cancelHere(Objects.requireNonNull(reason, "reason"));
    }

    /**
     * Whether the scope was cancelled, by {@link #cancel} or by a failure.
     *
     * @return true from then on
     */
    public boolean isCancelled() {
        return isCancelledItself();
    }

    /**
     * Whether the scope has ended.
     *
     * @return true once nothing can be spawned in it any more
     */
    public synchronized boolean isClosed() {
        return left && running == 0;
    }

    /**
     * The children that have not ended.
     *
     * @return in the order of their spawns; a copy
     */
    public List<Coroutine<?>> children() {
        List<Coroutine<?>> children = new ArrayList<>();
        for (CancelScope each : inside()) {
            if (each instanceof Coroutine) {
                children.add((Coroutine<?>) each);
            }
        }
        return Collections.unmodifiableList(children);
    }

    /**
     * The coroutine whose code opened the scope.
     *
     * @return empty if that was a plain thread's
     */
    public Optional<Coroutine<?>> owner() {
        return owner;
    }

    @Override
    public String toString() {
        return name.endsWith("scope") ? name : "scope \"" + name + "\"";
    }

    // ---- several at once ----

    /**
     * Runs all at once, and returns their values. The first failure cancels the rest and is thrown when all have ended.
     *
     * @param bodies what to run
     * @param <T> the type of the values
     * @return the values, in the order of {@code bodies}
     */
    @Suspendable
    public static <T> List<T> all(Collection<? extends SuspendableCallable<? extends T>> bodies) {
        Objects.requireNonNull(bodies, "bodies");
        return CoroutineScope.<List<T>>call(scope -> {
            List<Coroutine<? extends T>> running = new ArrayList<>();
            for (SuspendableCallable<? extends T> body : bodies) {
                running.add(scope.spawn(body));
            }
            List<T> values = new ArrayList<>(running.size());
            for (Coroutine<? extends T> each : running) {
                values.add(each.get());
            }
            return values;
        });
    }

    /**
     * Runs all at once to their ends, and returns how each ended. No failure cancels another.
     *
     * @param bodies what to run
     * @param <T> the type of the values
     * @return the outcomes, in the order of {@code bodies}
     */
    @Suspendable
    public static <T> List<Outcome<T>> collectAll(Collection<? extends SuspendableCallable<T>> bodies) {
        Objects.requireNonNull(bodies, "bodies");
        return CoroutineScope.<List<Outcome<T>>>callSupervised(scope -> {
            List<Coroutine<T>> running = spawnAll(scope, bodies);
            scope.join();
            List<Outcome<T>> outcomes = new ArrayList<>(running.size());
            for (Coroutine<T> each : running) {
                outcomes.add(each.observe());
            }
            return outcomes;
        });
    }

    /**
     * Runs all at once until the first ends, and ends as that one did; the others are cancelled and waited for.
     *
     * @param bodies what to run, at least one
     * @param <T> the type of the values
     * @return the value of the first; if it failed, its failure is thrown
     * @throws IllegalArgumentException if there is none to run
     */
    @Suspendable
    public static <T> T race(Collection<? extends SuspendableCallable<T>> bodies) {
        requireSome(bodies, "race");
        return CoroutineScope.<T>callSupervised(scope -> {
            Coroutine<T> first;
            List<Coroutine<T>> running = spawnAll(scope, bodies);
            try (Completions<T> ended = new Completions<>(running)) {
                first = ended.next();
            }
            scope.cancel("another was faster");
            return first.observe().value();
        });
    }

    /**
     * As {@link #race(Collection)}.
     *
     * @param bodies what to run, at least one
     * @param <T> the type of the values
     * @return the value of the first; if it failed, its failure is thrown
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // it is read only
    @Suspendable
    public static <T> T race(SuspendableCallable<T>... bodies) {
        return race(Arrays.asList(Objects.requireNonNull(bodies, "bodies")));
    }

    /**
     * Runs all at once until the first succeeds; the others are cancelled and waited for.
     *
     * @param bodies what to run, at least one
     * @param <T> the type of the values
     * @return the value of the first that has one; if all fail, the first failure is thrown, the others suppressed in it
     * @throws IllegalArgumentException if there is none to run
     */
    @Suspendable
    public static <T> T firstSuccess(Collection<? extends SuspendableCallable<T>> bodies) {
        requireSome(bodies, "firstSuccess");
        return CoroutineScope.<T>callSupervised(scope -> {
            List<Throwable> failures = new ArrayList<>();
            List<Coroutine<T>> running = spawnAll(scope, bodies);
            try (Completions<T> ended = new Completions<>(running)) {
                while (ended.hasNext()) {
                    Outcome<T> outcome = ended.next().observe();
                    if (outcome.isSuccess()) {
                        scope.cancel("another has succeeded");
                        return outcome.value();
                    }
                    failures.add(outcome.thrown().get());
                }
            }
            Throwable first = failures.get(0);
            for (Throwable other : failures.subList(1, failures.size())) {
                if (other != first) {
                    first.addSuppressed(other);
                }
            }
            throw Sneaky.rethrow(first);
        });
    }

    /**
     * As {@link #firstSuccess(Collection)}.
     *
     * @param bodies what to run, at least one
     * @param <T> the type of the values
     * @return the value of the first that has one
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // it is read only
    @Suspendable
    public static <T> T firstSuccess(SuspendableCallable<T>... bodies) {
        return firstSuccess(Arrays.asList(Objects.requireNonNull(bodies, "bodies")));
    }

    private static <T> List<Coroutine<T>> spawnAll(
            CoroutineScope scope, Collection<? extends SuspendableCallable<T>> bodies) {
        List<Coroutine<T>> running = new ArrayList<>();
        for (SuspendableCallable<T> body : bodies) {
            running.add(scope.spawn(body));
        }
        return running;
    }

    private static void requireSome(Collection<?> bodies, String method) {
        if (Objects.requireNonNull(bodies, "bodies").isEmpty()) {
            throw new IllegalArgumentException(method + "() of nothing would never end: give it one body at least");
        }
    }

    // ---- what coroutines tell ----

    /** A child is about to be started. */
    void begins(Coroutine<?> child) {
        synchronized (this) {
            if (left && running == 0) {
                throw new IllegalStateException(
                        this
                                + " is closed: a coroutine spawned now would outlive it. Spawn it before, or in a scope around.");
            }
            running++;
        }
        if (!supervised) {
            child.willBeObserved();
        }
        child.attach();
    }

    void didNotBegin(Coroutine<?> child) {
        ended(child, Outcome.success(null));
    }

    /** A child has ended. */
    void ended(Coroutine<?> child, Outcome<?> outcome) {
        child.detach();
        if (!supervised && outcome.isFailure() && note(outcome.failure().get())) {
            cancelHere("coroutine \"" + child.name() + "\" failed: "
                    + outcome.failure().get());
        }
        synchronized (this) {
            running--;
            if (running == 0) {
                waitingForAll.wakeAll(null);
            }
        }
    }

    /** Takes down a failure. True if it is the first. */
    private synchronized boolean note(Throwable thrown) {
        if (failure == null) {
            failure = thrown;
            return true;
        }
        if (failure != thrown && !Arrays.asList(failure.getSuppressed()).contains(thrown)) {
            failure.addSuppressed(thrown);
        }
        return false;
    }

    private synchronized void markLeft() {
        left = true;
    }

    private synchronized Optional<Throwable> failure() {
        return Optional.ofNullable(failure);
    }

    private synchronized Throwable failureNotTold() {
        return told ? null : failure;
    }

    @Override
    synchronized boolean has(Throwable thrown) {
        return thrown == failure;
    }

    @Override
    synchronized void told(Throwable thrown) {
        told |= thrown == failure;
    }

    @Override
    synchronized Throwable thrown() {
        return failure != null ? failure : new CancellationException(this + " ends: " + reason());
    }
}
