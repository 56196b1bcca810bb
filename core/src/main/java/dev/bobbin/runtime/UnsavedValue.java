package dev.bobbin.runtime;

import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.lang.reflect.Field;
import java.util.Optional;
import java.util.regex.Pattern;

/** Why a frame cannot be saved: which value it is that is not {@link java.io.Serializable}, who holds it, and what to do. */
final class UnsavedValue {

    /** The classes of Bobbin itself, which are all about waiting. */
    private static final Pattern OWN =
            Pattern.compile("dev\\.bobbin\\.((runtime|sync|stream|net|net\\.http|adapt)\\.)?[A-Z]\\w*");

    private final Frame frame;
    private final String type; // the class that is not serializable

    private UnsavedValue(Frame frame, String type) {
        this.frame = frame;
        this.type = type;
    }

    /** What to throw in place of {@code thrown}, which writing {@code frame} has thrown. */
    static NotSerializableException explain(NotSerializableException thrown, Frame frame) {
        String type = thrown.getMessage();
        String waits = place(frame.where()) + " waits here and cannot be saved: ";
        return isExplained(thrown)
                ? thrown
                : because(
                        thrown,
                        isClass(type)
                                ? waits + new UnsavedValue(frame, type).holds() + ", which is not Serializable. "
                                        + cure(type)
                                : waits + "one of its values refuses. " + type);
    }

    /** The same for the body of a computation that has not begun, which is no frame's. */
    static NotSerializableException explainBody(NotSerializableException thrown) {
        String type = thrown.getMessage();
        String saved = "What has not begun to run is saved with its body, ";
        return isExplained(thrown)
                ? thrown
                : because(
                        thrown,
                        isClass(type)
                                ? saved + "in which there is a " + type + ", which is not Serializable. " + cure(type)
                                : saved + "which refuses. " + type);
    }

    /** Whether it comes from a stack that is itself a value. */
    private static boolean isExplained(NotSerializableException thrown) {
        return thrown.getCause() instanceof NotSerializableException;
    }

    /** The JDK says nothing but the class; a class that refuses by itself may say anything. */
    private static boolean isClass(String message) {
        return message != null && message.indexOf(' ') < 0;
    }

    private static NotSerializableException because(NotSerializableException cause, String message) {
        NotSerializableException explained = new NotSerializableException(message);
        explained.initCause(cause);
        return explained;
    }

    /** Why {@code frame}, of a class without a saved form, cannot be saved. */
    static String unsavableFrame(Frame frame) {
        StackTraceElement where = frame.where();
        return (where == null ? "A frame of class " + frame.getClass().getName() : place(where))
                + " cannot be saved: its class was instrumented by a version of Bobbin that knew no saving. Build it again.";
    }

    /** {@code Orders.java:42: Orders.total()}. */
    static String place(StackTraceElement where) {
        return PlainFrame.place(where) + ": " + PlainFrame.name(where);
    }

    private String holds() {
        return holder().map(this::holds).orElse("one of its values is, or holds, a " + type);
    }

    private String holds(Field field) {
        String variable = nameOf(field)
                .map(name -> name.equals("this") ? "its object (this)" : "its variable " + name)
                .orElse("a value without a name");
        String held = valueOf(field).map(value -> value.getClass().getName()).orElse(type);
        return variable + (held.equals(type) ? " is a " + type : " is a " + held + ", and in it there is a " + type);
    }

    private static String cure(String type) {
        if (OWN.matcher(type).matches()) {
            return "It belongs to a thread or an event loop of this JVM, and ends with it. Keep it in no variable that is used"
                    + " after the suspension point, and find or make it anew when the computation goes on.";
        }
        if (type.contains("$$Lambda")) {
            return "A lambda is made Serializable by a cast, as in (SuspendableRunnable & Serializable) () -> ..., or by an"
                    + " interface that extends Serializable.";
        }
        if (isIterator(type)) {
            return "That is where a for loop stands. Let it run over an array, or over an index.";
        }
        return "Let its class implement Serializable; or get the value anew after the suspension point instead of keeping it;"
                + " or write something else in its place, in replaceObject() of an ObjectOutputStream.";
    }

    /** By the names of the JDK's: the class itself need not be one that can be loaded here. */
    private static boolean isIterator(String type) {
        String simple = type.substring(type.lastIndexOf('.') + 1);
        return type.startsWith("java.util.") && (simple.contains("Itr") || simple.contains("Iterator"));
    }

    /** The field with the value that cannot be written; empty if that cannot be told, or looked at. */
    private Optional<Field> holder() {
        for (Field field : frame.getClass().getDeclaredFields()) {
            if (!field.getType().isPrimitive()
                    && valueOf(field).filter(value -> !isWritable(value)).isPresent()) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** The value of {@code field}; empty for null, and if it may not be looked at, as in a module that is not open. */
    private Optional<Object> valueOf(Field field) {
        try {
            field.setAccessible(true);
            return Optional.ofNullable(field.get(frame));
        } catch (IllegalAccessException | RuntimeException thrown) {
            return Optional.empty();
        }
    }

    /** Whether plain serialization can write {@code value}, or fails for another reason than the one to be explained. */
    private boolean isWritable(Object value) {
        try (ObjectOutputStream out = new Trial()) {
            out.writeObject(value);
            return true;
        } catch (NotSerializableException thrown) {
            return !type.equals(thrown.getMessage());
        } catch (IOException | RuntimeException thrown) {
            return true;
        }
    }

    private Optional<String> nameOf(Field field) {
        String[] states = frame.names().split("\n", -1);
        if (frame.state <= states.length) {
            String[] words = states[frame.state - 1].split(" "); // pairs
            for (int i = 0; i + 1 < words.length; i += 2) {
                if (words[i].equals(field.getName())) {
                    return Optional.of(words[i + 1]);
                }
            }
        }
        return Optional.empty();
    }

    /** Writes an object to nowhere, but for stacks in it: what those hold is explained by themselves, and may be what is tried. */
    private static final class Trial extends ObjectOutputStream {
        Trial() throws IOException {
            super(new OutputStream() {
                @Override
                public void write(int b) {}

                @Override
                public void write(byte[] bytes, int offset, int length) {}
            });
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            return object instanceof FrameStack ? null : object;
        }
    }
}
