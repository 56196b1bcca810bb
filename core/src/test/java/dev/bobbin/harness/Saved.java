package dev.bobbin.harness;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;

/** Java's own serialization, to memory and back. */
public final class Saved {

    private Saved() {}

    public static byte[] bytes(Object object) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(object);
        }
        return bytes.toByteArray();
    }

    public static <T> T read(byte[] bytes) throws IOException, ClassNotFoundException {
        return read(bytes, Saved.class.getClassLoader());
    }

    /** Reads what was saved, with the classes of {@code loader}. */
    @SuppressWarnings("unchecked") // the caller knows what was written
    public static <T> T read(byte[] bytes, ClassLoader loader) throws IOException, ClassNotFoundException {
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes)) {
            @Override
            protected Class<?> resolveClass(ObjectStreamClass type) throws IOException, ClassNotFoundException {
                try {
                    return Class.forName(type.getName(), false, loader);
                } catch (ClassNotFoundException e) {
                    return type.getName().contains(".") ? failing(e) : super.resolveClass(type); // a primitive
                }
            }

            private static Class<?> failing(ClassNotFoundException e) throws ClassNotFoundException {
                throw e;
            }
        }) {
            return (T) in.readObject();
        }
    }

    /** Writes {@code object} and reads it: one that has all that it holds to itself. */
    public static <T> T again(T object) throws IOException, ClassNotFoundException {
        return read(bytes(object));
    }
}
