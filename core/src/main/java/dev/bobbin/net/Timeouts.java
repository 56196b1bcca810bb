package dev.bobbin.net;

import java.time.Duration;
import java.util.Objects;

/** How long something may take, as users give it: zero is for ever. */
final class Timeouts {

    private Timeouts() {}

    /**
     * How long that is.
     *
     * @param name the parameter's, for whoever has given null
     * @return nanoseconds; {@code Long.MAX_VALUE} for what cannot be counted
     */
    static long nanos(Duration timeout, String name) {
        Objects.requireNonNull(timeout, name);
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "A timeout of " + timeout + " is not possible: give zero for none, or more");
        }
        return timeout.getSeconds() >= Long.MAX_VALUE / 1_000_000_000 ? Long.MAX_VALUE : timeout.toNanos();
    }
}
