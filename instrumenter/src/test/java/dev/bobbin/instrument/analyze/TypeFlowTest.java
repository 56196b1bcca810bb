package dev.bobbin.instrument.analyze;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/** The types before each instruction (rows K1, K2, K5 and K6 of the list of shapes). */
class TypeFlowTest implements Opcodes {

    private static final Object[] NONE = {};

    @Test
    void parametersComeFirstAndWideOnesTakeTwoSlots() {
        Types types = types("(J[[ILjava/lang/String;)V", m -> m.visitInsn(RETURN));
        assertThat(types.at(0)).isEqualTo("J . [[I Ljava/lang/String; |");
    }

    @Test
    void smallTypesAreInts() {
        assertThat(types("(ZBCS)V", m -> m.visitInsn(RETURN)).at(0)).isEqualTo("I I I I |");
    }

    @Test
    void aWideStoreTakesTheSlotsBesideItAway() {
        Types types = types("(JJ)V", m -> {
            m.visitInsn(LCONST_0); // 0
            m.visitVarInsn(LSTORE, 1); // 1
            m.visitInsn(RETURN); // 2
        });
        assertThat(types.at(2)).isEqualTo(". J |"); // half of each parameter is overwritten, so they are gone
    }

    @Test
    void whereBothPathsAgreeTheTypeStays() {
        assertThat(merged("java/lang/Integer", "java/lang/Integer")).isEqualTo("I Ljava/lang/Integer; |");
    }

    @Test
    void wherePathsMeetTheStackMapTells() {
        assertThat(merged("java/lang/Integer", "java/lang/Number")).isEqualTo("I Ljava/lang/Number; |");
        assertThat(merged("java/lang/Integer", "java/lang/Comparable")).isEqualTo("I Ljava/lang/Comparable; |");
    }

    @Test
    void aSlotOfWhichPathsDisagreeHasNoType() {
        assertThat(merged("java/lang/Integer", TOP)).isEqualTo("I |");
    }

    /** The types after an if of which one branch stores an Integer and the other what the stack map makes of it. */
    private static String merged(String stored, Object declared) {
        return types("(I)V", m -> {
                    Label other = new Label();
                    Label end = new Label();
                    m.visitVarInsn(ILOAD, 0); // 0
                    m.visitJumpInsn(IFEQ, other); // 1
                    m.visitInsn(ACONST_NULL); // 2
                    m.visitTypeInsn(CHECKCAST, stored); // 3
                    m.visitVarInsn(ASTORE, 1); // 4
                    m.visitJumpInsn(GOTO, end); // 5
                    m.visitLabel(other); // 6
                    m.visitFrame(F_NEW, 1, new Object[] {INTEGER}, 0, NONE); // 7
                    m.visitInsn(ACONST_NULL); // 8
                    m.visitVarInsn(ASTORE, 1); // 9
                    m.visitLabel(end); // 10
                    m.visitFrame(F_NEW, 2, new Object[] {INTEGER, declared}, 0, NONE); // 11
                    m.visitInsn(RETURN); // 12
                })
                .at(12);
    }

    @Test
    void nullIsKnownForNullUntilItMeetsAnother() {
        Types types = types("()V", m -> {
            Label loop = new Label();
            m.visitInsn(ACONST_NULL); // 0
            m.visitVarInsn(ASTORE, 0); // 1
            m.visitVarInsn(ALOAD, 0); // 2
            m.visitVarInsn(ASTORE, 1); // 3
            m.visitLabel(loop); // 4
            m.visitFrame(F_NEW, 2, new Object[] {NULL, "java/lang/String"}, 0, NONE); // 5
            m.visitLdcInsn("s"); // 6
            m.visitVarInsn(ASTORE, 1); // 7
            m.visitJumpInsn(GOTO, loop); // 8
        });
        assertThat(types.at(4)).isEqualTo("null null |");
        assertThat(types.at(6)).isEqualTo("null Ljava/lang/String; |");
    }

    @Test
    void elementsHaveTheComponentType() {
        Types types = types("([[Ljava/lang/String;[[J)V", m -> {
            m.visitVarInsn(ALOAD, 0); // 0
            m.visitInsn(ICONST_0); // 1
            m.visitInsn(AALOAD); // 2
            m.visitInsn(ICONST_0); // 3
            m.visitInsn(AALOAD); // 4
            m.visitVarInsn(ALOAD, 1); // 5
            m.visitInsn(ICONST_0); // 6
            m.visitInsn(AALOAD); // 7
            m.visitInsn(ICONST_0); // 8
            m.visitInsn(LALOAD); // 9
            m.visitInsn(ACONST_NULL); // 10
            m.visitInsn(ICONST_0); // 11
            m.visitInsn(AALOAD); // 12
            m.visitInsn(ATHROW); // 13
        });
        String locals = "[[Ljava/lang/String; [[J | ";
        assertThat(types.at(3)).isEqualTo(locals + "[Ljava/lang/String;");
        assertThat(types.at(8)).isEqualTo(locals + "Ljava/lang/String; [J");
        assertThat(types.at(13)).isEqualTo(locals + "Ljava/lang/String; J null");
    }

    @Test
    void anUnfinishedObjectIsKnownByItsNewInLocalsAndOnTheStackAndFinishedEverywhereAtOnce() {
        Types types = types("()V", m -> {
            m.visitTypeInsn(NEW, "java/lang/Object"); // 0
            m.visitInsn(DUP); // 1
            m.visitVarInsn(ASTORE, 1); // 2
            m.visitTypeInsn(NEW, "java/lang/Object"); // 3
            m.visitInsn(SWAP); // 4
            m.visitInsn(DUP); // 5
            m.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false); // 6
            m.visitInsn(RETURN); // 7
        });
        assertThat(types.at(4)).isEqualTo(". new0 | new0 new3");
        assertThat(types.at(6)).isEqualTo(". new0 | new3 new0 new0");
        assertThat(types.at(7)).isEqualTo(". Ljava/lang/Object; | new3 Ljava/lang/Object;");
    }

    @Test
    void stackMapsNameUnfinishedObjectsByTheLabelOfTheirNew() {
        Types types = types("(I)V", m -> {
            Label site = new Label();
            Label end = new Label();
            m.visitLabel(site); // 0
            m.visitLineNumber(7, site); // 1
            m.visitTypeInsn(NEW, "java/lang/Object"); // 2
            m.visitVarInsn(ILOAD, 0); // 3
            m.visitJumpInsn(IFEQ, end); // 4
            m.visitLabel(end); // 5
            m.visitFrame(F_NEW, 2, new Object[] {INTEGER, site}, 1, new Object[] {site}); // 6
            m.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false); // 7
            m.visitInsn(RETURN); // 8
        });
        assertThat(types.at(7)).isEqualTo("I new2 | new2");
        assertThat(types.at(8)).isEqualTo("I Ljava/lang/Object; |");
    }

    @Test
    void aHandlerStartsWithTheExceptionAlone() {
        Types types = types("(J)V", m -> {
            Label start = new Label();
            Label handler = new Label();
            m.visitTryCatchBlock(start, handler, handler, "java/lang/Error");
            m.visitInsn(ICONST_1); // 0
            m.visitLabel(start); // 1
            m.visitInsn(POP); // 2
            m.visitInsn(RETURN); // 3
            m.visitLabel(handler); // 4
            m.visitFrame(F_NEW, 1, new Object[] {LONG}, 1, new Object[] {"java/lang/Error"}); // 5
            m.visitInsn(ATHROW); // 6
        });
        assertThat(types.at(6)).isEqualTo("J | Ljava/lang/Error;");
    }

    @Test
    void whatNobodyReachesHasNoTypesUnlessAStackMapGivesThem() {
        Types types = types("()V", m -> {
            m.visitInsn(RETURN); // 0
            m.visitInsn(NOP); // 1
            m.visitFrame(F_NEW, 1, new Object[] {FLOAT}, 0, NONE); // 2
            m.visitInsn(RETURN); // 3
        });
        assertThat(types.at(1)).isEqualTo("unreachable");
        assertThat(types.at(3)).isEqualTo("F |");
    }

    private interface Types {
        /** Locals up to the last that has a type, a bar, operands from the bottom; a dot has none. */
        String at(int index);
    }

    private static Types types(String descriptor, Consumer<MethodNode> code) {
        MethodNode method = Methods.method(descriptor, code);
        TypeFlow flow = TypeFlow.of(Methods.owner(), method);
        return index -> flow.before(method.instructions.get(index))
                .map(types -> print(types, method))
                .orElse("unreachable");
    }

    private static String print(Frame<BasicValue> types, MethodNode method) {
        StringBuilder locals = new StringBuilder();
        for (int slot = 0; slot < types.getLocals(); slot++) {
            locals.append(print(types.getLocal(slot), method)).append(' ');
        }
        StringBuilder stack = new StringBuilder();
        for (int i = 0; i < types.getStackSize(); i++) {
            stack.append(' ').append(print(types.getStack(i), method));
        }
        return locals.toString().replaceFirst("( ?\\.)+ $", " ").stripLeading() + "|" + stack;
    }

    private static String print(BasicValue value, MethodNode method) {
        if (value instanceof UnfinishedObject unfinished) {
            return "new" + method.instructions.indexOf(unfinished.site());
        }
        if (value.getType() == null) {
            return ".";
        }
        return value.equals(TypeInterpreter.NULL) ? "null" : value.getType().getDescriptor();
    }
}
