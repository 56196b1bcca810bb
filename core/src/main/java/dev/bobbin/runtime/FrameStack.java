package dev.bobbin.runtime;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/**
 * The stack of one continuation, the {@code k} that every suspendable call carries.
 *
 * <p>While code runs, its calls are on the thread's own stack and this object is idle: all that the fast path does is to
 * read {@link #suspended} after each call. To suspend, a primitive calls {@link #suspend} and returns; each caller sees the
 * flag, {@linkplain #push saves} its frame and returns as well. Frames link up from the innermost to the outermost:
 *
 * <pre>
 *   top -> innermost frame -> parent -> ... -> outermost frame -> null
 * </pre>
 *
 * {@link #resumeFrames} then goes on from the innermost, and hands each frame's outcome to its parent. No call is replayed.
 *
 * <p>Not thread-safe: a stack is used by one thread at a time, and what hands it from thread to thread must order the two.
 */
public class FrameStack {

    /** The format of instrumented classes that this runtime serves. */
    public static final int FORMAT = 2;

    /** True while the thread's stack unwinds: the call that just returned has no result yet. */
    public boolean suspended;

    /** Where the next call to go on waits; the frame being resumed while {@link #resumeFrames} runs it. */
    private Frame top;

    /** The outermost frame saved so far by the unwinding under way; null if none was. */
    private Frame last;

    // What the frame that goes on next finds as the outcome of the call it waited for.
    private Throwable failure;
    private long primitiveResult; // of any kind, as bits: a stack is what a waiting coroutine costs
    private Object objectResult;

    /** True if the unwinding under way is to go on through all stacks that this one runs inside of. */
    private boolean parked;

    /** An empty stack. */
    protected FrameStack() {}

    // ---- what generated code calls ----

    /**
     * The stack that a suspendable method called by ordinary code runs on. It never suspends: what must wait blocks the
     * thread or is refused. Nothing is looked up here; that is for whoever must wait.
     *
     * @return the same for all threads
     */
    public static FrameStack enter() {
        return ThreadStack.PLAIN;
    }

    /**
     * Inside a suspendable method: the stack of the continuation that runs it. The instrumenter replaces each call by the
     * method's own continuation parameter.
     *
     * @return never returns in a class that was not instrumented
     * @throws NotSuspendableException always, when called for real
     */
    public static FrameStack current() {
        throw NotSuspendableException.notInstrumented();
    }

    /**
     * Adds the frame of a call that suspended for the first time.
     *
     * @param frame the frame, just made
     */
    public final void push(Frame frame) {
        if (last == null) {
            top = frame;
        } else {
            last.parent = frame;
        }
        last = frame;
    }

    /**
     * Puts the frame being resumed back under those that were pushed since. It stores nothing when it is the innermost.
     *
     * @param frame the frame that {@link #resumeFrames} is running
     */
    public final void pushAgain(Frame frame) {
        if (last != null) {
            last.parent = frame;
            last = null;
        }
    }

    /** Takes the outcome of a call without a result. */
    public final void takeVoid() {
        if (failure != null) {
            throwFailure();
        }
    }

    /**
     * Takes the outcome of a call that returns a boolean, byte, char, short or int.
     *
     * @return its result
     */
    public final int takeInt() {
        if (failure != null) {
            throwFailure();
        }
        return (int) primitiveResult;
    }

    /**
     * Takes the outcome of a call that returns a long.
     *
     * @return its result
     */
    public final long takeLong() {
        if (failure != null) {
            throwFailure();
        }
        return primitiveResult;
    }

    /**
     * Takes the outcome of a call that returns a float.
     *
     * @return its result
     */
    public final float takeFloat() {
        if (failure != null) {
            throwFailure();
        }
        return Float.intBitsToFloat((int) primitiveResult);
    }

    /**
     * Takes the outcome of a call that returns a double.
     *
     * @return its result
     */
    public final double takeDouble() {
        if (failure != null) {
            throwFailure();
        }
        return Double.longBitsToDouble(primitiveResult);
    }

    /**
     * Takes the outcome of a call that returns a reference, and lets go of it.
     *
     * @return its result
     */
    public final Object takeObject() {
        if (failure != null) {
            throwFailure();
        }
        Object result = objectResult;
        objectResult = null;
        return result;
    }

    /**
     * Leaves a result for the frame that goes on next.
     *
     * @param result a boolean, byte, char, short or int
     * @param k where to leave it
     */
    public static void give(int result, FrameStack k) {
        k.primitiveResult = result;
    }

    /**
     * Leaves a result for the frame that goes on next.
     *
     * @param result the result
     * @param k where to leave it
     */
    public static void give(long result, FrameStack k) {
        k.primitiveResult = result;
    }

    /**
     * Leaves a result for the frame that goes on next.
     *
     * @param result the result
     * @param k where to leave it
     */
    public static void give(float result, FrameStack k) {
        k.primitiveResult = Float.floatToRawIntBits(result);
    }

    /**
     * Leaves a result for the frame that goes on next.
     *
     * @param result the result
     * @param k where to leave it
     */
    public static void give(double result, FrameStack k) {
        k.primitiveResult = Double.doubleToRawLongBits(result);
    }

    /**
     * Leaves a result for the frame that goes on next.
     *
     * @param result the result
     * @param k where to leave it
     */
    public static void give(Object result, FrameStack k) {
        k.objectResult = result;
    }

    // ---- what the runtime's own primitives call ----

    /** Begins to unwind. A primitive calls this last and returns at once; its callers save their frames. */
    public final void suspend() {
        suspended = true;
        if (last != null) { // an unwinding that failed; mostly there was none, and no store is cheaper than a barrier
            last = null;
        }
    }

    /**
     * Begins to unwind this stack and all that it runs inside of, until something wakes the outermost. A primitive calls this
     * last and returns at once.
     */
    public final void park() {
        parked = true;
        suspend();
    }

    /**
     * Whether the unwinding of this stack is to go on through the stacks around it. For whoever resumes a stack inside of
     * another, who has to look each time that it has unwound.
     *
     * @return true once after each {@link #park}
     */
    protected final boolean takeParked() {
        boolean taken = parked;
        if (taken) {
            parked = false;
        }
        return taken;
    }

    /**
     * The stack at the bottom of the nest that this one runs in: a coroutine's or a thread's.
     *
     * @return this one if it runs inside no other
     */
    public FrameStack outermost() {
        return this;
    }

    /**
     * The stack that this one runs inside of.
     *
     * @return null if it runs inside of none
     */
    protected FrameStack around() {
        return null;
    }

    /**
     * What code on this stack is to be told where it waits or would: that something it is inside of was cancelled.
     *
     * @return a throwable to throw there; null if nothing was cancelled
     */
    protected Throwable cancellation() {
        return null;
    }

    /**
     * Takes note that code on this stack was told.
     *
     * @param cancelled what {@link #cancellation} has returned and is thrown now
     */
    protected void told(Throwable cancelled) {}

    /**
     * Whether {@link #cancellation} has made a throwable anew, for code on this stack alone, whose place is then its trace.
     *
     * @param cancelled what it has returned
     * @return false if others have it, too
     */
    protected boolean isMadeForThis(Throwable cancelled) {
        return false;
    }

    /** Throws what {@link #cancellation} says, if it says something. A primitive begins with this. */
    public final void requireNotCancelled() {
        Throwable cancelled = cancellation();
        if (cancelled != null) {
            told(cancelled);
            sneak(cancelled);
        }
    }

    /**
     * Lets the next {@link #resumeFrames} throw instead of going on.
     *
     * @param thrown what the innermost call is to throw
     */
    public final void fail(Throwable thrown) {
        failure = thrown;
    }

    /**
     * Makes {@code first} the one frame of this stack, for {@link #resumeFrames} to start with.
     *
     * @param first a frame that calls the body
     */
    protected final void begin(Frame first) {
        top = first;
    }

    /**
     * For a frame that is done with the thread's stack before its last call: it leaves this stack, so that nothing waits
     * for it when that call suspends.
     */
    protected final void leave() {
        top = top.parent;
    }

    /**
     * Makes copies of another stack's frames those of this one, which then waits where the other does. The values in them are
     * shared. The outcome of a call is not copied: at a suspension point there is none yet.
     *
     * @param other a stack that waits
     */
    protected final void copyFrames(FrameStack other) {
        top = null;
        Frame copied = null;
        for (Frame at = other.top; at != null; at = at.parent) {
            Frame copy = at.copy();
            if (copied == null) {
                top = copy;
            } else {
                copied.parent = copy;
            }
            copied = copy;
        }
    }

    /**
     * Writes the frames of this stack, which waits, and all that they hold.
     *
     * @param out where to
     * @throws NotSerializableException if a frame holds something that cannot be written; its message says where and what
     * @throws IOException if writing fails
     */
    protected final void writeFrames(ObjectOutputStream out) throws IOException {
        SavedFrames.write(top, out);
    }

    /**
     * Makes frames that were written those of this stack.
     *
     * @param in where from
     * @throws InvalidClassException if one belongs to a method that is not here, or only in another version
     * @throws InvalidObjectException if they make no sense
     * @throws IOException if reading fails
     * @throws ClassNotFoundException if they hold an object of an unknown class
     */
    protected final void readFrames(ObjectInputStream in) throws IOException, ClassNotFoundException {
        top = SavedFrames.read(in);
    }

    /**
     * Prepares for throwing when a number that was read makes no sense.
     *
     * @param message what to say
     * @param in where it was read; numbers that follow are skipped
     * @return what to throw
     * @throws IOException if reading fails
     */
    protected static InvalidObjectException invalid(String message, ObjectInputStream in) throws IOException {
        return SavedFrames.invalid(message, in);
    }

    /**
     * Explains why something that has not begun cannot be saved.
     *
     * @param thrown what writing its body has thrown
     * @return what to throw instead
     */
    protected static NotSerializableException explainBody(NotSerializableException thrown) {
        return UnsavedValue.explainBody(thrown);
    }

    /**
     * The innermost frame.
     *
     * @return where this stack waits; null if it is empty
     */
    public final Frame top() {
        return top;
    }

    /**
     * Goes on from the innermost frame until the outermost returns or something suspends.
     *
     * @return true if the outermost frame has returned; false if the stack waits again
     * @throws Throwable what the outermost frame threw
     */
    protected final boolean resumeFrames() throws Throwable {
        suspended = false;
        Frame frame = top;
        Throwable traced = null; // the last failure whose stack trace was completed with the frames that waited for it
        while (frame != null) {
            try {
                frame.resume(this);
                if (suspended) {
                    if (last != null) { // the resumed frame left without coming back: a tail call
                        last.parent = frame.parent;
                        last = null;
                    }
                    return false;
                }
            } catch (Throwable thrown) {
                traced = unwindBy(thrown, frame, traced);
            }
            frame = frame.parent;
            top = frame;
        }
        if (failure != null) {
            throwFailure();
        }
        return true;
    }

    /**
     * Lets the caller of {@code frame} throw what the frame has thrown; its trace is completed once.
     *
     * @return the failure that the caller throws, whose trace is complete
     */
    private Throwable unwindBy(Throwable thrown, Frame frame, Throwable traced) {
        suspended = false;
        last = null;
        failure = thrown instanceof IncompatibleClassChangeError
                ? Twins.explain((IncompatibleClassChangeError) thrown)
                : thrown;
        if (failure != traced) {
            CoroutineTrace.complete(failure, frame.parent);
        }
        return failure;
    }

    private void throwFailure() {
        Throwable thrown = failure;
        failure = null;
        sneak(thrown);
    }

    static void sneak(Throwable thrown) {
        FrameStack.<RuntimeException>sneakAs(thrown);
    }

    /** Throws a checked exception as what it is: the user's method declared it, the trampoline between cannot. */
    @SuppressWarnings("unchecked") // the cast is erased: that is the point
    private static <E extends Throwable> void sneakAs(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
