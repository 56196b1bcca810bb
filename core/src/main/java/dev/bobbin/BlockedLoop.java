package dev.bobbin;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** One finding of the {@link LoopWatch}: a step has held its event loop for too long. Immutable. */
public final class BlockedLoop {

    /** Packages whose frames are not the place to look at: the user's code is what called them. */
    static final Set<String> OURS = new HashSet<>(Arrays.asList(
            "dev.bobbin",
            "dev.bobbin.adapt",
            "dev.bobbin.debug",
            "dev.bobbin.net",
            "dev.bobbin.net.http",
            "dev.bobbin.runtime",
            "dev.bobbin.stream",
            "dev.bobbin.sync"));

    private static final String DO_IT_ELSEWHERE =
            "Let Coroutines.blocking() make calls that block, and Dispatchers.parallel() run long computations.";

    /** Each suspension point of a cancelled coroutine throws at once: a loop that catches that spins. */
    private static final String LET_IT_END =
            "It was cancelled, and each of its suspension points throws since then: does a loop"
                    + " catch the CancellationException, with others, and go on? Throw it again, or catch less.";

    private final EventLoop loop;
    private final Optional<Coroutine<?>> coroutine;
    private final Duration held;
    private final List<StackTraceElement> stack;

    BlockedLoop(EventLoop loop, Optional<Coroutine<?>> coroutine, Duration held, List<StackTraceElement> stack) {
        this.loop = loop;
        this.coroutine = coroutine;
        this.held = held;
        this.stack = Collections.unmodifiableList(
                stack.stream().map(BlockedLoop::withoutLoader).collect(Collectors.toList()));
    }

    /**
     * The loop that is held.
     *
     * @return an event loop
     */
    public EventLoop loop() {
        return loop;
    }

    /**
     * The coroutine that holds it.
     *
     * @return empty if it is something else that was dispatched
     */
    public Optional<Coroutine<?>> coroutine() {
        return coroutine;
    }

    /**
     * How long the loop was held when this was found; it may go on.
     *
     * @return the time that is known for sure, at least the limit of the watch
     */
    public Duration held() {
        return held;
    }

    /**
     * What the loop's thread was at, with the calls of the coroutine that have waited before and go on after it.
     *
     * @return the calls as a stack trace has them, innermost first
     */
    public List<StackTraceElement> stack() {
        return stack;
    }

    /**
     * Where in the user's code it is: the innermost call that is neither the JDK's nor Bobbin's.
     *
     * @return the innermost call of all if there is no such
     */
    public StackTraceElement place() {
        for (StackTraceElement each : stack) {
            if (isOfUser(each.getClassName())) {
                return each;
            }
        }
        return stack.get(0);
    }

    private static boolean isOfUser(String className) {
        int end = className.lastIndexOf('.');
        return !isOfJdk(className) && !OURS.contains(end < 0 ? "" : className.substring(0, end));
    }

    /** Whether a class is the JDK's, by its name. */
    static boolean isOfJdk(String className) {
        return className.startsWith("java.")
                || className.startsWith("javax.")
                || className.startsWith("jdk.")
                || className.startsWith("sun.")
                || className.startsWith("com.sun.");
    }

    /** As exceptions print it. The stack of a thread would name class loaders and modules, and keep the classes alive. */
    private static StackTraceElement withoutLoader(StackTraceElement at) {
        return new StackTraceElement(at.getClassName(), at.getMethodName(), at.getFileName(), at.getLineNumber());
    }

    /** The whole finding as text: place, who, how long, what to do, and the stack. */
    @Override
    public String toString() {
        StackTraceElement place = place();
        StringBuilder text = new StringBuilder();
        if (place.getFileName() != null) {
            text.append(place.getFileName());
            text.append(place.getLineNumber() > 0 ? ":" + place.getLineNumber() : "");
        } else {
            text.append(place);
        }
        text.append(": ");
        text.append(coroutine.map(each -> "coroutine \"" + each.name() + '"').orElse("a dispatched task"));
        text.append(" has held ").append(loop).append(" for ").append(held.toMillis());
        text.append(" ms, and all else on this loop waits. ");
        text.append(coroutine.filter(Coroutine::isCancelledItself).isPresent() ? LET_IT_END : DO_IT_ELSEWHERE);
        for (StackTraceElement each : stack) {
            text.append(System.lineSeparator()).append("\tat ").append(each);
        }
        return text.toString();
    }
}
