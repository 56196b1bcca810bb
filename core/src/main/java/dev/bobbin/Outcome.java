package dev.bobbin;

import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * How a coroutine ended: with a value, with a failure, or cancelled. Immutable.
 *
 * <pre>{@code
 * for (Outcome<String> outcome : CoroutineScope.collectAll(fetches)) {
 *     System.out.println(outcome.isSuccess() ? outcome.value() : "failed: " + outcome.failure());
 * }
 * }</pre>
 *
 * @param <T> the type of the value
 */
public final class Outcome<T> {

    /** The success of the many coroutines that return nothing. */
    private static final Outcome<?> NOTHING = new Outcome<>(null, null, false);

    private final T value; // null unless it is a success, and often then
    private final Throwable thrown; // null if it is a success
    private final boolean cancelled;

    private Outcome(T value, Throwable thrown, boolean cancelled) {
        this.value = value;
        this.thrown = thrown;
        this.cancelled = cancelled;
    }

    @SuppressWarnings("unchecked") // null is of every type
    static <T> Outcome<T> success(T value) {
        return value == null ? (Outcome<T>) NOTHING : new Outcome<>(value, null, false);
    }

    static <T> Outcome<T> failure(Throwable thrown) {
        return new Outcome<>(null, thrown, false);
    }

    static <T> Outcome<T> cancelled(CancellationException thrown) {
        return new Outcome<>(null, thrown, true);
    }

    /**
     * Whether there is a value, which may be null.
     *
     * @return true if the body has returned
     */
    public boolean isSuccess() {
        return thrown == null;
    }

    /**
     * Whether something else than a cancellation was thrown.
     *
     * @return true if {@link #failure} is there
     */
    public boolean isFailure() {
        return thrown != null && !cancelled;
    }

    /**
     * Whether the coroutine ended because it was cancelled.
     *
     * @return true if it had been asked to, and ended by the exception that told it
     */
    public boolean isCancelled() {
        return cancelled;
    }

    /**
     * What was thrown, unless the coroutine was cancelled.
     *
     * @return empty for a success and for a cancellation
     */
    public Optional<Throwable> failure() {
        return cancelled ? Optional.empty() : Optional.ofNullable(thrown);
    }

    /**
     * The value.
     *
     * @return the value, which may be null; a failure or cancellation is thrown instead, checked exceptions included
     */
    public T value() {
        if (thrown != null) {
            throw Sneaky.rethrow(thrown);
        }
        return value;
    }

    /** What was thrown, whichever way; empty for a success. */
    Optional<Throwable> thrown() {
        return Optional.ofNullable(thrown);
    }

    @Override
    public String toString() {
        return thrown == null ? "value " + value : (cancelled ? "cancelled: " : "failure: ") + thrown;
    }
}
