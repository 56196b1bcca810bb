package dev.bobbin;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;

/**
 * A stack that can be copied, and saved by Java's own serialization, while its code waits in a yield: then all of its
 * computation is in its frames.
 *
 * <p>Saved are a format number, how far it has got, and then the body if it has not begun, or the frames if it waits. What a
 * subclass has in fields of its own is for the subclass to save.
 *
 * @param <B> the type of the body
 */
abstract class SavableStack<B> extends NestedStack implements Serializable {

    private static final long serialVersionUID = 1L;

    /** It goes up when what is written changes. */
    private static final int FORMAT = 1;

    private static final byte NOT_BEGUN = 0;
    private static final byte WAITING = 1;
    private static final byte ENDED = 2;

    private transient B body; // null once it has begun: what it captured is for its frames to keep

    SavableStack(B body) {
        this.body = body;
    }

    /** What this is to its users: {@code "continuation"}. */
    abstract String kind();

    /** The body, which begins now, and which this stack forgets. */
    final B beginning() {
        B beginning = body;
        body = null;
        return beginning;
    }

    /** For a new stack: lets it wait where {@code other} waits, begin with the same body, or be ended as that is. */
    final void goOnLike(SavableStack<B> other) {
        other.requireAtRest("copied");
        body = other.body;
        switch (other.progress()) {
            case NOT_BEGUN:
                break;
            case WAITING:
                copyFrames(other);
                break;
            default:
                abandon();
        }
    }

    private byte progress() {
        return isDone() ? ENDED : hasStarted() ? WAITING : NOT_BEGUN;
    }

    /** Refuses what can be done only while all of the computation is in its frames. */
    private void requireAtRest(String done) {
        if (isRunning()) {
            throw new IllegalStateException("This " + kind() + " is running and cannot be " + done
                    + " now: its calls are on a thread's stack, or wait for something that will wake them here. Do it from"
                    + " outside, when its body has yielded.");
        }
        if (innermost() != null && !isDone()) {
            throw new IllegalStateException(
                    "This " + kind() + " waits inside of withTimeout(), shielded() or another scope and"
                            + " cannot be " + done
                            + ": timers and cancellation know only this one. Let its body leave the scope before"
                            + " it yields.");
        }
    }

    private void writeObject(ObjectOutputStream out) throws IOException {
        requireAtRest("saved");
        out.defaultWriteObject();
        out.writeInt(FORMAT);
        byte progress = progress();
        out.writeByte(progress);
        if (progress == NOT_BEGUN) {
            try {
                out.writeObject(body);
            } catch (NotSerializableException thrown) {
                throw explainBody(thrown);
            }
        } else if (progress == WAITING) {
            writeFrames(out);
        }
    }

    @SuppressWarnings("unchecked") // it was a B when it was written; whatever it is now fails where it begins
    private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
        in.defaultReadObject();
        int format = in.readInt();
        if (format != FORMAT) {
            throw invalid(
                    "This " + kind() + " was saved in format " + format
                            + ", and this version of Bobbin reads format " + FORMAT
                            + ". Let the version that saved it run it to its end,"
                            + " or to where you can begin anew.",
                    in);
        }
        byte progress = in.readByte();
        switch (progress) {
            case NOT_BEGUN:
                body = (B) in.readObject();
                if (body == null) {
                    throw invalid("This " + kind() + " was saved without its body: its bytes are damaged.", in);
                }
                break;
            case WAITING:
                readFrames(in);
                break;
            case ENDED:
                abandon();
                break;
            default:
                throw invalid(
                        "This " + kind() + " was saved with progress " + progress + ": its bytes are damaged.", in);
        }
    }
}
