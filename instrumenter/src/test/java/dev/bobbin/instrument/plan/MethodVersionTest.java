package dev.bobbin.instrument.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.contract.Contract;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.BasicValue;

/** Shape K10: the version of a method changes with each instruction of it, and with nothing that only debuggers read. */
class MethodVersionTest {

    private static final int LAST_OPCODE = Opcodes.IFNONNULL;

    private static final Handle BOOTSTRAP =
            new Handle(Opcodes.H_INVOKESTATIC, "Boot", "strap", "()Ljava/lang/Object;", false);

    private static MethodNode method(Consumer<MethodNode> code) {
        return method(Opcodes.ACC_STATIC, "m", "()V", code);
    }

    private static MethodNode method(int access, String name, String descriptor, Consumer<MethodNode> code) {
        MethodNode method = new MethodNode(Contract.ASM_API, access, name, descriptor, null, null);
        code.accept(method);
        method.visitInsn(Opcodes.RETURN);
        return method;
    }

    private static long version(MethodNode method) {
        return MethodVersion.of(method, List.of(), new FrameLayout.Builder().layOut());
    }

    private static long version(Consumer<MethodNode> code) {
        return version(method(code));
    }

    /** Every instruction that there is, each in all that can be different about it. */
    private static Map<String, Consumer<MethodNode>> instructions() {
        Map<String, Consumer<MethodNode>> all = new LinkedHashMap<>();
        all.put("nothing", m -> {});
        for (int opcode = Opcodes.NOP; opcode <= LAST_OPCODE; opcode++) {
            add(opcode, all);
        }
        Object[] constants = {
            0,
            1,
            0L,
            1L,
            0f,
            -0f,
            Float.intBitsToFloat(0x7fc00000),
            Float.intBitsToFloat(0x7fc00001),
            0d,
            -0d,
            Double.longBitsToDouble(0x7ff8000000000000L),
            Double.longBitsToDouble(0x7ff8000000000001L),
            "0",
            "1",
            "",
            "\ud800",
            "\udc00",
            "?",
            Type.getObjectType("A"),
            Type.getObjectType("B"),
            Type.getMethodType("()V"),
            Type.getMethodType("()I"),
            BOOTSTRAP,
            new Handle(Opcodes.H_INVOKEVIRTUAL, "Boot", "strap", "()Ljava/lang/Object;", false),
            new Handle(Opcodes.H_INVOKESTATIC, "Boots", "trap", "()Ljava/lang/Object;", false),
            new Handle(Opcodes.H_INVOKESTATIC, "Boot", "strap", "()Ljava/lang/Object;", true),
            new Handle(Opcodes.H_INVOKESTATIC, "Boot", "strap", "()Ljava/lang/String;", false),
            new ConstantDynamic("c", "I", BOOTSTRAP),
            new ConstantDynamic("d", "I", BOOTSTRAP),
            new ConstantDynamic("c", "J", BOOTSTRAP),
            new ConstantDynamic("c", "I", BOOTSTRAP, 1),
            new ConstantDynamic("c", "I", BOOTSTRAP, 2),
            new ConstantDynamic("c", "I", BOOTSTRAP, 1, 2)
        };
        for (int i = 0; i < constants.length; i++) {
            Object constant = constants[i];
            all.put("LDC " + i + " " + constant, m -> m.visitLdcInsn(constant));
        }
        return all;
    }

    private static void add(int opcode, Map<String, Consumer<MethodNode>> all) {
        String name = "opcode " + opcode + " ";
        if (opcode == Opcodes.BIPUSH || opcode == Opcodes.SIPUSH || opcode == Opcodes.NEWARRAY) {
            all.put(name + 5, m -> m.visitIntInsn(opcode, 5));
            all.put(name + 6, m -> m.visitIntInsn(opcode, 6));
        } else if (opcode >= Opcodes.ILOAD && opcode <= Opcodes.ALOAD
                || opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE
                || opcode == Opcodes.RET) {
            all.put(name + 3, m -> m.visitVarInsn(opcode, 3));
            all.put(name + 4, m -> m.visitVarInsn(opcode, 4));
        } else if (opcode == Opcodes.IINC) {
            all.put(name + "1 by 1", m -> m.visitIincInsn(1, 1));
            all.put(name + "2 by 1", m -> m.visitIincInsn(2, 1));
            all.put(name + "1 by 2", m -> m.visitIincInsn(1, 2));
        } else if (opcode >= Opcodes.IFEQ && opcode <= Opcodes.JSR || opcode >= Opcodes.IFNULL) {
            all.put(name + "here", m -> jump(opcode, m, false));
            all.put(name + "on", m -> jump(opcode, m, true));
        } else if (opcode == Opcodes.TABLESWITCH) {
            all.put(name + "0 1", m -> table(m, 0, 0, 1));
            all.put(name + "1 2", m -> table(m, 1, 0, 1));
            all.put(name + "other order", m -> table(m, 0, 1, 0));
            all.put(name + "other default", m -> table(m, 0, 1, 1));
            all.put(name + "one", m -> table(m, 0, 0));
        } else if (opcode == Opcodes.LOOKUPSWITCH) {
            all.put(name + "0 1", m -> lookup(m, new int[] {0, 1}, 0, 1));
            all.put(name + "0 2", m -> lookup(m, new int[] {0, 2}, 0, 1));
            all.put(name + "other order", m -> lookup(m, new int[] {0, 1}, 1, 0));
            all.put(name + "one", m -> lookup(m, new int[] {0}, 0));
        } else if (opcode >= Opcodes.GETSTATIC && opcode <= Opcodes.PUTFIELD) {
            all.put(name + "A.b", m -> m.visitFieldInsn(opcode, "A", "b", "I"));
            all.put(name + "B.b", m -> m.visitFieldInsn(opcode, "B", "b", "I"));
            all.put(name + "A.c", m -> m.visitFieldInsn(opcode, "A", "c", "I"));
            all.put(name + "A.b J", m -> m.visitFieldInsn(opcode, "A", "b", "J"));
            all.put(name + "Ab.", m -> m.visitFieldInsn(opcode, "Ab", "", "I"));
        } else if (opcode >= Opcodes.INVOKEVIRTUAL && opcode <= Opcodes.INVOKEINTERFACE) {
            all.put(name + "A.b", m -> m.visitMethodInsn(opcode, "A", "b", "()V", false));
            all.put(name + "itf", m -> m.visitMethodInsn(opcode, "A", "b", "()V", true));
            all.put(name + "B.b", m -> m.visitMethodInsn(opcode, "B", "b", "()V", false));
            all.put(name + "A.c", m -> m.visitMethodInsn(opcode, "A", "c", "()V", false));
            all.put(name + "A.b I", m -> m.visitMethodInsn(opcode, "A", "b", "()I", false));
        } else if (opcode == Opcodes.INVOKEDYNAMIC) {
            all.put(name + "a", m -> m.visitInvokeDynamicInsn("a", "()V", BOOTSTRAP));
            all.put(name + "b", m -> m.visitInvokeDynamicInsn("b", "()V", BOOTSTRAP));
            all.put(name + "I", m -> m.visitInvokeDynamicInsn("a", "()I", BOOTSTRAP));
            all.put(name + "argument", m -> m.visitInvokeDynamicInsn("a", "()V", BOOTSTRAP, BOOTSTRAP));
            all.put(name + "number", m -> m.visitInvokeDynamicInsn("a", "()V", BOOTSTRAP, 1));
            all.put(name + "text", m -> m.visitInvokeDynamicInsn("a", "()V", BOOTSTRAP, "1"));
            Handle other = new Handle(Opcodes.H_INVOKESTATIC, "Boot", "other", "()Ljava/lang/Object;", false);
            all.put(name + "boot", m -> m.visitInvokeDynamicInsn("a", "()V", other));
        } else if (opcode == Opcodes.NEW
                || opcode == Opcodes.ANEWARRAY
                || opcode == Opcodes.CHECKCAST
                || opcode == Opcodes.INSTANCEOF) {
            all.put(name + "A", m -> m.visitTypeInsn(opcode, "A"));
            all.put(name + "B", m -> m.visitTypeInsn(opcode, "B"));
        } else if (opcode == Opcodes.MULTIANEWARRAY) {
            all.put(name + "2", m -> m.visitMultiANewArrayInsn("[[[I", 2));
            all.put(name + "3", m -> m.visitMultiANewArrayInsn("[[[I", 3));
            all.put(name + "J", m -> m.visitMultiANewArrayInsn("[[[J", 2));
        } else if (hasNoOperands(opcode)) {
            all.put(name, m -> m.visitInsn(opcode));
        }
    }

    /** But for the numbers of the short forms, such as ILOAD_0 and LDC_W, which ASM turns into the long ones. */
    private static boolean hasNoOperands(int opcode) {
        return opcode <= Opcodes.DCONST_1
                || opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD
                || opcode >= Opcodes.IASTORE && opcode <= Opcodes.DCMPG
                || opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN
                || opcode == Opcodes.ARRAYLENGTH
                || opcode == Opcodes.ATHROW
                || opcode == Opcodes.MONITORENTER
                || opcode == Opcodes.MONITOREXIT;
    }

    private static void jump(int opcode, MethodNode method, boolean on) {
        Label target = new Label();
        method.visitJumpInsn(opcode, target);
        if (!on) {
            method.visitLabel(target);
        }
        method.visitInsn(Opcodes.NOP);
        if (on) {
            method.visitLabel(target);
        }
    }

    private static void table(MethodNode method, int min, int... targets) {
        Label[] places = {new Label(), new Label()};
        Label[] labels = labels(places, targets);
        method.visitTableSwitchInsn(min, min + targets.length - 1, places[targets[0]], labels);
        method.visitLabel(places[0]);
        method.visitInsn(Opcodes.NOP);
        method.visitLabel(places[1]);
    }

    private static void lookup(MethodNode method, int[] keys, int... targets) {
        Label[] places = {new Label(), new Label()};
        method.visitLookupSwitchInsn(places[0], keys, labels(places, targets));
        method.visitLabel(places[0]);
        method.visitInsn(Opcodes.NOP);
        method.visitLabel(places[1]);
    }

    private static Label[] labels(Label[] places, int[] targets) {
        Label[] labels = new Label[targets.length];
        for (int i = 0; i < targets.length; i++) {
            labels[i] = places[targets[i]];
        }
        return labels;
    }

    @Test
    void isAnotherForEveryInstruction() {
        Map<Long, String> known = new LinkedHashMap<>();
        instructions().forEach((name, code) -> {
            assertThat(version(code)).as(name).isEqualTo(version(code));
            assertThat(known.put(version(code), name)).as(name + " and").isNull();
        });
        TreeSet<Integer> kinds = new TreeSet<>();
        TreeSet<Integer> opcodes = new TreeSet<>();
        instructions()
                .values()
                .forEach(code -> method(code).instructions.forEach(instruction -> {
                    kinds.add(instruction.getType());
                    opcodes.add(instruction.getOpcode());
                }));
        for (int kind = AbstractInsnNode.INSN; kind <= AbstractInsnNode.MULTIANEWARRAY_INSN; kind++) {
            assertThat(kinds).contains(kind);
        }
        opcodes.remove(-1); // labels
        // 0 to 199, but for LDC_W and LDC2_W, the forms of loads and stores with a slot in their name, and WIDE.
        assertThat(opcodes).hasSize(200 - 2 - 2 * 20 - 1); // labels: -1
    }

    @Test
    void isAnotherInAnotherPlace() {
        List<Consumer<MethodNode>> orders = List.of(
                m -> insns(m, Opcodes.NOP, Opcodes.ICONST_0, Opcodes.POP),
                m -> insns(m, Opcodes.ICONST_0, Opcodes.NOP, Opcodes.POP),
                m -> insns(m, Opcodes.ICONST_0, Opcodes.POP, Opcodes.NOP),
                m -> insns(m, Opcodes.ICONST_0, Opcodes.POP));
        assertThat(orders.stream().map(MethodVersionTest::version)).doesNotHaveDuplicates();
    }

    private static void insns(MethodNode method, int... opcodes) {
        for (int opcode : opcodes) {
            method.visitInsn(opcode);
        }
    }

    @Test
    void isAnotherForAnotherSignature() {
        assertThat(List.of(
                        version(method(Opcodes.ACC_STATIC, "m", "()V", m -> {})),
                        version(method(0, "m", "()V", m -> {})),
                        version(method(Opcodes.ACC_STATIC, "n", "()V", m -> {})),
                        version(method(Opcodes.ACC_STATIC, "m", "(I)V", m -> {}))))
                .doesNotHaveDuplicates();
        assertThat(version(method(Opcodes.ACC_STATIC | Opcodes.ACC_PUBLIC | Opcodes.ACC_FINAL, "m", "()V", m -> {})))
                .as("who may call it says nothing of what it does")
                .isEqualTo(version(method(Opcodes.ACC_STATIC, "m", "()V", m -> {})));
    }

    @Test
    void isAnotherForOtherTryRanges() {
        List<Long> versions = new ArrayList<>();
        versions.add(version(m -> insns(m, Opcodes.NOP, Opcodes.NOP, Opcodes.NOP)));
        for (int[] range : new int[][] {{0, 1, 2}, {0, 2, 2}, {1, 2, 2}, {0, 1, 1}}) {
            versions.add(version(m -> tried(m, range, "E")));
        }
        versions.add(version(m -> tried(m, new int[] {0, 1, 2}, "F")));
        versions.add(version(m -> tried(m, new int[] {0, 1, 2}, null)));
        assertThat(versions).doesNotHaveDuplicates();
    }

    private static void tried(MethodNode method, int[] range, String type) {
        Label[] places = {new Label(), new Label(), new Label()};
        method.visitTryCatchBlock(places[range[0]], places[range[1]], places[range[2]], type);
        for (Label place : places) {
            method.visitLabel(place);
            method.visitInsn(Opcodes.NOP);
        }
    }

    @Test
    void isTheSameWithAndWithoutDebugInformation() {
        Label[] ends = {new Label(), new Label()};
        MethodNode debugged = method(m -> {
            m.visitLabel(ends[0]);
            m.visitLineNumber(7, ends[0]);
            m.visitFrame(Opcodes.F_NEW, 0, new Object[0], 0, new Object[0]);
            m.visitInsn(Opcodes.ICONST_0);
            m.visitLabel(ends[1]);
            m.visitLineNumber(9, ends[1]);
            jump(Opcodes.IFEQ, m, true);
            m.visitLocalVariable("x", "I", null, ends[0], ends[1], 0);
            m.visitMaxs(5, 6);
        });
        assertThat(version(debugged)).isEqualTo(version(m -> {
            m.visitInsn(Opcodes.ICONST_0);
            jump(Opcodes.IFEQ, m, true);
        }));
    }

    @Test
    void isAnotherForOtherStatesAndFields() {
        MethodNode method = method(m -> {
            m.visitMethodInsn(Opcodes.INVOKESTATIC, "A", "f", "()V", false);
            m.visitMethodInsn(Opcodes.INVOKESTATIC, "A", "f", "()V", false);
        });
        BasicValue number = BasicValue.INT_VALUE;
        BasicValue text = new BasicValue(Type.getObjectType("java/lang/String"));
        Supplier<State> none = () -> state(method, 0, List.of(), List.of());
        List<Long> versions = List.of(
                MethodVersion.of(method, List.of(none.get()), layout()),
                MethodVersion.of(method, List.of(state(method, 1, List.of(), List.of())), layout()),
                MethodVersion.of(method, List.of(none.get(), state(method, 1, List.of(), List.of())), layout()),
                MethodVersion.of(method, List.of(none.get()), layout(number)),
                MethodVersion.of(method, List.of(none.get()), layout(text)),
                MethodVersion.of(method, List.of(none.get()), layout(text, number)),
                MethodVersion.of(
                        method, List.of(state(method, 0, List.of(saved(0, text, "v0")), List.of())), layout(text)),
                MethodVersion.of(
                        method, List.of(state(method, 0, List.of(), List.of(saved(0, text, "v0")))), layout(text)),
                MethodVersion.of(
                        method, List.of(state(method, 0, List.of(), List.of(saved(1, text, "v0")))), layout(text)),
                MethodVersion.of(
                        method, List.of(state(method, 0, List.of(), List.of(saved(1, text, "v1")))), layout(text)));
        assertThat(versions).doesNotHaveDuplicates();
    }

    private static FrameLayout layout(BasicValue... values) {
        FrameLayout.Builder builder = new FrameLayout.Builder();
        for (int i = 0; i < values.length; i++) {
            builder.live(new FrameLayout.Key(false, i, values[i]), 1);
        }
        return builder.layOut();
    }

    private static SavedValue saved(int place, BasicValue value, String field) {
        return new SavedValue(place, value, Optional.of(new FrameField(field, value.getType())));
    }

    private static State state(MethodNode method, int call, List<SavedValue> operands, List<SavedValue> locals) {
        MethodInsnNode instruction = (MethodInsnNode) method.instructions.get(call);
        return new State(1, instruction, 0, Type.VOID_TYPE, operands, locals, List.of());
    }

    @Test
    void labelsStandForInstructions() {
        MethodNode one = method(m -> jump(Opcodes.GOTO, m, true));
        MethodNode other = method(m -> jump(Opcodes.GOTO, m, true));
        other.instructions.insert(new LabelNode());
        assertThat(version(other)).isEqualTo(version(one));
    }
}
