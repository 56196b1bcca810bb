package dev.bobbin.runtime;

/**
 * Something must suspend, and cannot: a method between it and its coroutine is not suspendable, or its thread must not be
 * blocked. The message names the frame and its line. Nothing was suspended; the call can be made again in a better place.
 */
public final class NotSuspendableException extends IllegalStateException {

    private static final long serialVersionUID = 1L;

    private NotSuspendableException(String message) {
        super(message);
    }

    /**
     * For a primitive that finds itself outside what it needs.
     *
     * @param primitive what was called, as its caller writes it: {@code "Continuation.yield()"}
     * @param needs what it needs around it: {@code "a continuation"}
     * @return the exception, which names the frame in between if there is one
     */
    public static NotSuspendableException outside(String primitive, String needs) {
        return PlainFrame.find()
                .filter(PlainFrame::isInsideContinuation)
                .map(frame -> new NotSuspendableException(frame.explanation()))
                .orElseGet(() -> new NotSuspendableException(primitive + " was called outside " + needs
                        + ". There is nothing to go back to. Call it in code that " + needs
                        + " runs, through suspendable methods only."));
    }

    static NotSuspendableException onGuardedThread(String owner) {
        return PlainFrame.find()
                .map(frame -> new NotSuspendableException(
                        frame.isInsideContinuation() ? frame.explanation() : frame.explanationOnThreadOf(owner)))
                .orElseGet(() -> new NotSuspendableException("This thread belongs to " + owner
                        + ", which would stop if it were blocked. Wait in a coroutine instead: spawn one here."));
    }

    /** For a class that calls a primitive of its own but was not instrumented. */
    static NotSuspendableException notInstrumented() {
        StackTraceElement caller = new Throwable().getStackTrace()[2];
        return new NotSuspendableException(
                PlainFrame.place(caller) + ": " + PlainFrame.name(caller)
                        + " asks for its continuation, but its class was not instrumented. Build it with the bobbin-maven-plugin.");
    }
}
