package dev.bobbin.instrument.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.adapt.Adaptation;
import dev.bobbin.instrument.adapt.AdaptedCalls;
import dev.bobbin.instrument.analyze.MethodFlow;
import dev.bobbin.instrument.analyze.UnfinishedObject;
import dev.bobbin.instrument.mark.Calm;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.ClassPath;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.util.CheckClassAdapter;

/** Hand-made constructions, rewritten, verified and run (row K7 of the list of shapes). */
class LateConstructionTest implements Opcodes {

    private static final String OWNER = "Constructs";
    private static final String BUILDER = "java/lang/StringBuilder";

    @Test
    void aStringOfBytesThatWereReadMeanwhile() throws Exception {
        // return new String(flag ? read() : null, UTF_8), with a stack map between NEW and <init>
        assertThat(rewritten(m -> {
                    Label other = new Label();
                    Label both = new Label();
                    m.visitTypeInsn(NEW, "java/lang/String");
                    m.visitInsn(DUP);
                    m.visitVarInsn(ILOAD, 0);
                    m.visitJumpInsn(IFEQ, other);
                    read(m);
                    m.visitJumpInsn(GOTO, both);
                    m.visitLabel(other);
                    m.visitInsn(ACONST_NULL);
                    m.visitLabel(both);
                    m.visitFieldInsn(
                            GETSTATIC, "java/nio/charset/StandardCharsets", "UTF_8", "Ljava/nio/charset/Charset;");
                    m.visitMethodInsn(
                            INVOKESPECIAL, "java/lang/String", "<init>", "([BLjava/nio/charset/Charset;)V", false);
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("Bobbin");
    }

    @Test
    void oneInTheArgumentsOfAnotherUnderAThird() throws Exception {
        // new StringBuilder(new String(read())).append(new String(read())), all begun before the first read
        assertThat(rewritten(m -> {
                    m.visitTypeInsn(NEW, BUILDER);
                    m.visitInsn(DUP);
                    m.visitTypeInsn(NEW, "java/lang/String");
                    m.visitVarInsn(ASTORE, 1);
                    m.visitTypeInsn(NEW, "java/lang/String");
                    m.visitInsn(DUP);
                    read(m);
                    m.visitMethodInsn(INVOKESPECIAL, "java/lang/String", "<init>", "([B)V", false);
                    m.visitMethodInsn(INVOKESPECIAL, BUILDER, "<init>", "(Ljava/lang/String;)V", false);
                    m.visitVarInsn(ALOAD, 1);
                    read(m);
                    m.visitMethodInsn(INVOKESPECIAL, "java/lang/String", "<init>", "([B)V", false);
                    m.visitVarInsn(ALOAD, 1);
                    m.visitMethodInsn(INVOKEVIRTUAL, BUILDER, "append", "(Ljava/lang/String;)L" + BUILDER + ";", false);
                    m.visitMethodInsn(INVOKEVIRTUAL, BUILDER, "toString", "()Ljava/lang/String;", false);
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("BobbinBobbin");
    }

    @Test
    void copiesWithWideValuesBetweenThem() throws Exception {
        assertThat(rewritten(m -> {
                    m.visitTypeInsn(NEW, "java/lang/String");
                    m.visitInsn(DUP);
                    m.visitLdcInsn(7L);
                    m.visitInsn(DUP2_X1); // s 7L s 7L
                    m.visitInsn(POP2); // s 7L s
                    read(m);
                    m.visitMethodInsn(INVOKESPECIAL, "java/lang/String", "<init>", "([B)V", false); // s 7L
                    m.visitMethodInsn(INVOKESTATIC, "java/lang/String", "valueOf", "(J)Ljava/lang/String;", false);
                    m.visitMethodInsn(
                            INVOKEVIRTUAL,
                            "java/lang/String",
                            "concat",
                            "(Ljava/lang/String;)Ljava/lang/String;",
                            false);
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("Bobbin7");
    }

    @Test
    void whatSuspendsBeforeItBeginsLeavesItWhereItIs() throws Exception {
        ClassNode type = type(m -> {
            read(m);
            m.visitVarInsn(ASTORE, 1);
            m.visitTypeInsn(NEW, "java/lang/String");
            m.visitInsn(DUP);
            m.visitVarInsn(ALOAD, 1);
            m.visitMethodInsn(INVOKESPECIAL, "java/lang/String", "<init>", "([B)V", false);
            m.visitInsn(ARETURN);
        });
        MethodNode method = method(type);
        List<AbstractInsnNode> before = List.of(method.instructions.toArray());
        assertThat(apply(type)).isEmpty();
        assertThat(method.instructions.toArray()).containsExactlyElementsOf(before);
    }

    @Test
    void theClassIsStillInitialisedWhereItsNewStood() throws Exception {
        // Constructs has a static initialiser, String has none that a user could notice.
        ClassNode type = type(m -> {
            m.visitTypeInsn(NEW, OWNER);
            m.visitTypeInsn(NEW, "java/lang/String");
            read(m);
            m.visitMethodInsn(INVOKESPECIAL, "java/lang/String", "<init>", "([B)V", false);
            m.visitMethodInsn(INVOKESPECIAL, OWNER, "<init>", "()V", false);
            m.visitInsn(ACONST_NULL);
            m.visitInsn(ARETURN);
        });
        assertThat(apply(type)).isEmpty();
        assertThat(StreamSupport.stream(method(type).instructions.spliterator(), false)
                        .map(AbstractInsnNode::getOpcode)
                        .filter(opcode -> opcode >= 0))
                .containsExactly(
                        NEW,
                        POP,
                        INVOKESTATIC,
                        ASTORE,
                        NEW,
                        ALOAD,
                        INVOKESPECIAL,
                        NEW,
                        INVOKESPECIAL,
                        ACONST_NULL,
                        ARETURN);
    }

    /** What a method with this code returns once it is rewritten, which is what it returned before. */
    private static Object rewritten(Consumer<MethodVisitor> code) throws Exception {
        ClassNode type = type(code);
        Object before = run(type);
        assertThat(apply(type)).isEmpty();
        MethodFlow flow = MethodFlow.of(type, method(type));
        for (AbstractInsnNode instruction : method(type).instructions) {
            if (instruction.getOpcode() == INVOKESTATIC) {
                flow.typesBefore(instruction)
                        .ifPresent(types -> assertThat(unfinished(types)).isFalse());
            }
        }
        Object after = run(type);
        assertThat(after).isEqualTo(before);
        return after;
    }

    private static boolean unfinished(Frame<BasicValue> types) {
        boolean found = false;
        for (int i = 0; i < types.getStackSize(); i++) {
            found |= types.getStack(i) instanceof UnfinishedObject;
        }
        for (int slot = 0; slot < types.getLocals(); slot++) {
            found |= types.getLocal(slot) instanceof UnfinishedObject;
        }
        return found;
    }

    private static Optional<AbstractInsnNode> apply(ClassNode type) throws IOException {
        Map<String, byte[]> own = Map.of(OWNER, write(type));
        try (ClassPath classPath = ClassPath.open(own, List.of())) {
            TypeHierarchy hierarchy = new TypeHierarchy(classPath);
            Marks all = new Marks(hierarchy, own.keySet());
            Adaptation off = new Adaptation(AdaptedCalls.ofTheJdk(), false, hierarchy, all);
            Calm calm = Calm.of(hierarchy, all, off, own.keySet());
            ClassMarks marks = ClassMarks.of(type, hierarchy.find(OWNER).orElseThrow(), all, calm);
            return LateConstruction.apply(type, method(type), marks, hierarchy);
        }
    }

    private static MethodNode method(ClassNode type) {
        return type.methods.stream().filter(m -> m.name.equals("m")).findFirst().orElseThrow();
    }

    private static void read(MethodVisitor m) {
        m.visitMethodInsn(INVOKESTATIC, OWNER, "read", "()[B", false);
    }

    /** A class with a suspendable {@code read()}, a static initialiser, and the code as {@code static Object m(int)}. */
    private static ClassNode type(Consumer<MethodVisitor> code) throws IOException {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        writer.visit(V17, ACC_PUBLIC, OWNER, null, "java/lang/Object", null);
        MethodVisitor read = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, "read", "()[B", null, null);
        read.visitAnnotation("Ldev/bobbin/Suspendable;", false).visitEnd();
        read.visitLdcInsn("Bobbin");
        read.visitMethodInsn(INVOKEVIRTUAL, "java/lang/String", "getBytes", "()[B", false);
        read.visitInsn(ARETURN);
        read.visitMaxs(0, 0);
        for (String name : List.of("<init>", "<clinit>")) {
            MethodVisitor initializer =
                    writer.visitMethod(name.equals("<init>") ? 0 : ACC_STATIC, name, "()V", null, null);
            if (name.equals("<init>")) {
                initializer.visitVarInsn(ALOAD, 0);
                initializer.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
            }
            initializer.visitInsn(RETURN);
            initializer.visitMaxs(0, 0);
        }
        MethodVisitor m = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, "m", "(I)Ljava/lang/Object;", null, null);
        code.accept(m);
        m.visitMaxs(0, 0);
        byte[] bytes = writer.toByteArray();
        try (ClassPath classPath = ClassPath.open(Map.of(OWNER, bytes), List.of())) {
            return StackMaps.read(bytes, new TypeHierarchy(classPath));
        }
    }

    private static byte[] write(ClassNode type) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }

    /** Loads the class, by which the JVM verifies its stack maps, lets ASM verify it without them, and runs it. */
    private static Object run(ClassNode type) throws Exception {
        byte[] bytes = write(type);
        StringWriter errors = new StringWriter();
        CheckClassAdapter.verify(new ClassReader(bytes), false, new PrintWriter(errors));
        assertThat(errors.toString()).isEmpty();
        Class<?> loaded = new ClassLoader() {
            Class<?> define() {
                return defineClass(OWNER, bytes, 0, bytes.length);
            }
        }.define();
        return loaded.getMethod("m", int.class).invoke(null, 1);
    }
}
