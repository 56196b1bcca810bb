package dev.bobbin;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * A variable of which each coroutine has its own. A coroutine that is spawned begins with the values of the one that spawns it;
 * what either sets afterwards, the other does not see. On a plain thread it is a variable of the thread's.
 *
 * <p>May be used by any code that a coroutine calls, suspendable or not. The values go when the coroutine does.
 *
 * <pre>{@code
 * static final CoroutineLocal<String> USER = CoroutineLocal.withInitial(() -> "nobody");
 *
 * USER.set("ann");
 * spawn(() -> System.out.println(USER.get())); // ann
 * }</pre>
 *
 * @param <T> the type of the values
 */
public final class CoroutineLocal<T> {

    private final Supplier<? extends T> initial;

    private CoroutineLocal(Supplier<? extends T> initial) {
        this.initial = initial;
    }

    /**
     * A variable that is null until it is set.
     *
     * @param <T> the type of the values
     * @return a new variable
     */
    public static <T> CoroutineLocal<T> create() {
        return new CoroutineLocal<>(() -> null);
    }

    /**
     * A variable with an initial value, made when a coroutine first asks for it.
     *
     * @param initial makes the value
     * @param <T> the type of the values
     * @return a new variable
     */
    public static <T> CoroutineLocal<T> withInitial(Supplier<? extends T> initial) {
        return new CoroutineLocal<>(Objects.requireNonNull(initial, "initial"));
    }

    /**
     * The value for the current coroutine, or for the thread outside of one.
     *
     * @return what was set last, or was inherited, or the initial value
     */
    @SuppressWarnings("unchecked") // only set() and get() put something there
    public T get() {
        Context context = Context.current();
        if (context.has(this)) {
            return (T) context.value(this);
        }
        T first = initial.get();
        if (first != null) {
            set(first);
        }
        return first;
    }

    /**
     * Sets the value for the current coroutine, or for the thread outside of one.
     *
     * @param value what {@link #get} returns from now on; may be null
     */
    public void set(T value) {
        Context.setCurrent(Context.current().with(this, value));
    }

    /** Forgets the value for the current coroutine, or for the thread outside of one: the next {@link #get} begins anew. */
    public void remove() {
        Context.setCurrent(Context.current().without(this));
    }
}
