package dev.bobbin.agent;

import dev.bobbin.instrument.contract.Contract;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.WeakHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * For class loaders that {@link GeneratedClasses} cannot reach: generated interfaces that cannot be defined while the class
 * that needs them is being loaded. They extend an interface of the user's, which would be loaded with them, and the JVM hands
 * no class to an agent that is loaded while the agent is at work. So the class defines them itself, by the first thing that
 * its static initializer does.
 *
 * <p>Public for those initializers alone.
 */
public final class DeferredClasses {

    private static final Map<ClassLoader, Map<String, Map<String, byte[]>>> WAITING =
            Collections.synchronizedMap(new WeakHashMap<>());
    private static LoaderAccess definer; // the one agent's, set before any class can ask

    private DeferredClasses() {}

    static void startWith(LoaderAccess ours) {
        definer = ours;
    }

    /** Keeps {@code generated} for the class {@code name}, whose bytes are returned with an initializer that asks for them. */
    static byte[] define(ClassLoader loader, String name, byte[] bytes, Map<String, byte[]> generated) {
        WAITING.computeIfAbsent(loader, l -> Collections.synchronizedMap(new TreeMap<>()))
                .put(name, generated);
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new Initializing(writer, name), 0);
        return writer.toByteArray();
    }

    /**
     * Defines what was kept for a class. Called by that class.
     *
     * @param type the class, whose initializer has just begun
     */
    public static void of(Class<?> type) {
        Map<String, Map<String, byte[]>> waiting = WAITING.get(type.getClassLoader());
        Map<String, byte[]> generated = waiting == null ? null : waiting.remove(Type.getInternalName(type));
        if (generated != null) {
            generated.forEach(
                    (name, bytes) -> definer.define(type.getClassLoader(), name, bytes, type.getProtectionDomain()));
        }
    }

    /** Puts {@code DeferredClasses.of(ThisClass.class)} in front of the static initializer, or makes one. */
    private static final class Initializing extends ClassVisitor {
        private final String name;
        private boolean isThere;

        Initializing(ClassVisitor next, String name) {
            super(Contract.ASM_API, next);
            this.name = name;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String method, String descriptor, String signature, String[] exceptions) {
            MethodVisitor next = super.visitMethod(access, method, descriptor, signature, exceptions);
            if (!method.equals("<clinit>")) {
                return next;
            }
            isThere = true;
            return new MethodVisitor(Contract.ASM_API, next) {
                @Override
                public void visitCode() {
                    super.visitCode();
                    ask(mv);
                }
            };
        }

        @Override
        public void visitEnd() {
            if (!isThere) {
                MethodVisitor initializer = cv.visitMethod(Opcodes.ACC_STATIC, "<clinit>", "()V", null, null);
                initializer.visitCode();
                ask(initializer);
                initializer.visitInsn(Opcodes.RETURN);
                initializer.visitMaxs(0, 0);
                initializer.visitEnd();
            }
            super.visitEnd();
        }

        private void ask(MethodVisitor code) {
            code.visitLdcInsn(Type.getObjectType(name));
            code.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    Type.getInternalName(DeferredClasses.class),
                    "of",
                    "(Ljava/lang/Class;)V",
                    false);
        }
    }
}
