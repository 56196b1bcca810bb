package dev.bobbin.sync;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.SuspendableFunction;
import dev.bobbin.SuspendableRunnable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;

/**
 * Coroutines that are waited for, or cancelled, together. Each leaves the group when it ends. Unlike a scope it is bound to no
 * block of code, and one that fails leaves the others alone.
 *
 * <p>Safe for use from any thread and any coroutine.
 *
 * <pre>{@code
 * Group handlers = new Group();
 * handlers.spawn(() -> serve(socket));
 * if (!handlers.join(Duration.ofSeconds(10))) {
 *     handlers.kill();
 * }
 * }</pre>
 */
public final class Group implements Iterable<Coroutine<?>> {

    // Guarded by this object's monitor.
    private final Set<Coroutine<?>> members = new LinkedHashSet<>();

    /** A group without members. */
    public Group() {}

    /**
     * Starts a member.
     *
     * @param body what it does
     * @return the coroutine
     */
    public Coroutine<Void> spawn(SuspendableRunnable body) {
        return add(Coroutines.spawn(body));
    }

    /**
     * Starts a member that returns a value.
     *
     * @param body what it does
     * @param <T> the type of the value
     * @return the coroutine
     */
    public <T> Coroutine<T> spawn(SuspendableCallable<T> body) {
        return add(Coroutines.spawn(body));
    }

    /**
     * Makes a coroutine a member, until it ends.
     *
     * @param coroutine any; one that has ended leaves at once
     * @param <C> its type
     * @return {@code coroutine}
     */
    public <C extends Coroutine<?>> C add(C coroutine) {
        Objects.requireNonNull(coroutine, "coroutine");
        synchronized (this) {
            members.add(coroutine);
        }
        coroutine.onEnd(() -> discard(coroutine));
        return coroutine;
    }

    /**
     * Lets a member leave. It goes on by itself.
     *
     * @param coroutine any; nothing happens if it is no member
     */
    public synchronized void discard(Coroutine<?> coroutine) {
        Objects.requireNonNull(coroutine, "coroutine");
        members.remove(coroutine);
    }

    /**
     * Waits until all members have ended, those included that come meanwhile. Their failures are theirs. Suspends in a
     * coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public void join() {
        for (Collection<Coroutine<?>> all = members(); !all.isEmpty(); all = members()) {
            for (Coroutine<?> each : all) {
                each.awaitEnd();
                discard(each);
            }
        }
    }

    /**
     * Waits until all members have ended, for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether all have ended
     */
    @Suspendable
    public boolean join(Duration limit) {
        Boolean all = Coroutines.withTimeoutOrNull(limit, () -> {
            join();
            return true;
        });
        return all != null;
    }

    /**
     * Cancels all members, and waits until they have ended, those included that come meanwhile. Those that have not begun never
     * will. Suspends in a coroutine, blocks a plain thread.
     *
     * @throws CancellationException if the coroutine is cancelled before or while it waits
     */
    @Suspendable
    public void kill() {
        for (Collection<Coroutine<?>> all = members(); !all.isEmpty(); all = members()) {
            Coroutines.killAll(all);
            all.forEach(this::discard);
        }
    }

    /**
     * As {@link #kill()}, for a time.
     *
     * @param limit how long at the most, not negative
     * @return whether all have ended
     */
    @Suspendable
    public boolean kill(Duration limit) {
        Boolean all = Coroutines.withTimeoutOrNull(limit, () -> {
            kill();
            return true;
        });
        return all != null;
    }

    /**
     * Applies {@code function} to all items at once, each in a member of its own.
     *
     * @param items what to apply it to
     * @param function what to do; it may suspend
     * @param <A> the type of the items
     * @param <B> the type of the values
     * @return the values in the order of the items; the first failure in that order is thrown when all have ended
     */
    @Suspendable
    public <A, B> List<B> map(Collection<? extends A> items, SuspendableFunction<? super A, ? extends B> function) {
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
     * The members at this moment.
     *
     * @return a copy, in the order in which they came
     */
    public synchronized Collection<Coroutine<?>> members() {
        return Collections.unmodifiableList(new ArrayList<>(members));
    }

    /**
     * How many members there are.
     *
     * @return 0 or more
     */
    public synchronized int size() {
        return members.size();
    }

    @Override
    public Iterator<Coroutine<?>> iterator() {
        return members().iterator();
    }

    @Override
    public String toString() {
        return "group of " + size();
    }
}
