package dev.bobbin.net.http;

import java.time.Duration;

/**
 * How long a peer is waited for while it sends one thing. A limit for each read would let a peer that sends a byte now and then
 * hold a connection for ever; so all waits count together, and only bytes give time back.
 */
final class Patience {

    private final long mostNanos; // 0: without end
    private final long nanosPerByte;
    private long leftNanos;

    private Patience(long mostNanos, long nanosPerByte) {
        this.mostNanos = mostNanos;
        this.nanosPerByte = nanosPerByte;
        this.leftNanos = mostNanos;
    }

    static Patience endless() {
        return new Patience(0, 0);
    }

    /** For all together; zero is without end. */
    static Patience total(Duration time) {
        return new Patience(nanos(time), 0);
    }

    /** As {@link #total}, but so many bytes a second may go on as long as they come. */
    static Patience withRate(Duration time, int bytesPerSecond) {
        return new Patience(nanos(time), 1_000_000_000 / bytesPerSecond);
    }

    boolean isEndless() {
        return mostNanos == 0;
    }

    long leftNanos() {
        return leftNanos;
    }

    /** Takes down a wait, and how many bytes it brought. */
    void waited(long nanos, int bytes) {
        leftNanos = Math.min(mostNanos, leftNanos - nanos + bytes * nanosPerByte);
    }

    private static long nanos(Duration time) {
        return time.getSeconds() > Integer.MAX_VALUE ? Long.MAX_VALUE / 4 : time.toNanos();
    }
}
