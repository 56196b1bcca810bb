package dev.bobbin.runtime;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;

/**
 * Tells a method that lacks its mark from one that has it in a class that was never instrumented: by a build without the plugin,
 * or by an editor's compiler. The mark is no longer there at run time, but in the class file. Asked when something is explained,
 * never on the way; where the class or its file cannot be found, the answer is no.
 */
final class ForgottenBuild {

    private static final String RUNTIME = ForgottenBuild.class.getPackage().getName();
    private static final String INSTRUMENTED = "L" + RUNTIME.replace('.', '/') + "/Instrumented;";
    private static final String MARK =
            "L" + RUNTIME.substring(0, RUNTIME.lastIndexOf('.')).replace('.', '/') + "/Suspendable;";

    private ForgottenBuild() {}

    /** Whether the class {@code name} has a mark on it, or on a method, and nothing in it that the instrumenter has made. */
    static boolean isOf(String name) {
        try {
            Class<?> type = find(name);
            for (Method method : type.getDeclaredMethods()) {
                if (method.getName().indexOf('-') >= 0) {
                    return false;
                }
            }
            for (Class<?> each : type.getInterfaces()) {
                if (each.getName().equals(name + PlainFrame.TWINS_APART)) {
                    return false;
                }
            }
            return classFile(type).contains(MARK);
        } catch (ClassNotFoundException | IOException | LinkageError | RuntimeException e) {
            return false; // of another loader, or not to be looked at: then there is less to say
        }
    }

    /** Whether the instrumenter has rewritten something in the class {@code name}. */
    static boolean isInstrumented(String name) {
        try {
            return classFile(find(name)).contains(INSTRUMENTED);
        } catch (ClassNotFoundException | IOException | LinkageError | RuntimeException e) {
            return false;
        }
    }

    private static Class<?> find(String name) throws ClassNotFoundException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        return Class.forName(name, false, loader != null ? loader : ForgottenBuild.class.getClassLoader());
    }

    private static String classFile(Class<?> type) throws IOException {
        try (InputStream in = ClassFile.open(type)) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] some = new byte[8192];
            for (int count = in == null ? -1 : in.read(some); count >= 0; count = in.read(some)) {
                bytes.write(some, 0, count);
            }
            return new String(bytes.toByteArray(), StandardCharsets.ISO_8859_1);
        }
    }
}
