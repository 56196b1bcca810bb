package dev.bobbin;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Finds what blocks event loops: a step that holds its loop longer than a limit is reported, once for each place in the code,
 * with the coroutine's name and its stack. By default on the standard error stream, from 100 milliseconds on. The system property
 * {@code dev.bobbin.watch.limitMillis} sets another limit in milliseconds, 0 for no watch.
 *
 * <p>A daemon thread looks at all loops that run, twice within the limit. The loops themselves do nothing for it but count their
 * steps. A loop that sleeps, or runs many short steps, is not reported, and neither is one that was stopped together with the
 * watch: a collection of garbage, a machine that was suspended. The time in which classes are loaded does not count. A step that is a little longer than the limit may be missed; one
 * of one and a half times the limit is not.
 *
 * <p>All methods may be called from any thread.
 *
 * <pre>{@code
 * LoopWatch.setLimit(Duration.ofMillis(20));
 * LoopWatch.onBlockedLoop(found -> log.warn(found.toString()));
 * }</pre>
 */
public final class LoopWatch {

    private static final String LIMIT_MILLIS = "dev.bobbin.watch.limitMillis";

    private static final long DEFAULT_LIMIT_MILLIS = 100;

    private static final long MOST_LIMIT_MILLIS = TimeUnit.DAYS.toMillis(365);

    /** More places than this are not told apart: a program that has so many has heard enough. */
    private static final int MOST_PLACES = 1000;

    /** After so long without a loop, the thread ends. */
    private static final long KEEP_NANOS = TimeUnit.SECONDS.toNanos(10);

    // Static, as there is one watch for all loops, and the loops of a program are not made in one place.
    private static final Set<EventLoop> LOOPS = ConcurrentHashMap.newKeySet();
    private static final Set<StackTraceElement> PLACES = ConcurrentHashMap.newKeySet();
    private static volatile long limitNanos = limitOf(System.getProperty(LIMIT_MILLIS));
    private static volatile Consumer<? super BlockedLoop> listener = LoopWatch::print;
    private static volatile Thread thread; // null if none runs; written under the lock of the class

    private LoopWatch() {}

    /**
     * Sets how long a step may hold its loop. It holds at once.
     *
     * @param limit the longest time that is not reported, from 2 milliseconds on; zero ends the watch
     */
    public static void setLimit(Duration limit) {
        Objects.requireNonNull(limit, "limit");
        long nanos = Durations.nanos(limit, "The limit of the loop watch");
        if (nanos != 0 && nanos < 2_000_000) {
            throw new IllegalArgumentException("The loop watch cannot tell times as short as " + Durations.text(limit)
                    + ": give 2 ms or more, or zero for no watch.");
        }
        limitNanos = nanos;
        startIfNeeded();
        LockSupport.unpark(thread); // it may be in a long sleep
    }

    /**
     * How long a step may hold its loop.
     *
     * @return zero if there is no watch
     */
    public static Duration limit() {
        return Duration.ofNanos(limitNanos);
    }

    /**
     * Sets who hears of loops that are held, instead of the standard error stream. Places that were reported to the one before
     * are reported again.
     *
     * @param found is given each finding on the watch's thread, which it may block for a while
     */
    public static void onBlockedLoop(Consumer<? super BlockedLoop> found) {
        listener = Objects.requireNonNull(found, "found");
        PLACES.clear();
    }

    /** Findings go to the standard error stream again, as at the beginning. */
    public static void reportToStandardError() {
        onBlockedLoop(LoopWatch::print);
    }

    static long limitOf(String millis) {
        if (millis == null) {
            return TimeUnit.MILLISECONDS.toNanos(DEFAULT_LIMIT_MILLIS);
        }
        try {
            long given = Long.parseLong(millis.trim());
            if (given == 0 || given >= 2 && given <= MOST_LIMIT_MILLIS) {
                return TimeUnit.MILLISECONDS.toNanos(given);
            }
        } catch (NumberFormatException ignored) {
            // told below, with the property's name
        }
        System.err.println("System property " + LIMIT_MILLIS + " is " + millis + ", and " + DEFAULT_LIMIT_MILLIS
                + " is taken: it must be a number of milliseconds, 2 or more, or 0 for no watch.");
        return TimeUnit.MILLISECONDS.toNanos(DEFAULT_LIMIT_MILLIS);
    }

    private static void print(BlockedLoop found) {
        System.err.println(found);
    }

    // ---- what loops tell ----

    static void begins(EventLoop loop) {
        LOOPS.add(loop);
        startIfNeeded();
    }

    static void ended(EventLoop loop) {
        LOOPS.remove(loop);
    }

    private static void startIfNeeded() {
        if (thread == null && limitNanos > 0 && !LOOPS.isEmpty()) { // a look without the lock: most find it running
            start();
        }
    }

    private static synchronized void start() {
        if (thread == null) {
            Thread watch = LibraryThread.daemon(LoopWatch::watch, "bobbin-loop-watch", null);
            watch.start();
            thread = watch;
        }
    }

    // ---- the watch's thread ----

    private static void watch() {
        long last = System.nanoTime();
        long lastNeeded = last;
        for (; ; ) {
            long limit = limitNanos;
            long period = limit == 0 ? KEEP_NANOS / 2 : limit / 2;
            LockSupport.parkNanos(Math.min(period, KEEP_NANOS / 2));
            long now = System.nanoTime();
            // If the watch was held up itself, the loops may have been, too: so the rest does not count.
            long sure = Math.min(now - last, period);
            last = now;
            if (limit > 0 && !LOOPS.isEmpty()) {
                lastNeeded = now;
                lookAtAll(sure, limit);
            } else if (now - lastNeeded > KEEP_NANOS && endIfNotNeeded()) {
                return;
            }
        }
    }

    /** A method of its own, so that no loop stays on the stack, and alive by that, while the watch sleeps. */
    private static void lookAtAll(long sure, long limit) {
        for (EventLoop loop : LOOPS) {
            loop.seen.look(sure, limit);
        }
    }

    private static synchronized boolean endIfNotNeeded() {
        Thread self = thread;
        thread = null;
        if (limitNanos > 0 && !LOOPS.isEmpty()) { // a loop that begins looks for the thread after it is listed
            thread = self;
            return false;
        }
        return true;
    }

    /** What the watch has seen of one loop the last time. Confined to the watch's thread. */
    static final class Seen {
        private final EventLoop loop;
        private long steps;
        private Runnable step; // null if the loop was at nothing
        private long heldNanos; // so long the step was seen at work, counted in looks
        private boolean reported;

        Seen(EventLoop loop) {
            this.loop = loop;
        }

        /**
         * Looks what the loop is at.
         *
         * @param sureNanos the time since the last look, as far as the loop could have worked meanwhile
         * @param limit how long a step may take
         */
        void look(long sureNanos, long limit) {
            long stepsNow = loop.steps();
            Runnable stepNow = loop.running();
            if (stepNow == null || stepNow != step || stepsNow != steps) {
                steps = stepsNow;
                step = stepNow;
                heldNanos = 0;
                reported = false;
                return;
            }
            heldNanos += sureNanos;
            if (heldNanos >= limit - 1 && !reported) { // half of an odd number, twice, is less by one
                reported = true;
                report();
            }
        }

        private void report() {
            StackTraceElement[] trace = loop.threadStack();
            if (isOfFirstUse(trace)) {
                heldNanos = 0; // what comes after it counts
                reported = false;
                return;
            }
            Coroutine<?> coroutine = Coroutine.ofStep(step);
            List<StackTraceElement> stack =
                    coroutine == null ? Collections.unmodifiableList(Arrays.asList(trace)) : coroutine.callsIn(trace);
            boolean stillAtIt = loop.steps() == steps && loop.running() == step;
            if (!stillAtIt || stack.isEmpty()) {
                return; // the stack may be that of another step
            }
            BlockedLoop found =
                    new BlockedLoop(loop, Optional.ofNullable(coroutine), Duration.ofNanos(heldNanos), stack);
            if (PLACES.size() < MOST_PLACES && PLACES.add(found.place())) {
                tell(found);
            }
        }

        /** Whether a class is loaded, one of the JDK's prepared or a call linked: that takes its time once, and nobody can help it. */
        private static boolean isOfFirstUse(StackTraceElement[] trace) {
            for (StackTraceElement at : trace) {
                String owner = at.getClassName();
                if (owner.equals("java.lang.ClassLoader")
                        || owner.startsWith("java.lang.invoke.")
                        || at.getMethodName().equals("<clinit>") && BlockedLoop.isOfJdk(owner)) {
                    return true;
                }
            }
            return false;
        }

        private static void tell(BlockedLoop found) {
            try {
                listener.accept(found);
            } catch (Throwable thrown) {
                EventLoop.report(thrown); // a listener's failure ends no watch
            }
        }
    }
}
