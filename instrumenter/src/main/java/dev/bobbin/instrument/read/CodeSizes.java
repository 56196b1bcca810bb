package dev.bobbin.instrument.read;

import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.ClassReader;

/** How many bytes of bytecode each method of a class file has: {@code code_length} of JVMS 4.7.3, which HotSpot's limits are about. */
public final class CodeSizes {

    private final Map<String, Integer> sizes;

    private CodeSizes(Map<String, Integer> sizes) {
        this.sizes = Collections.unmodifiableMap(sizes);
    }

    /** Reads the sizes in a class file. */
    public static CodeSizes of(byte[] classFile) {
        ClassReader reader = new ClassReader(classFile);
        char[] buffer = new char[reader.getMaxStringLength()];
        Map<String, Integer> sizes = new HashMap<>();
        int at = reader.header + 6; // access flags, this, super
        at += 2 + 2 * reader.readUnsignedShort(at);
        int fields = reader.readUnsignedShort(at);
        at += 2;
        for (int i = 0; i < fields; i++) {
            at = behindAttributes(reader, at + 6);
        }
        int methods = reader.readUnsignedShort(at);
        at += 2;
        for (int i = 0; i < methods; i++) {
            String key = reader.readUTF8(at + 2, buffer) + reader.readUTF8(at + 4, buffer);
            sizes.put(key, codeLength(reader, at + 6, buffer));
            at = behindAttributes(reader, at + 6);
        }
        return new CodeSizes(sizes);
    }

    /** The bytes of the method's code; 0 if it has none, or if there is no such method. */
    public int of(String name, String descriptor) {
        return sizes.getOrDefault(name + descriptor, 0);
    }

    private static int codeLength(ClassReader reader, int attributes, char[] buffer) {
        int at = attributes + 2;
        for (int i = 0; i < reader.readUnsignedShort(attributes); i++) {
            if ("Code".equals(reader.readUTF8(at, buffer))) {
                return reader.readInt(at + 10); // behind name, length, max_stack and max_locals
            }
            at += 6 + reader.readInt(at + 2);
        }
        return 0;
    }

    private static int behindAttributes(ClassReader reader, int attributes) {
        int at = attributes + 2;
        for (int i = 0; i < reader.readUnsignedShort(attributes); i++) {
            at += 6 + reader.readInt(at + 2);
        }
        return at;
    }
}
