package dev.bobbin.runtime;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Frames as bytes. They are written one after the other, however many there are, so that depth does not recurse:
 *
 * <pre>
 *   methods: count, then of each its frame class, class, name and file     for messages alone
 *   frames:  count, then of each, innermost first, its method, state, line and the frame itself
 * </pre>
 *
 * A frame is an object with fields for Java's own serialization: values are shared, replaced and filtered as in any other. Its
 * class has a {@code serialVersionUID} that changes with the method, so that a frame goes on in the code it waited in, or is
 * refused. Frames are unshared: no two stacks can be made to hold one.
 */
final class SavedFrames {

    private SavedFrames() {}

    static void write(Frame innermost, ObjectOutputStream out) throws IOException {
        Map<Class<?>, Integer> numbers = new LinkedHashMap<>();
        List<SavedMethod> methods = new ArrayList<>();
        int depth = 0;
        for (Frame at = innermost; at != null; at = at.parent) {
            if (!(at instanceof Serializable)) {
                throw new NotSerializableException(UnsavedValue.unsavableFrame(at));
            }
            if (numbers.putIfAbsent(at.getClass(), methods.size()) == null) {
                methods.add(SavedMethod.of(at));
            }
            depth++;
        }
        out.writeInt(methods.size());
        for (SavedMethod method : methods) {
            method.write(out);
        }
        out.writeInt(depth);
        for (Frame at = innermost; at != null; at = at.parent) {
            out.writeInt(numbers.get(at.getClass()));
            out.writeInt(at.state);
            out.writeInt(at.where().getLineNumber());
            try {
                out.writeUnshared(at);
            } catch (NotSerializableException thrown) {
                throw UnsavedValue.explain(thrown, at);
            }
        }
    }

    /** The innermost frame; null if there is none. */
    static Frame read(ObjectInputStream in) throws IOException, ClassNotFoundException {
        List<SavedMethod> methods = new ArrayList<>();
        for (int left = count(in); left > 0; left--) {
            methods.add(SavedMethod.read(in));
        }
        Frame innermost = null;
        Frame last = null;
        for (int left = count(in); left > 0; left--) {
            int number = in.readInt();
            if (number < 0 || number >= methods.size()) {
                throw invalid(
                        "A saved computation has a frame of method " + number + " of " + methods.size()
                                + ": its bytes are damaged.",
                        in);
            }
            Frame frame = readFrame(methods.get(number), in.readInt(), in.readInt(), in);
            if (last == null) {
                innermost = frame;
            } else {
                last.parent = frame;
            }
            last = frame;
        }
        return innermost;
    }

    private static Frame readFrame(SavedMethod method, int state, int line, ObjectInputStream in)
            throws IOException, ClassNotFoundException {
        Object read;
        try {
            read = in.readUnshared();
        } catch (InvalidClassException thrown) {
            throw method.isMeant(thrown.classname) ? method.isOfAnotherVersion(line, thrown) : thrown;
        } catch (ClassNotFoundException thrown) {
            if (method.isMeant(thrown.getMessage())) {
                throw method.isMissing(line, thrown);
            }
            throw thrown; // the class of a value
        }
        if (!(read instanceof Frame)) {
            throw new InvalidObjectException(method.place(line) + " was saved with "
                    + (read == null ? "no frame" : "a " + read.getClass().getName() + " in place of its frame")
                    + ": its bytes are damaged, or resolveObject() has replaced the frame.");
        }
        Frame frame = (Frame) read;
        frame.state = state;
        try {
            frame.where();
        } catch (IndexOutOfBoundsException thrown) { // the table of its lines is one of its states
            throw new InvalidObjectException(method.place(line) + " was saved in state " + state
                    + ", which it does not have: its bytes are damaged.");
        }
        return frame;
    }

    private static int count(ObjectInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0) {
            throw invalid("A saved computation has " + count + " methods or frames: its bytes are damaged.", in);
        }
        return count;
    }

    /**
     * What to throw when a number makes no sense. Those that follow are skipped: an ObjectInputStream that finds some left over
     * covers up the exception with one of its own, which says "unread block data".
     */
    static InvalidObjectException invalid(String message, ObjectInputStream in) throws IOException {
        for (int left = in.available(); left > 0; left = in.available()) {
            in.skipBytes(left);
        }
        return new InvalidObjectException(message);
    }
}
