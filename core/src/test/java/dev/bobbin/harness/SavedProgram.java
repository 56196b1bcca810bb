package dev.bobbin.harness;

import dev.bobbin.Continuation;
import dev.bobbin.runtime.Frame;
import dev.bobbin.runtime.FrameStack;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes a continuation through bytes, and back. The frames are really written; the objects that they hold stay what they are, so
 * that a program finds its own again and does what it would have done without. Java 8: see {@link Runs}.
 */
public final class SavedProgram {

    /** Stands in the bytes for an object of the program. */
    private static final class Handle implements Serializable {
        private static final long serialVersionUID = 1L;

        private final int number;

        Handle(int number) {
            this.number = number;
        }
    }

    private static final ClassValue<Boolean> RESOLVES = new ClassValue<Boolean>() {
        @Override
        protected Boolean computeValue(Class<?> type) {
            for (Class<?> at = type; at != null; at = at.getSuperclass()) {
                if (Stream.of(at.getDeclaredMethods())
                        .anyMatch(method -> method.getName().equals("readResolve"))) {
                    return true;
                }
            }
            return false;
        }
    };

    private final ClassLoader loader;
    private final Map<Object, Integer> numbers = new IdentityHashMap<>();
    private final List<Object> objects = new ArrayList<>();

    /** For a program whose classes, those of its frames included, are the loader's. */
    public SavedProgram(ClassLoader loader) {
        this.loader = loader;
    }

    /** Writes {@code continuation} to bytes and reads them. */
    public Continuation savedAndRead(Continuation continuation) {
        try (Input in = new Input(bytes(continuation))) {
            return (Continuation) in.readObject();
        } catch (IOException | ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    /** What {@code continuation} is in bytes: the same for the same state and objects. */
    public byte[] bytes(Continuation continuation) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (Output out = new Output(bytes, continuation)) {
            out.writeObject(continuation);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return bytes.toByteArray();
    }

    private final class Output extends ObjectOutputStream {
        private final Continuation continuation;
        private boolean stackWritten;

        Output(OutputStream out, Continuation continuation) throws IOException {
            super(out);
            this.continuation = continuation;
            enableReplaceObject(true);
        }

        @Override
        protected Object replaceObject(Object object) {
            boolean isStack = object instanceof FrameStack && !stackWritten; // others are the program's own
            stackWritten |= isStack;
            // What its own class has replaced already, such as a List.of(), is for its class to resolve.
            if (object == continuation || isStack || object instanceof Frame || RESOLVES.get(object.getClass())) {
                return object;
            }
            return new Handle(numbers.computeIfAbsent(object, o -> {
                objects.add(o);
                return objects.size() - 1;
            }));
        }
    }

    private final class Input extends ObjectInputStream {
        Input(byte[] bytes) throws IOException {
            super(new ByteArrayInputStream(bytes));
            enableResolveObject(true);
        }

        @Override
        protected Object resolveObject(Object object) {
            return object instanceof Handle ? objects.get(((Handle) object).number) : object;
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
            try {
                return Class.forName(type.getName(), false, loader);
            } catch (ClassNotFoundException e) {
                return super.resolveClass(type); // a primitive
            }
        }
    }
}
