package dev.bobbin.adapt;

import java.util.concurrent.TimeUnit;

/** The time that an operation has, over all of its waits. */
final class TimeUp {

    private static final TimeUp NEVER = new TimeUp(0);

    private final long deadline; // on the clock of System.nanoTime

    private TimeUp(long deadline) {
        this.deadline = deadline;
    }

    /** After so many milliseconds; 0 for never, as the JDK's sockets count. */
    static TimeUp in(int millis) {
        return millis == 0 ? NEVER : new TimeUp(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** How long the next wait may be, 1 or more; 0 for ever. */
    long nanosLeft() {
        return this == NEVER ? 0 : Math.max(1, deadline - System.nanoTime());
    }
}
