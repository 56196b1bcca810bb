package dev.bobbin.net;

import java.time.Duration;

/** How long something may take, as users give it: zero is for ever. */
final class Timeouts {

    private Timeouts() {}

    static long nanos(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "A timeout of " + timeout + " is not possible: give zero for none, or more");
        }
        return timeout.getSeconds() >= Long.MAX_VALUE / 1_000_000_000 ? Long.MAX_VALUE : timeout.toNanos();
    }
}
