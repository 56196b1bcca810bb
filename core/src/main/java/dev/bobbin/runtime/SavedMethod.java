package dev.bobbin.runtime;

import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;

/** What is written of a method whose frames are saved: enough to say what went wrong, should it not be there any more. */
final class SavedMethod {

    private final String frameClass;
    private final String owner;
    private final String name;
    private final String file;

    private SavedMethod(String frameClass, String owner, String name, String file) {
        this.frameClass = frameClass;
        this.owner = owner;
        this.name = name;
        this.file = file;
    }

    static SavedMethod of(Frame frame) {
        StackTraceElement where = frame.where();
        return new SavedMethod(
                frame.getClass().getName(), where.getClassName(), where.getMethodName(), where.getFileName());
    }

    static SavedMethod read(ObjectInputStream in) throws IOException {
        return new SavedMethod(in.readUTF(), in.readUTF(), in.readUTF(), in.readUTF());
    }

    void write(ObjectOutputStream out) throws IOException {
        out.writeUTF(frameClass);
        out.writeUTF(owner);
        out.writeUTF(name);
        out.writeUTF(file);
    }

    /** {@code Orders.java:42: Orders.total()}. */
    String place(int line) {
        return UnsavedValue.place(new StackTraceElement(owner, name, file, line));
    }

    /** Whether it is the method's frame class that is called {@code name}, and not the class of a value. */
    boolean isMeant(String name) {
        return frameClass.equals(name);
    }

    InvalidClassException isOfAnotherVersion(int line, InvalidClassException cause) {
        return because(
                " was saved by another version of the method: its code has changed since, and the place where it waited may not"
                        + " be there any more.",
                line,
                cause);
    }

    InvalidClassException isMissing(int line, ClassNotFoundException cause) {
        return because(
                " was saved while it waited, and there is no " + frameClass
                        + " here: the method does not suspend any more, was"
                        + " renamed or removed, or its class is not on the class path, or not instrumented.",
                line,
                cause);
    }

    private InvalidClassException because(String reason, int line, Exception cause) {
        InvalidClassException explained = new InvalidClassException(place(line) + reason
                + " Let the version that saved it run it to its end, or to where you can begin anew.");
        explained.initCause(cause);
        return explained;
    }
}
