package dev.bobbin.runtime;

/**
 * One suspended call: the state it waits in and, in the generated subclass, the values it needs later.
 *
 * <p>A frame is made when its method suspends for the first time and is written again, never replaced, each time the same
 * call suspends after that. Frames are confined to the continuation that owns them; handing a continuation to another
 * thread is the business of whoever hands it over.
 *
 * <p>Generated subclasses are {@link java.io.Serializable}: the values are theirs to write. What is in here is written by
 * {@link SavedFrames}, which also links the frames up again.
 */
public abstract class Frame implements Cloneable {

    /** The frame of the caller, or null if this is the outermost one. Written while the stack unwinds. */
    Frame parent;

    /** Number of the suspension point where the call waits, from 1. */
    public int state;

    /** For generated subclasses. */
    protected Frame() {}

    /**
     * Goes on after the suspension point: takes the callee's result, or throws its exception, from {@code k}. When the
     * method returns, its result is in {@code k}, unless {@code k.suspended} says that it waits again.
     *
     * @param k the stack this frame belongs to
     * @throws Throwable what the user's method throws
     */
    public abstract void resume(FrameStack k) throws Throwable;

    /**
     * Where the call waits, as the user's own source has it.
     *
     * @return class, method, file and line of the suspension point
     */
    public abstract StackTraceElement where();

    /**
     * What the variables are called that the generated fields keep, for messages.
     *
     * @return a line for each state, with pairs of a field's and a variable's name; fewer lines if nothing more is known
     */
    public String names() {
        return "";
    }

    /** A frame that waits in the same state, with the same values, of no stack yet. */
    final Frame copy() {
        try {
            Frame copy = (Frame) clone();
            copy.parent = null;
            return copy;
        } catch (CloneNotSupportedException e) {
            throw new AssertionError("a frame is Cloneable", e);
        }
    }

    /**
     * For generated code that meets a state it does not know.
     *
     * @return an error that says so
     */
    public final Error unknownState() {
        return new AssertionError(getClass().getName() + " waits in state " + state
                + ", which its class does not know: the two come from different builds. Build the class again.");
    }

    /**
     * The caller's frame.
     *
     * @return the frame that goes on when this one returns; null for the outermost
     */
    public final Frame parent() {
        return parent;
    }
}
