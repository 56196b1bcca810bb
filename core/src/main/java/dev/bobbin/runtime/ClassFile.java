package dev.bobbin.runtime;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/**
 * The methods of a class as its file lists them (JVMS 4): by name and descriptor, so that none of the classes need be there that
 * they name. Reflection has no way to ask for that.
 */
final class ClassFile {

    private static final int UTF8 = 1;
    private static final int LONG = 5;
    private static final int DOUBLE = 6;

    /** By tag of a constant, how many bytes it has, not counting the tag. */
    private static final int[] CONSTANT_BYTES = {0, 0, 0, 4, 4, 8, 8, 2, 2, 4, 4, 4, 4, 0, 0, 3, 2, 4, 4, 2, 2};

    private final Class<?> type;
    private final LinkageError why;

    private ClassFile(Class<?> type, LinkageError why) {
        this.type = type;
        this.why = why;
    }

    /** The file of {@code type}, for which reflection has thrown {@code why}; so does reading, if there is no such file. */
    static ClassFile of(Class<?> type, LinkageError why) {
        return new ClassFile(type, why);
    }

    /** The file of {@code type}; null if it was not loaded from one. */
    static InputStream open(Class<?> type) {
        return type.getResourceAsStream(type.getName().substring(type.getName().lastIndexOf('.') + 1) + ".class");
    }

    /** Hands each method and its modifiers to {@code each}: {@code price(Ljava/lang/String;)I}. */
    void forEachMethod(ObjIntConsumer<String> each) {
        try (InputStream stream = open(type)) {
            if (stream == null) {
                throw why;
            }
            read(new DataInputStream(new BufferedInputStream(stream)), each);
        } catch (IOException e) {
            why.addSuppressed(e);
            throw why;
        }
    }

    private static void read(DataInputStream in, ObjIntConsumer<String> each) throws IOException {
        skip(in, 8); // magic and version
        Map<Integer, String> texts = readTexts(in);
        skip(in, 6); // access, this, super
        skip(in, 2L * in.readUnsignedShort()); // interfaces
        readMembers(in, texts, (field, modifiers) -> {});
        readMembers(in, texts, each);
    }

    private static Map<Integer, String> readTexts(DataInputStream in) throws IOException {
        Map<Integer, String> texts = new HashMap<>();
        int count = in.readUnsignedShort();
        for (int i = 1; i < count; i++) {
            int tag = in.readUnsignedByte();
            if (tag == UTF8) {
                texts.put(i, in.readUTF());
            } else {
                skip(in, CONSTANT_BYTES[tag]);
                i += tag == LONG || tag == DOUBLE ? 1 : 0;
            }
        }
        return texts;
    }

    private static void readMembers(DataInputStream in, Map<Integer, String> texts, ObjIntConsumer<String> each)
            throws IOException {
        for (int members = in.readUnsignedShort(); members > 0; members--) {
            int modifiers = in.readUnsignedShort();
            String name = texts.get(in.readUnsignedShort());
            each.accept(name + texts.get(in.readUnsignedShort()), modifiers);
            for (int attributes = in.readUnsignedShort(); attributes > 0; attributes--) {
                skip(in, 2);
                skip(in, in.readInt() & 0xffffffffL);
            }
        }
    }

    private static void skip(DataInputStream in, long bytes) throws IOException {
        for (long left = bytes; left > 0; ) {
            long skipped = in.skip(left);
            if (skipped == 0) {
                in.readByte();
                skipped = 1;
            }
            left -= skipped;
        }
    }
}
