package dev.bobbin;

import java.time.Duration;

/** Lengths of time as arguments and in messages. */
final class Durations {

    /** No time is longer; 73 years, so that two may be added. */
    static final long LONGEST_NANOS = Long.MAX_VALUE / 4;

    private Durations() {}

    /** {@code time} in nanoseconds, at most {@link #LONGEST_NANOS}. */
    static long nanos(Duration time, String what) {
        if (time.isNegative()) {
            throw new IllegalArgumentException(what + " of " + text(time) + ": a time to wait is 0 or more");
        }
        return time.getSeconds() >= LONGEST_NANOS / 1_000_000_000 ? LONGEST_NANOS : time.toNanos();
    }

    /** As people write it: {@code 1.5 s}, {@code 20 ms}. */
    static String text(Duration time) {
        if (time.getNano() % 1_000_000 != 0) {
            return time.toString();
        }
        long seconds = time.getSeconds();
        if (seconds >= 1 && seconds < 60 || time.isZero()) {
            String millis = String.valueOf(1000 + time.getNano() / 1_000_000).substring(1);
            return seconds + (time.getNano() == 0 ? "" : "." + millis.replaceAll("0+$", "")) + " s";
        }
        return seconds == 0 ? time.toMillis() + " ms" : time.toString();
    }
}
