package dev.bobbin.sync;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Generator;
import dev.bobbin.Outcome;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.SuspendableFunction;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.TimedWait;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.RejectedExecutionException;

/**
 * A group of which so many run at once: to spawn one more waits until there is room. A closed pool takes nothing more.
 *
 * <p>Safe for use from any thread and any coroutine.
 *
 * <pre>{@code
 * Pool pool = new Pool(20);
 * List<String> pages = pool.map(urls, url -> fetch(url));
 * for (String line : pool.imapUnordered(hosts, host -> ping(host))) {
 *     System.out.println(line);
 * }
 * }</pre>
 */
public final class Pool implements AutoCloseable {

    private final int size;
    private final Semaphore room;
    private final Group group = new Group();
    private volatile boolean closed;
    private volatile boolean killed; // written before the members are looked at, who are written before it is

    /**
     * A pool.
     *
     * @param size how many run at once, 1 or more
     */
    public Pool(int size) {
        if (size < 1) {
            throw new IllegalArgumentException("A pool's size was " + size + ": it must be 1 or more");
        }
        this.size = size;
        this.room = new Semaphore(size);
    }

    /**
     * Starts a member, and waits for room if need be. Suspends in a coroutine, blocks a plain thread.
     *
     * @param body what it does
     * @return the coroutine
     * @throws RejectedExecutionException if the pool is closed, or comes to be while this waits
     * @throws CancellationException if the coroutine is cancelled before or while it waits; then nothing was started
     */
    @Suspendable
    public Coroutine<Void> spawn(SuspendableRunnable body) {
        Objects.requireNonNull(body, "body");
        room.acquire();
        return started(() -> Coroutines.spawn(body));
    }

    /**
     * As {@link #spawn(SuspendableRunnable)}, for a body that returns a value.
     *
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine
     */
    @Suspendable
    public <T> Coroutine<T> spawn(SuspendableCallable<T> body) {
        Objects.requireNonNull(body, "body");
        room.acquire();
        return started(() -> Coroutines.spawn(body));
    }

    /**
     * Starts a member if there is room, or waits for a time.
     *
     * @param body what it does
     * @param limit how long to wait at the most, not negative
     * @param <T> the type of the value
     * @return the coroutine; empty if the time was over
     * @throws RejectedExecutionException if the pool is closed, or comes to be while this waits
     */
    @Suspendable
    public <T> Optional<Coroutine<T>> trySpawn(SuspendableCallable<T> body, Duration limit) {
        Objects.requireNonNull(body, "body");
        TimedWait.requireLimit(limit);
        return room.tryAcquire(limit) ? Optional.of(started(() -> Coroutines.spawn(body))) : Optional.empty();
    }

    /**
     * Starts a member if there is room. Never waits.
     *
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine; empty if there is no room
     * @throws RejectedExecutionException if the pool is closed
     */
    public <T> Optional<Coroutine<T>> trySpawn(SuspendableCallable<T> body) {
        Objects.requireNonNull(body, "body");
        return room.tryAcquire() ? Optional.of(started(() -> Coroutines.spawn(body))) : Optional.empty();
    }

    /** Starts a coroutine, what it takes being there; its end makes room again. */
    private <T> Coroutine<T> started(Start<T> start) {
        Coroutine<T> coroutine;
        try {
            if (closed) {
                throw new RejectedExecutionException("This pool of " + size
                        + " is closed: it takes nothing more. Spawn before close(), or make another.");
            }
            coroutine = group.add(start.run());
        } catch (Throwable refused) {
            room.release();
            throw refused;
        }
        coroutine.onEnd(room::release);
        if (killed) { // in between: whoever has killed the others may not have seen this one
            coroutine.cancel("the pool was killed");
        }
        return coroutine;
    }

    private interface Start<T> {
        Coroutine<T> run();
    }

    // ---- many at once ----

    /**
     * Applies {@code function} to all items, as many at once as the pool allows.
     *
     * @param items what to apply it to
     * @param function what to do; it may suspend
     * @param <A> the type of the items
     * @param <B> the type of the values
     * @return the values in the order of the items; the first failure in that order is thrown when all have ended
     */
    @Suspendable
    public <A, B> List<B> map(Iterable<? extends A> items, SuspendableFunction<? super A, ? extends B> function) {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(function, "function");
        List<Coroutine<B>> running = new ArrayList<>();
        for (A item : items) {
            running.add(this.<B>spawn(() -> function.apply(item)));
        }
        Coroutines.joinAll(running);
        List<B> values = new ArrayList<>();
        for (Coroutine<B> each : running) {
            values.add(each.get());
        }
        return values;
    }

    /**
     * Applies {@code function} to the items while its values are consumed, as many at once as the pool allows and twice its size
     * ahead at the most.
     *
     * @param items what to apply it to
     * @param function what to do; it may suspend
     * @param <A> the type of the items
     * @param <B> the type of the values
     * @return the values in the order of the items; pulling one may wait. A failure is thrown at its item, and ends nothing.
     */
    public <A, B> PoolValues<B> imap(
            Iterable<? extends A> items, SuspendableFunction<? super A, ? extends B> function) {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(function, "function");
        return new PoolValues<>(Generator.of(y -> {
            Deque<Coroutine<B>> ahead = new ArrayDeque<>();
            try {
                for (A item : items) {
                    if (ahead.size() >= 2 * size) {
                        y.yield(Pool.outcome(ahead.remove()));
                    }
                    ahead.add(this.<B>spawn(() -> function.apply(item)));
                }
                while (!ahead.isEmpty()) {
                    y.yield(Pool.outcome(ahead.remove()));
                }
            } finally {
                ahead.forEach(Coroutine::cancel);
            }
        }));
    }

    @Suspendable
    private static <B> Outcome<B> outcome(Coroutine<B> coroutine) {
        coroutine.awaitEnd();
        return coroutine.outcome().get();
    }

    /**
     * As {@link #imap}, but in the order in which the values are there.
     *
     * @param items what to apply it to
     * @param function what to do; it may suspend
     * @param <A> the type of the items
     * @param <B> the type of the values
     * @return the values; pulling one may wait. A failure is thrown when its turn comes, and ends nothing.
     */
    public <A, B> PoolValues<B> imapUnordered(
            Iterable<? extends A> items, SuspendableFunction<? super A, ? extends B> function) {
        Objects.requireNonNull(items, "items");
        Objects.requireNonNull(function, "function");
        return new PoolValues<>(Generator.of(y -> {
            Group running = new Group();
            Channel<Outcome<B>> ended = Channel.unlimited();
            int toCome = 0;
            try {
                for (A item : items) {
                    if (toCome >= 2 * size) {
                        toCome--;
                        y.yield(ended.receive());
                    }
                    Coroutine<B> next = running.add(this.<B>spawn(() -> function.apply(item)));
                    next.onEnd(() -> ended.trySend(next.outcome().get()));
                    toCome++;
                }
                for (; toCome > 0; toCome--) {
                    y.yield(ended.receive());
                }
            } finally {
                running.forEach(Coroutine::cancel);
            }
        }));
    }

    // ---- as a whole ----

    /**
     * Waits until all members have ended. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public void join() {
        group.join();
    }

    /**
     * Waits until all members have ended, for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether all have ended
     */
    @Suspendable
    public boolean join(Duration limit) {
        return group.join(limit);
    }

    /** Closes the pool, cancels all members, and waits until they have ended. Who waits for room is told that it is closed. */
    @Suspendable
    public void kill() {
        close();
        killed = true;
        group.kill();
    }

    /** Takes nothing more from now on. What runs goes on. */
    @Override
    public void close() {
        closed = true;
    }

    /**
     * How many more may run.
     *
     * @return 0 if it is full
     */
    public int free() {
        return room.permits();
    }

    /**
     * The members at this moment.
     *
     * @return a group that changes with the pool; adding to it does not take room
     */
    public Group members() {
        return group;
    }

    @Override
    public String toString() {
        return "pool of " + size + " (" + free() + " free" + (closed ? ", closed)" : ")");
    }
}
