package dev.bobbin.net;

import dev.bobbin.EventLoop;
import java.time.Duration;

/**
 * Ends a connection over which nothing has gone for too long. Traffic only notes the time; a timer looks at it when the limit
 * would be over, and again when that was put off. So a busy connection pays for one look in each limit, and not for a timer with
 * each read.
 */
final class IdleLimit {

    private final long nanos;
    private final Runnable end;
    private volatile long lastTraffic = System.nanoTime();
    private volatile boolean lifted;
    private volatile boolean exceeded;
    private volatile Runnable stopTimer = () -> {};

    private IdleLimit(long nanos, Runnable end) {
        this.nanos = nanos;
        this.end = end;
    }

    /**
     * A limit that counts from now on.
     *
     * @param end called once, on the shared loop's thread, when the limit is exceeded
     */
    static IdleLimit start(long nanos, Runnable end) {
        IdleLimit limit = new IdleLimit(nanos, end);
        limit.lookIn(nanos);
        return limit;
    }

    void traffic() {
        lastTraffic = System.nanoTime();
    }

    /** The limit is there no more. */
    void lift() {
        lifted = true;
        stopTimer.run();
    }

    boolean isExceeded() {
        return exceeded;
    }

    @Override
    public String toString() {
        return "nothing came or went for " + Duration.ofNanos(nanos).toMillis() + " ms, so it was closed";
    }

    /** The shared loop, since a connection may outlive the loop that it was made on. */
    private void lookIn(long delayNanos) {
        stopTimer = EventLoop.shared().schedule(delayNanos, this::look);
        if (lifted) {
            stopTimer.run();
        }
    }

    private void look() {
        long left = nanos - (System.nanoTime() - lastTraffic);
        if (lifted) {
            return;
        }
        if (left > 0) {
            lookIn(left);
        } else {
            exceeded = true;
            end.run();
        }
    }
}
