package dev.bobbin;

import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Reports failures that nobody asked for. Whoever joins a moment after the failure must not find it reported as well, so the
 * report waits a little; it comes at the latest when the JVM ends.
 */
final class UnobservedFailures {

    private static final long GRACE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Failed coroutines whose time has not come. */
    private static final Set<Pending> PENDING = Collections.newSetFromMap(new ConcurrentHashMap<>());

    static {
        try {
            Runtime.getRuntime()
                    .addShutdownHook(LibraryThread.daemon(
                            () -> PENDING.forEach(Pending::report),
                            "bobbin-failures",
                            UnobservedFailures.class.getClassLoader()));
        } catch (IllegalStateException e) {
            // the JVM is ending already: a report comes only if there is time for it
        }
    }

    private UnobservedFailures() {}

    /** Takes the failure down; {@link Pending#settle} is to follow. */
    static Pending takeDown(Coroutine<?> coroutine, Throwable failure) {
        Pending pending = new Pending(coroutine, failure);
        PENDING.add(pending);
        return pending;
    }

    /** A failure that nobody has asked for yet. */
    static final class Pending extends Timers.Timer {
        private final Coroutine<?> coroutine;
        private final Throwable failure;

        private Pending(Coroutine<?> coroutine, Throwable failure) {
            super(EventLoop.shared(), EventLoop.shared().deadlineIn(GRACE_NANOS));
            this.coroutine = coroutine;
            this.failure = failure;
        }

        /** Strikes the failure out if somebody was told of it, or lets the time begin in which somebody may ask. */
        void settle(boolean told) {
            if (told) {
                PENDING.remove(this);
            } else {
                start();
            }
        }

        @Override
        void due() {
            report();
        }

        private void report() {
            if (PENDING.remove(this) && !coroutine.isObserved()) {
                try {
                    Coroutines.failureHandler().accept(coroutine, failure);
                } catch (Throwable thrown) {
                    EventLoop.report(
                            thrown); // a handler's own failure must stop neither the loop nor the other reports
                }
            }
        }
    }
}
