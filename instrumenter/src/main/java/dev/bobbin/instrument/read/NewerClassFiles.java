package dev.bobbin.instrument.read;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * Class files of a Java that is newer than the instrumenter. What they say about themselves has kept its form since the first
 * Java, so their outlines can be read, those of a newer JDK among them; what their code means is not known.
 */
public final class NewerClassFiles {

    /** The newest version whose code is known. */
    static final int NEWEST = Opcodes.V28;

    private static final int JAVA_1 = 44;
    private static final int MAJOR_VERSION = 6; // JVMS 4.1: after the magic number and the minor version

    private NewerClassFiles() {}

    /** Whether the class is newer than the instrumenter, which then must not touch its code. */
    public static boolean isNewer(ClassOutline type) {
        return type.version() > NEWEST;
    }

    /** The Java that made {@code type}. */
    public static int javaOf(ClassOutline type) {
        return type.version() - JAVA_1;
    }

    /** The newest Java whose class files are known. */
    public static int newestJava() {
        return NEWEST - JAVA_1;
    }

    /** A reader for all but the code. */
    public static ClassReader reader(byte[] bytes) {
        if (bytes.length <= MAJOR_VERSION + 1 || majorOf(bytes) <= NEWEST) {
            return new ClassReader(bytes);
        }
        byte[] older = bytes.clone();
        older[MAJOR_VERSION] = 0;
        older[MAJOR_VERSION + 1] = NEWEST;
        return new ClassReader(older);
    }

    static int majorOf(byte[] bytes) {
        return (bytes[MAJOR_VERSION] & 0xff) << 8 | bytes[MAJOR_VERSION + 1] & 0xff;
    }
}
