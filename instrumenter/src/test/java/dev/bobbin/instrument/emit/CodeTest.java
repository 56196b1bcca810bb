package dev.bobbin.instrument.emit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.contract.Contract;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;

/** The words that emitters write in, each run as it is (row K13 of the list of shapes). */
class CodeTest {

    private static final Type STRING = Type.getType(String.class);
    private static final Type BUILDER = Type.getType(StringBuilder.class);

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 5, 6, -128, 127, 128, -32768, 32767, 32768, Integer.MAX_VALUE, Integer.MIN_VALUE})
    void loadIntLoadsAnyInt(int value) throws Exception {
        assertThat(run("()I", code -> code.loadInt(value).returns(Type.INT_TYPE)))
                .isEqualTo(value);
    }

    @Test
    void loadZeroFitsEachType() throws Exception {
        assertThat(run("()J", code -> code.loadZero(Type.LONG_TYPE).returns(Type.LONG_TYPE)))
                .isEqualTo(0L);
        assertThat(run("()F", code -> code.loadZero(Type.FLOAT_TYPE).returns(Type.FLOAT_TYPE)))
                .isEqualTo(0f);
        assertThat(run("()D", code -> code.loadZero(Type.DOUBLE_TYPE).returns(Type.DOUBLE_TYPE)))
                .isEqualTo(0.0);
        assertThat(run("()C", code -> code.loadZero(Type.CHAR_TYPE).returns(Type.CHAR_TYPE)))
                .isEqualTo('\0');
        assertThat(run("()[I", code -> code.loadZero(Type.getType("[I")).returns(Type.getType("[I"))))
                .isNull();
        assertThat(run("()V", code -> code.loadZero(Type.VOID_TYPE).returns(Type.VOID_TYPE)))
                .isNull();
    }

    @Test
    void popTakesWideValuesWhole() throws Exception {
        assertThat(run(
                        "()I",
                        code -> code.loadInt(3)
                                .constant(5L)
                                .pop(Type.LONG_TYPE)
                                .loadNull()
                                .pop(STRING)
                                .pop(Type.VOID_TYPE)
                                .returns(Type.INT_TYPE)))
                .isEqualTo(3);
    }

    @Test
    void argumentsLieInTheirSlots() throws Exception {
        assertThat(run("(JID)D", code -> code.load(Type.DOUBLE_TYPE, 3).returns(Type.DOUBLE_TYPE), 1L, 2, 3.5))
                .isEqualTo(3.5);
        assertThat(run(
                        "(JLjava/lang/Object;)Ljava/lang/Object;",
                        code -> code.load(2).store(STRING, 0).load(0).returns(STRING),
                        1L,
                        "x"))
                .isEqualTo("x");
    }

    @Test
    void switchesNest() throws Exception {
        assertThat(nestedSwitch(7, 1)).isEqualTo(71);
        assertThat(nestedSwitch(7, 2)).isEqualTo(72);
        assertThat(nestedSwitch(7, 3)).isEqualTo(70);
        assertThat(nestedSwitch(8, 1)).isEqualTo(8);
        assertThat(nestedSwitch(9, 1)).isEqualTo(-1);
        assertThat(nestedSwitch(6, 1)).isEqualTo(-1);
    }

    private static Object nestedSwitch(int outer, int inner) throws Exception {
        LabelNode seven = new LabelNode();
        LabelNode eight = new LabelNode();
        LabelNode one = new LabelNode();
        LabelNode two = new LabelNode();
        LabelNode neither = new LabelNode();
        LabelNode none = new LabelNode();
        return run(
                "(II)I",
                code -> {
                    code.load(Type.INT_TYPE, 0).switchOn(7, Arrays.asList(seven, eight), none);
                    at(seven, code).load(Type.INT_TYPE, 1).switchOn(1, Arrays.asList(one, two), neither);
                    at(one, code).loadInt(71).returns(Type.INT_TYPE);
                    at(two, code).loadInt(72).returns(Type.INT_TYPE);
                    at(neither, code).loadInt(70).returns(Type.INT_TYPE);
                    at(eight, code).loadInt(8).returns(Type.INT_TYPE);
                    at(none, code).loadInt(-1).returns(Type.INT_TYPE);
                },
                outer,
                inner);
    }

    private static Code at(LabelNode label, Code code) {
        return code.label(label).frame(Arrays.asList(Opcodes.INTEGER, Opcodes.INTEGER), Collections.emptyList());
    }

    @Test
    void branchesGoByIntsAndByReferences() throws Exception {
        assertThat(branch("I", Code::ifTrue, 1)).isEqualTo(true);
        assertThat(branch("I", Code::ifTrue, 0)).isEqualTo(false);
        assertThat(branch("I", Code::ifFalse, 1)).isEqualTo(false);
        assertThat(branch("I", Code::ifFalse, 0)).isEqualTo(true);
        assertThat(branch("Ljava/lang/Object;", Code::ifNull, new Object[] {null}))
                .isEqualTo(true);
        assertThat(branch("Ljava/lang/Object;", Code::ifNull, "x")).isEqualTo(false);
        assertThat(branch("Ljava/lang/Object;", (code, label) -> code.load(0).ifSame(label), "x"))
                .isEqualTo(true);
        assertThat(branch("Ljava/lang/Object;", (code, label) -> code.loadNull().ifSame(label), "x"))
                .isEqualTo(false);
    }

    private static Object branch(String type, java.util.function.BiConsumer<Code, LabelNode> branch, Object... argument)
            throws Exception {
        LabelNode taken = new LabelNode();
        Object local = type.equals("I") ? Opcodes.INTEGER : "java/lang/Object";
        return run(
                "(" + type + ")Z",
                code -> {
                    code.load(Type.getType(type), 0);
                    branch.accept(code, taken);
                    code.loadFalse().returns(Type.BOOLEAN_TYPE);
                    code.label(taken).frame(Collections.singletonList(local), Collections.emptyList());
                    code.loadTrue().returns(Type.BOOLEAN_TYPE);
                },
                argument);
    }

    @Test
    void objectsAreMadeAndCalled() throws Exception {
        assertThat(run(
                        "(Ljava/lang/Object;)Ljava/lang/String;",
                        code -> code.make("java/lang/StringBuilder")
                                .dup()
                                .load(0)
                                .cast(STRING)
                                .callExactly("java/lang/StringBuilder", "<init>", "(Ljava/lang/String;)V", false)
                                .loadInt(5)
                                .call("java/lang/StringBuilder", "append", "(I)" + BUILDER.getDescriptor(), false)
                                .call("java/lang/CharSequence", "toString", "()Ljava/lang/String;", true)
                                .returns(STRING),
                        "x"))
                .isEqualTo("x5");
    }

    @Test
    void aCastToObjectIsNone() {
        MethodNode method = new MethodNode();
        new Code(method.instructions).cast(Code.OBJECT);
        assertThat(method.instructions.size()).isZero();
    }

    @Test
    void aLineThatIsNotKnownIsNotWritten() {
        MethodNode method = new MethodNode();
        new Code(method.instructions).line(0, new LabelNode());
        assertThat(method.instructions.size()).isZero();
    }

    @Test
    void localsAreShiftedWholeAndDroppedWhole() {
        Locals locals = Locals.of(List.of(Opcodes.INTEGER, Opcodes.LONG, "java/lang/String")); // slots 0, 1, 3
        assertThat(locals.toFrame()).containsExactly(Opcodes.INTEGER, Opcodes.LONG, "java/lang/String");
        assertThat(locals.shifted(1, "K").toFrame())
                .containsExactly(Opcodes.INTEGER, "K", Opcodes.LONG, "java/lang/String");
        assertThat(locals.shifted(6, "K").toFrame())
                .containsExactly(Opcodes.INTEGER, Opcodes.LONG, "java/lang/String", Opcodes.TOP, Opcodes.TOP, "K");
        assertThat(locals.only(slot -> slot != 1).toFrame())
                .containsExactly(Opcodes.INTEGER, Opcodes.TOP, Opcodes.TOP, "java/lang/String");
        assertThat(locals.only(slot -> slot < 3).toFrame()).containsExactly(Opcodes.INTEGER, Opcodes.LONG);
        assertThat(locals.only(slot -> false).toFrame()).isEmpty();
    }

    @Test
    void anEmptyRangeHasNoCode() {
        MethodNode method = new MethodNode();
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        Code code = new Code(method.instructions);
        code.label(start).line(7, start).label(end).returns(Type.VOID_TYPE);
        assertThat(MethodCopy.hasCode(start, end)).isFalse();
        method.instructions.insertBefore(end, new org.objectweb.asm.tree.InsnNode(Opcodes.NOP));
        assertThat(MethodCopy.hasCode(start, end)).isTrue();
    }

    /** Runs what was written as the body of a static method. */
    private static Object run(String descriptor, Consumer<Code> body, Object... arguments) throws Exception {
        ClassNode type = new ClassNode(Contract.ASM_API);
        type.visit(Opcodes.V1_8, Opcodes.ACC_PUBLIC, "Emitted", null, "java/lang/Object", null);
        MethodNode method =
                (MethodNode) type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_STATIC, "m", descriptor, null, null);
        body.accept(new Code(method.instructions));
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        byte[] bytes = writer.toByteArray();
        Class<?> loaded = new ClassLoader() {
            Class<?> define() {
                return defineClass("Emitted", bytes, 0, bytes.length);
            }
        }.define();
        Method made = Arrays.stream(loaded.getMethods())
                .filter(m -> m.getName().equals("m"))
                .findFirst()
                .orElseThrow();
        return made.invoke(null, arguments);
    }
}
