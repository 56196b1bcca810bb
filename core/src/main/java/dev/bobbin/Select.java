package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.Wait;
import dev.bobbin.runtime.Waiter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Waits for the first of several things and does what was said for it: an element from a channel, a channel that takes one, a
 * coroutine's end, a future, a time. Exactly one happens; of the others nothing has happened and nothing stays behind.
 *
 * <p>If several can happen at once, {@link #fair} lets chance decide, so that none starves; {@link #biased} takes the one that
 * was named first. Waiting suspends a coroutine and blocks a plain thread.
 *
 * <p>A select may be awaited again and again, by one coroutine or thread at a time. All channels that take part are locked, in
 * the order of their making, while it looks which of them is ready, as Go's select does it.
 *
 * <pre>{@code
 * String first = Select.<String>fair()
 *         .onReceive(orders, order -> "order " + order)
 *         .onReceive(returns, item -> "return of " + item)
 *         .onTimeout(Duration.ofSeconds(1), () -> "nothing")
 *         .await();
 * }</pre>
 *
 * @param <R> the type of what is returned
 */
public final class Select<R> {

    private final boolean fair;
    private final List<Clause<R>> clauses = new ArrayList<>();
    private Channel<?>[] channels = {}; // in the order in which they are locked, each once
    private Optional<SuspendableCallable<? extends R>> otherwise = Optional.empty();

    private Select(boolean fair) {
        this.fair = fair;
    }

    /**
     * A select in which chance decides between what can happen at once.
     *
     * @param <R> the type of what is returned
     * @return a select without clauses
     */
    public static <R> Select<R> fair() {
        return new Select<>(true);
    }

    /**
     * A select in which the order of the clauses decides between what can happen at once.
     *
     * @param <R> the type of what is returned
     * @return a select without clauses
     */
    public static <R> Select<R> biased() {
        return new Select<>(false);
    }

    // ---- what may happen ----

    /**
     * An element is received.
     *
     * @param channel from where; when it is closed and has no element left, {@link #await} throws ChannelClosedException
     * @param handler what to do with the element
     * @param <T> the type of the elements
     * @return this
     */
    public <T> Select<R> onReceive(Channel<T> channel, SuspendableFunction<? super T, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return add(Objects.requireNonNull(channel, "channel"), new Receive<R, T>(channel) {
            @Override
            @Suspendable
            R handle(Object outcome) throws Exception {
                return handler.apply(channel.received(outcome));
            }
        });
    }

    /**
     * An element is received, or the channel has come to its end.
     *
     * @param channel from where
     * @param handler what to do with the element; it is empty when the channel is closed and has no element left
     * @param <T> the type of the elements
     * @return this
     */
    public <T> Select<R> onReceiveOrEnd(Channel<T> channel, SuspendableFunction<Optional<T>, ? extends R> handler) {
        Objects.requireNonNull(handler, "handler");
        return add(Objects.requireNonNull(channel, "channel"), new Receive<R, T>(channel) {
            @Override
            @Suspendable
            R handle(Object outcome) throws Exception {
                return handler.apply(
                        Channel.saysClosed(outcome) ? Optional.empty() : Optional.of(channel.received(outcome)));
            }
        });
    }

    /**
     * An element is sent.
     *
     * @param channel where to; when it is closed, {@link #await} throws ChannelClosedException
     * @param element what to send, not null
     * @param handler what to do then
     * @param <T> the type of the elements
     * @return this
     */
    public <T> Select<R> onSend(Channel<T> channel, T element, SuspendableCallable<? extends R> handler) {
        Objects.requireNonNull(element, "element");
        Objects.requireNonNull(handler, "handler");
        return add(Objects.requireNonNull(channel, "channel"), new Send<R, T>(channel, element, handler));
    }

    /**
     * A time is over, measured from the call of {@link #await}.
     *
     * @param limit how long, not negative
     * @param handler what to do then
     * @return this
     */
    public Select<R> onTimeout(Duration limit, SuspendableCallable<? extends R> handler) {
        TimedWait.requireLimit(limit);
        clauses.add(new Timeout<>(Durations.nanos(limit, "A time limit"), Objects.requireNonNull(handler, "handler")));
        return this;
    }

    /**
     * A coroutine has ended, however it did.
     *
     * @param coroutine which
     * @param handler gets the coroutine
     * @param <T> the type of its value
     * @return this
     */
    public <T> Select<R> onJoin(
            Coroutine<T> coroutine, SuspendableFunction<? super Coroutine<T>, ? extends R> handler) {
        Objects.requireNonNull(coroutine, "coroutine");
        clauses.add(new Join<>(coroutine, Objects.requireNonNull(handler, "handler")));
        return this;
    }

    /**
     * A promise of another library is kept. If it fails, {@link #await} throws what it failed with.
     *
     * @param stage the promise; it must let go of who asked by itself
     * @param handler gets the value
     * @param <T> the type of the value
     * @return this
     */
    public <T> Select<R> onAwait(CompletionStage<T> stage, SuspendableFunction<? super T, ? extends R> handler) {
        Objects.requireNonNull(stage, "stage");
        clauses.add(new Await<>(stage, Objects.requireNonNull(handler, "handler")));
        return this;
    }

    /**
     * Nothing of all that can happen at once: {@link #await} does not wait then.
     *
     * @param handler what to do
     * @return this
     */
    public Select<R> orElse(SuspendableCallable<? extends R> handler) {
        otherwise = Optional.of(Objects.requireNonNull(handler, "handler"));
        return this;
    }

    private Select<R> add(Channel<?> channel, Clause<R> clause) {
        clauses.add(clause);
        List<Channel<?>> all = new ArrayList<>();
        for (Channel<?> known : channels) {
            if (known == channel) {
                return this;
            }
            all.add(known);
        }
        all.add(channel);
        all.sort(Comparator.comparingLong(each -> each.number));
        channels = all.toArray(new Channel<?>[0]);
        return this;
    }

    // ---- waiting ----

    /**
     * Waits until one of the clauses happens, and returns what its handler returns. The handler runs in the caller and may wait
     * itself.
     *
     * @return what the handler returns; what it throws is thrown, checked exceptions included
     * @throws ChannelClosedException if a channel that takes part is closed, and its clause is the one that was chosen
     * @throws IllegalStateException if there is no clause: it would wait for ever
     * @throws CancellationException if the coroutine is cancelled before or while it waits; then nothing has happened
     */
    @Suspendable
    public R await() {
        FrameStack.current().requireNotCancelled();
        if (clauses.isEmpty() && !otherwise.isPresent()) {
            throw new IllegalStateException("A select without clauses would wait for ever: say what may happen first.");
        }
        Selecting wait = new Selecting();
        Selected<R> selected;
        try {
            selected = selectOrRegister(wait);
            if (selected == null) {
                selected = Select.asSelected(TimedWait.awaitEver(wait));
            }
        } finally {
            wait.forgetAll(); // after a failed registration, too: a sender must not find one who does not wait
        }
        try {
            return selected.handle();
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(thrown);
        }
    }

    @SuppressWarnings("unchecked") // its own clauses have made it
    private static <R> Selected<R> asSelected(Object outcome) {
        return (Selected<R>) outcome;
    }

    private Selected<R> selectOrRegister(Selecting wait) {
        Selected<R> now = withLocks(0, inOrderOfPreference(), wait);
        if (now == null) {
            for (Clause<R> clause : clauses) {
                if (wait.isWoken()) {
                    break;
                }
                clause.registerWithoutLocks(wait);
            }
        }
        return now;
    }

    /** An order in which any that can happen is as likely as any other to be found first, whichever cannot. */
    private List<Clause<R>> inOrderOfPreference() {
        if (!fair || clauses.size() < 2) {
            return clauses;
        }
        List<Clause<R>> shuffled = new ArrayList<>(clauses);
        for (int left = shuffled.size(); left > 1; left--) {
            int chosen = ThreadLocalRandom.current().nextInt(left);
            shuffled.set(left - 1, shuffled.set(chosen, shuffled.get(left - 1)));
        }
        return shuffled;
    }

    /** Locks the channels from {@code index} on; with all of them locked, takes what is ready or registers. */
    private Selected<R> withLocks(int index, List<Clause<R>> preferred, Selecting wait) {
        if (index < channels.length) {
            synchronized (channels[index]) {
                return withLocks(index + 1, preferred, wait);
            }
        }
        for (Clause<R> clause : preferred) {
            Selected<R> now = clause.selectNow();
            if (now != null) {
                return now;
            }
        }
        if (otherwise.isPresent()) {
            return new Selected<>(new Otherwise<>(otherwise.get()), null);
        }
        for (Clause<R> clause : clauses) {
            clause.registerWithLocks(wait);
        }
        return null;
    }

    /** The one wait that all clauses wake. */
    private static final class Selecting extends Wait {
        private final List<Runnable> registrations = new ArrayList<>(); // what takes them back; confined to the waiter

        void forgetAll() {
            registrations.forEach(Runnable::run);
        }
    }

    /** What has happened. */
    private static final class Selected<R> {
        private final Clause<R> clause;
        private final Object outcome;

        Selected(Clause<R> clause, Object outcome) {
            this.clause = clause;
            this.outcome = outcome;
        }

        @Suspendable
        R handle() throws Exception {
            return clause.handle(outcome);
        }
    }

    // ---- the clauses ----

    private abstract static class Clause<R> {

        /** Lets it happen if it can at once; null if not. All channels are locked. */
        Selected<R> selectNow() {
            return null;
        }

        /** Lets it be known that it is waited for. All channels are locked. */
        void registerWithLocks(Selecting wait) {}

        /** Lets it be known that it is waited for. No channel is locked; others may have woken the wait already. */
        void registerWithoutLocks(Selecting wait) {}

        @Suspendable
        abstract R handle(Object outcome) throws Exception;

        final Selected<R> selected(Object outcome) {
            return new Selected<>(this, outcome);
        }
    }

    /** Stands in a channel's queue for a whole select. */
    private static final class Delegate<R> extends Waiter {
        private final Selecting select;
        private final Clause<R> clause;

        Delegate(Selecting select, Clause<R> clause, Object brought) {
            super(brought);
            this.select = select;
            this.clause = clause;
        }

        @Override
        public boolean offer(Object value) {
            return select.wake(clause.selected(value));
        }
    }

    private abstract static class Receive<R, T> extends Clause<R> {
        private final Channel<T> channel;

        Receive(Channel<T> channel) {
            this.channel = channel;
        }

        @Override
        final Selected<R> selectNow() {
            Object element = channel.receiveNow();
            return element == null ? null : selected(element);
        }

        @Override
        final void registerWithLocks(Selecting wait) {
            Waiter waiter = new Delegate<>(wait, this, null);
            channel.addReceiver(waiter);
            wait.registrations.add(() -> channel.removeReceiver(waiter));
        }
    }

    private static final class Send<R, T> extends Clause<R> {
        private final Channel<T> channel;
        private final T element;
        private final SuspendableCallable<? extends R> handler;

        Send(Channel<T> channel, T element, SuspendableCallable<? extends R> handler) {
            this.channel = channel;
            this.element = element;
            this.handler = handler;
        }

        @Override
        Selected<R> selectNow() {
            Object sent = channel.sendNow(element);
            return sent == null ? null : selected(sent);
        }

        @Override
        void registerWithLocks(Selecting wait) {
            Waiter waiter = new Delegate<>(wait, this, element);
            channel.addSender(waiter);
            wait.registrations.add(() -> channel.removeSender(waiter));
        }

        @Override
        @Suspendable
        R handle(Object outcome) throws Exception {
            if (Channel.saysClosed(outcome)) {
                throw channel.closedException();
            }
            return handler.call();
        }
    }

    private static final class Timeout<R> extends Clause<R> {
        private final long nanos;
        private final SuspendableCallable<? extends R> handler;

        Timeout(long nanos, SuspendableCallable<? extends R> handler) {
            this.nanos = nanos;
            this.handler = handler;
        }

        @Override
        void registerWithoutLocks(Selecting wait) {
            wait.registrations.add(EventLoop.current().schedule(nanos, () -> wait.wake(selected(null))));
        }

        @Override
        @Suspendable
        R handle(Object outcome) throws Exception {
            return handler.call();
        }
    }

    private static final class Join<R, T> extends Clause<R> {
        private final Coroutine<T> coroutine;
        private final SuspendableFunction<? super Coroutine<T>, ? extends R> handler;

        Join(Coroutine<T> coroutine, SuspendableFunction<? super Coroutine<T>, ? extends R> handler) {
            this.coroutine = coroutine;
            this.handler = handler;
        }

        @Override
        Selected<R> selectNow() {
            return coroutine.isDone() ? selected(null) : null;
        }

        @Override
        void registerWithoutLocks(Selecting wait) {
            wait.registrations.add(coroutine.onEnd(() -> wait.wake(selected(null))));
        }

        @Override
        @Suspendable
        R handle(Object outcome) throws Exception {
            coroutine.observe();
            return handler.apply(coroutine);
        }
    }

    private static final class Await<R, T> extends Clause<R> {
        private final CompletionStage<T> stage;
        private final SuspendableFunction<? super T, ? extends R> handler;

        Await(CompletionStage<T> stage, SuspendableFunction<? super T, ? extends R> handler) {
            this.stage = stage;
            this.handler = handler;
        }

        /** Only a CompletableFuture says whether it is done. */
        @Override
        Selected<R> selectNow() {
            if (!(stage instanceof CompletableFuture) || !((CompletableFuture<T>) stage).isDone()) {
                return null;
            }
            List<Outcome<T>> outcome = new ArrayList<>(1);
            StageCallback.register(stage, outcome::add);
            return selected(outcome.get(0));
        }

        @Override
        void registerWithoutLocks(Selecting wait) {
            StageCallback<T> callback = StageCallback.register(stage, outcome -> wait.wake(selected(outcome)));
            wait.registrations.add(callback::forget);
        }

        @Override
        @Suspendable
        @SuppressWarnings("unchecked") // what the stage says is a T
        R handle(Object outcome) throws Exception {
            return handler.apply(((Outcome<T>) outcome).value());
        }
    }

    private static final class Otherwise<R> extends Clause<R> {
        private final SuspendableCallable<? extends R> handler;

        Otherwise(SuspendableCallable<? extends R> handler) {
            this.handler = handler;
        }

        @Override
        @Suspendable
        R handle(Object outcome) throws Exception {
            return handler.call();
        }
    }
}
