package dev.bobbin.instrument.prepare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.DUP2_X1;
import static org.objectweb.asm.Opcodes.DUP_X1;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.IFEQ;
import static org.objectweb.asm.Opcodes.IFNULL;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.NEW;
import static org.objectweb.asm.Opcodes.POP2;
import static org.objectweb.asm.Opcodes.SWAP;
import static org.objectweb.asm.Opcodes.V17;

import dev.bobbin.instrument.read.ClassPath;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.util.CheckClassAdapter;

/** Strings that {@code new String(char[])} made, made by {@code String.valueOf(char[])}: wherever their copies were, they are. */
class ConstructionByOthersTest {

    private static final String OWNER = "Makes";
    private static final String STRING = "java/lang/String";

    @Test
    void oneThatIsNeeded() throws Exception {
        assertThat(rewritten(m -> {
                    m.visitTypeInsn(NEW, STRING);
                    m.visitInsn(DUP);
                    construct(m, "once");
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("once");
    }

    @Test
    void oneThatIsDropped() throws Exception {
        assertThat(rewritten(m -> {
                    m.visitTypeInsn(NEW, STRING);
                    construct(m, "dropped");
                    m.visitLdcInsn("left");
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("left");
    }

    @Test
    void oneThatIsThereThreeTimes() throws Exception {
        assertThat(rewritten(m -> {
                    m.visitTypeInsn(NEW, STRING);
                    m.visitInsn(DUP);
                    m.visitInsn(DUP);
                    m.visitInsn(DUP);
                    construct(m, "x");
                    concat(m);
                    concat(m);
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("xxx");
    }

    @Test
    void oneInALocalAndUnderAndOverAnother() throws Exception {
        assertThat(rewritten(m -> {
                    m.visitTypeInsn(NEW, STRING);
                    m.visitInsn(DUP);
                    m.visitVarInsn(ASTORE, 1);
                    m.visitLdcInsn("a");
                    m.visitInsn(SWAP);
                    m.visitInsn(DUP_X1); // s a s
                    construct(m, "xyz");
                    concat(m);
                    m.visitVarInsn(ALOAD, 1);
                    concat(m);
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("xyzaxyz");
    }

    @Test
    void oneWithAWideValueBetween() throws Exception {
        assertThat(rewritten(m -> {
                    m.visitTypeInsn(NEW, STRING);
                    m.visitInsn(DUP);
                    m.visitLdcInsn(7L);
                    m.visitInsn(DUP2_X1); // s 7L s 7L
                    m.visitInsn(POP2); // s 7L s
                    construct(m, "n");
                    m.visitMethodInsn(INVOKESTATIC, STRING, "valueOf", "(J)Ljava/lang/String;", false);
                    concat(m);
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("n7");
    }

    @Test
    void oneInTheArgumentsOfAnotherAcrossAStackMap() throws Exception {
        assertThat(rewritten(m -> {
                    Label other = new Label();
                    Label both = new Label();
                    m.visitTypeInsn(NEW, STRING);
                    m.visitInsn(DUP);
                    m.visitVarInsn(ILOAD, 0);
                    m.visitJumpInsn(IFEQ, other);
                    m.visitTypeInsn(NEW, STRING);
                    m.visitInsn(DUP);
                    construct(m, "inner");
                    m.visitJumpInsn(GOTO, both);
                    m.visitLabel(other);
                    m.visitLdcInsn("none");
                    m.visitLabel(both);
                    m.visitMethodInsn(INVOKEVIRTUAL, STRING, "toCharArray", "()[C", false);
                    m.visitMethodInsn(INVOKESPECIAL, STRING, "<init>", "([C)V", false);
                    m.visitInsn(ARETURN);
                }))
                .isEqualTo("inner");
    }

    @Test
    void oneThatIsComparedBeforeItIsConstructedStays() throws Exception {
        ClassNode type = type(m -> {
            Label next = new Label();
            m.visitTypeInsn(NEW, STRING);
            m.visitInsn(DUP);
            m.visitInsn(DUP);
            m.visitJumpInsn(IFNULL, next);
            m.visitLabel(next);
            construct(m, "compared");
            m.visitInsn(ARETURN);
        });
        int before = method(type).instructions.size();
        assertThat(replace(type)).isPresent();
        assertThat(method(type).instructions.size()).isEqualTo(before); // and is not run: some verifiers refuse it
    }

    private static void construct(MethodVisitor m, String text) {
        m.visitLdcInsn(text);
        m.visitMethodInsn(INVOKEVIRTUAL, STRING, "toCharArray", "()[C", false);
        m.visitMethodInsn(INVOKESPECIAL, STRING, "<init>", "([C)V", false);
    }

    private static void concat(MethodVisitor m) {
        m.visitMethodInsn(INVOKEVIRTUAL, STRING, "concat", "(Ljava/lang/String;)Ljava/lang/String;", false);
    }

    /** What a method with this code returns once it is rewritten, which is what it returned before. */
    private static Object rewritten(Consumer<MethodVisitor> code) throws Exception {
        ClassNode type = type(code);
        Object before = run(type);
        assertThat(replace(type)).isEmpty();
        for (AbstractInsnNode instruction : method(type).instructions) {
            assertThat(instruction.getOpcode()).isNotEqualTo(NEW).isNotEqualTo(INVOKESPECIAL);
        }
        Object after = run(type);
        assertThat(after).isEqualTo(before);
        return after;
    }

    private static Optional<AbstractInsnNode> replace(ClassNode type) throws IOException {
        Map<MethodInsnNode, InsnList> factories = new HashMap<>();
        for (AbstractInsnNode instruction : method(type).instructions) {
            if (instruction instanceof MethodInsnNode call && call.name.equals("<init>")) {
                InsnList factory = new InsnList();
                factory.add(new MethodInsnNode(INVOKESTATIC, STRING, "valueOf", "([C)Ljava/lang/String;", false));
                factories.put(call, factory);
            }
        }
        try (ClassPath classPath = ClassPath.open(Map.of(OWNER, write(type)), List.of())) {
            return LateConstruction.replace(type, method(type), factories, new TypeHierarchy(classPath));
        }
    }

    private static MethodNode method(ClassNode type) {
        return type.methods.get(0);
    }

    private static ClassNode type(Consumer<MethodVisitor> code) throws IOException {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
        writer.visit(V17, ACC_PUBLIC, OWNER, null, "java/lang/Object", null);
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
