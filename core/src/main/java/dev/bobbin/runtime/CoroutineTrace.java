package dev.bobbin.runtime;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Stack traces across suspensions. When a frame is resumed, its callers are frames on the heap, not on the thread's stack, so
 * a stack trace made then ends at the trampoline. This puts the callers in where they belong.
 */
public final class CoroutineTrace {

    /** More callers than this are left out: a recursion that deep is not read to its end. */
    private static final int MOST_CALLERS = 1024;

    private CoroutineTrace() {}

    /**
     * Completes the trace of {@code thrown}, which leaves a resumed frame that {@code waiting}, if not null, waits for. The
     * trampoline is taken out, by which the next stack around finds its own; and one who gets {@code thrown} from another
     * coroutine, and lets it pass, finds none: that trace is complete, however often it is thrown again.
     */
    static void complete(Throwable thrown, Frame waiting) {
        StackTraceElement[] trace = thrown.getStackTrace();
        int trampoline = trampolineOf(trace);
        if (trampoline == trace.length) {
            return; // made elsewhere, or without a trace
        }
        List<StackTraceElement> complete = uptoTrampoline(trace, trampoline);
        complete.addAll(callers(waiting));
        complete.addAll(Arrays.asList(trace).subList(trampoline + 1, trace.length));
        thrown.setStackTrace(complete.toArray(new StackTraceElement[0]));
    }

    /**
     * Makes the trace of {@code thrown}, which somebody else has made for the code that waits on {@code k}, that of the place where
     * it waits.
     */
    static void move(Throwable thrown, FrameStack k) {
        List<StackTraceElement> waits = new ArrayList<>();
        for (FrameStack at = k; at != null; at = at.around()) {
            waits.addAll(callers(at.top()));
        }
        thrown.setStackTrace(waits.toArray(new StackTraceElement[0]));
    }

    /**
     * The calls of a coroutine that runs, as far as can be told from outside.
     *
     * @param trace the stack of the thread that runs it
     * @param resumed the frame that the coroutine's step is at; null if it has not waited before
     * @return the calls as a stack trace has them: innermost first, without those of the dispatcher
     */
    public static List<StackTraceElement> running(StackTraceElement[] trace, Frame resumed) {
        int trampoline = trampolineOf(trace);
        if (trampoline == trace.length) {
            trampoline = driverOf(trace); // the step begins or ends, and no code of the coroutine runs
        }
        List<StackTraceElement> calls = uptoTrampoline(trace, trampoline);
        if (resumed != null) {
            calls.addAll(callers(resumed.parent()));
        }
        return Collections.unmodifiableList(calls);
    }

    private static int trampolineOf(StackTraceElement[] trace) {
        int trampoline = 0;
        while (trampoline < trace.length && !isTrampoline(trace[trampoline])) {
            trampoline++;
        }
        return trampoline;
    }

    private static int driverOf(StackTraceElement[] trace) {
        int driver = 0;
        while (driver < trace.length && !trace[driver].getClassName().equals(CoroutineStack.class.getName())) {
            driver++;
        }
        return driver;
    }

    private static List<StackTraceElement> uptoTrampoline(StackTraceElement[] trace, int trampoline) {
        List<StackTraceElement> calls = new ArrayList<>(Arrays.asList(trace).subList(0, trampoline));
        if (trampoline < trace.length
                && !calls.isEmpty()
                && calls.get(calls.size() - 1).getMethodName().equals("resume")) {
            calls.remove(calls.size() - 1); // the frame's own way into the user's class
        }
        return calls;
    }

    /**
     * Where each call on a suspended stack waits.
     *
     * @param innermost the frame to start with, which may be null
     * @return the calls as a stack trace has them: innermost first
     */
    public static List<StackTraceElement> callers(Frame innermost) {
        List<StackTraceElement> callers = new ArrayList<>();
        for (Frame at = innermost; at != null && callers.size() < MOST_CALLERS; at = at.parent()) {
            StackTraceElement where = at.where();
            if (where != null) {
                callers.add(where);
            }
        }
        return Collections.unmodifiableList(callers);
    }

    private static boolean isTrampoline(StackTraceElement element) {
        return element.getClassName().equals(FrameStack.class.getName())
                && element.getMethodName().equals("resumeFrames");
    }
}
