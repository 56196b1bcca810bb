package dev.bobbin;

import java.util.Optional;
import java.util.concurrent.CancellationException;

/** How a coroutine ended: with a value, with a failure, or cancelled. Immutable. */
final class Outcome {

    /** The success of the many coroutines that return nothing. */
    private static final Outcome NOTHING = new Outcome(null, Optional.empty(), false);

    private final Object value;
    private final Optional<Throwable> thrown;
    private final boolean cancelled;

    private Outcome(Object value, Optional<Throwable> thrown, boolean cancelled) {
        this.value = value;
        this.thrown = thrown;
        this.cancelled = cancelled;
    }

    static Outcome success(Object value) {
        return value == null ? NOTHING : new Outcome(value, Optional.empty(), false);
    }

    static Outcome failure(Throwable thrown) {
        return new Outcome(null, Optional.of(thrown), false);
    }

    static Outcome cancelled(CancellationException thrown) {
        return new Outcome(null, Optional.of(thrown), true);
    }

    boolean isCancelled() {
        return cancelled;
    }

    /** What was thrown, unless the coroutine was cancelled. */
    Optional<Throwable> failure() {
        return cancelled ? Optional.empty() : thrown;
    }

    /** The value; a failure or cancellation is thrown instead. */
    Object value() {
        if (thrown.isPresent()) {
            throw Sneaky.rethrow(thrown.get());
        }
        return value;
    }
}
