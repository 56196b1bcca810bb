package dev.bobbin;

import dev.bobbin.runtime.Wait;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Coroutines wait for one another, so that none can go on. It says who waits for what, and where.
 *
 * <p>A {@link Simulation} throws it when all wait and nothing can wake them. Elsewhere another thread might, so a loop of
 * {@link Coroutines#runBlocking} that stands still for a second says so, once, on the standard error stream.
 *
 * <p>A circle of coroutines that join one another, or wait for locks that the others hold, is found by the one that closes it:
 * its wait throws this, at once.
 */
public final class DeadlockException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /** A longer chain is somebody else's circle. */
    private static final int LONGEST_CHAIN = 10_000;

    /** The classes whose own frames say nothing to their users. */
    private static final Set<String> PRIMITIVES = new HashSet<>(Arrays.asList(
            "dev.bobbin.Coroutine",
            "dev.bobbin.Coroutines",
            "dev.bobbin.CoroutineScope",
            "dev.bobbin.Channel",
            "dev.bobbin.Broadcast",
            "dev.bobbin.Select",
            "dev.bobbin.Completions",
            "dev.bobbin.TimedWait",
            "dev.bobbin.WakeUp",
            "dev.bobbin.sync.AsyncResult",
            "dev.bobbin.sync.Barrier",
            "dev.bobbin.sync.Condition",
            "dev.bobbin.sync.Event",
            "dev.bobbin.sync.Group",
            "dev.bobbin.sync.Latch",
            "dev.bobbin.sync.Mutex",
            "dev.bobbin.sync.Pool",
            "dev.bobbin.sync.ReadWriteLock",
            "dev.bobbin.sync.Semaphore",
            "dev.bobbin.sync.WorkQueue"));

    DeadlockException(String message) {
        super(message);
    }

    /**
     * The circle that {@code wait} would close; null if there is none. Others go on while it is looked for, and a lock that one of
     * them has let go of meanwhile may make a circle of what never was one. A second look finds all of a real circle as it was, and
     * waits are never used again: so all of it was there in between.
     */
    static DeadlockException ofCircle(Coroutine<?> closing, Wait wait) {
        List<Wait> seen = new ArrayList<>();
        DeadlockException circle = look(closing, wait, seen);
        if (circle == null) {
            return null;
        }
        List<Wait> seenAgain = new ArrayList<>();
        DeadlockException again = look(closing, wait, seenAgain);
        return again != null && seen.equals(seenAgain) ? again : null;
    }

    private static DeadlockException look(Coroutine<?> closing, Wait wait, List<Wait> seen) {
        List<Coroutine<?>> chain = new ArrayList<>();
        Object at = endless(closing, wait) ? wait.blockedBy() : null;
        while (at instanceof Coroutine && chain.size() < LONGEST_CHAIN) {
            Coroutine<?> next = (Coroutine<?>) at;
            chain.add(next);
            if (next == closing) {
                return new DeadlockException(describe(closing, wait, chain));
            }
            Wait itsWait = next.waitsFor();
            if (itsWait == null || !endless(next, itsWait)) {
                return null;
            }
            seen.add(itsWait);
            at = itsWait.blockedBy();
        }
        return null;
    }

    /** Whether no time limit ends the wait. */
    private static boolean endless(Coroutine<?> coroutine, Wait wait) {
        return !wait.isLimited() && !coroutine.isUnderTimeLimit();
    }

    private static String describe(Coroutine<?> closing, Wait wait, List<Coroutine<?>> chain) {
        StringBuilder text = new StringBuilder("These coroutines would wait for one another for ever: ");
        text.append('"').append(closing.name()).append("\" waits for ").append(wait);
        for (Coroutine<?> each : chain.subList(0, chain.size() - 1)) {
            text.append("; ").append(waiting(each));
        }
        return text.append(". Let one of them go first.").toString();
    }

    /** All of a loop wait, and nothing can wake them. */
    static DeadlockException ofAll(String loop, List<Coroutine<?>> coroutines) {
        return new DeadlockException(
                "All coroutines of " + loop + " wait, and nothing can wake them:" + list(coroutines));
    }

    /** What to say when all of a loop wait, and only some other thread could wake them. */
    static String stall(EventLoop loop, List<Coroutine<?>> coroutines) {
        return "The " + loop
                + " stands still. Unless another thread uses what its coroutines wait for, that is a deadlock:"
                + list(coroutines);
    }

    private static String list(List<Coroutine<?>> coroutines) {
        StringBuilder text = new StringBuilder();
        for (Coroutine<?> each : coroutines) {
            text.append(System.lineSeparator()).append("  ").append(waiting(each));
        }
        return text.toString();
    }

    /** Who waits for what, and where. */
    static String waiting(Coroutine<?> coroutine) {
        Wait wait = coroutine.waitsFor();
        String place = place(coroutine.getStackTrace());
        return '"' + coroutine.name() + "\" " + (wait == null ? "is about to run" : "waits for " + wait) + place;
    }

    /** The innermost place that is not in a primitive itself. */
    private static String place(List<StackTraceElement> trace) {
        for (StackTraceElement element : trace) {
            String type = element.getClassName();
            int nested = type.indexOf('$');
            String outermost = nested < 0 ? type : type.substring(0, nested);
            if (!PRIMITIVES.contains(outermost)) {
                return " at " + element;
            }
        }
        return "";
    }
}
