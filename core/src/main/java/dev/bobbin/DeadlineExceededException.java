package dev.bobbin;

import java.time.Duration;

/**
 * A time limit has run out: thrown where code waits, or would, inside {@link Coroutines#withTimeout}, and again at each further
 * wait until that has been left. It is a failure, not a cancellation: a coroutine that ends with it has failed.
 *
 * <p>It says whose limit it was; of limits one inside the other, it is the outermost that has run out.
 */
public final class DeadlineExceededException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient TimeLimit limit;
    private final String owner;
    private final long nanos;

    DeadlineExceededException(TimeLimit limit, String owner, Duration time) {
        super(owner + " has run out of time: its limit is " + Durations.text(time));
        this.limit = limit;
        this.owner = owner;
        this.nanos = time.toNanos();
    }

    /**
     * Whose time was over.
     *
     * @return the name that the limit was given, or {@code withTimeout}, with the name of the coroutine
     */
    public String owner() {
        return owner;
    }

    /**
     * How much time there was.
     *
     * @return the limit as it was set
     */
    public Duration limit() {
        return Duration.ofNanos(nanos);
    }

    boolean isOf(TimeLimit asked) {
        return limit == asked;
    }
}
