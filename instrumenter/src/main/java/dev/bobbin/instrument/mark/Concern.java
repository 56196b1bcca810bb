package dev.bobbin.instrument.mark;

import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.NewerClassFiles;
import java.util.function.BiPredicate;
import org.objectweb.asm.ClassReader;

/**
 * Whether a class needs a closer look, decided without reading its code: it declares a suspendable method,
 * inherits one from a class or in two ways, or its constant pool (JVMS 4.4) names one, or names an {@code invokedynamic} that makes something of a suspendable interface.
 */
final class Concern {

    private static final int METHOD = 10;
    private static final int INTERFACE_METHOD = 11;
    private static final int INVOKE_DYNAMIC = 18;

    private final ClassReader reader;
    private final char[] buffer;

    private Concern(byte[] bytes) {
        reader = NewerClassFiles.reader(bytes);
        buffer = new char[reader.getMaxStringLength()];
    }

    static boolean isConcerned(ClassOutline outline, byte[] bytes, Marks marks) {
        boolean declares = outline.methods().stream()
                .anyMatch(m -> marks.isSuspendable(outline, m) || marks.takesStackByHand(outline, m) || m.isMarked());
        return declares
                || marks.inheritsTwins(outline)
                || !marks.conflictingTwins(outline).isEmpty()
                || namesSuspendable(bytes, marks);
    }

    /** Whether the code of {@code bytes} names a suspendable method, or makes something of a suspendable interface. */
    static boolean namesSuspendable(byte[] bytes, Marks marks) {
        return new Concern(bytes).names(marks);
    }

    private boolean names(Marks marks) {
        for (int i = 1; i < reader.getItemCount(); i++) {
            int item = reader.getItem(i);
            if (item == 0) {
                continue; // the second half of a long or double
            }
            switch (reader.readByte(item - 1)) {
                case METHOD:
                case INTERFACE_METHOD:
                    String owner = reader.readClass(item, buffer);
                    if (!owner.startsWith("java/")
                            && nameAndType(item, (name, type) -> marks.isSuspendable(owner, name, type))) {
                        return true;
                    }
                    break;
                case INVOKE_DYNAMIC:
                    if (nameAndType(item, (name, type) -> mayMakeLambda(name, type, marks))) {
                        return true;
                    }
                    break;
                default:
                    break;
            }
        }
        return false;
    }

    private boolean nameAndType(int item, BiPredicate<String, String> test) {
        int pair = reader.getItem(reader.readUnsignedShort(item + 2));
        return test.test(reader.readUTF8(pair, buffer), reader.readUTF8(pair + 2, buffer));
    }

    private static boolean mayMakeLambda(String name, String descriptor, Marks marks) {
        int start = descriptor.indexOf(")L");
        return start > 0 && marks.hasSuspendable(descriptor.substring(start + 2, descriptor.length() - 1), name);
    }
}
