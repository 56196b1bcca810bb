package dev.bobbin.instrument.prepare;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/** Moves of operands of which some are absent (row K7 of the list of shapes). */
class StackMovesTest {

    private static final int DEPTH = 4;
    private static final Type ABSENT = Type.getObjectType("Absent");

    static IntStream opcodes() {
        return IntStream.rangeClosed(Opcodes.POP, Opcodes.SWAP);
    }

    /** What the move leaves, less what is absent, must be what the other move leaves of the rest: for all stacks there are. */
    @ParameterizedTest
    @MethodSource("opcodes")
    void leaveTheSameAsWithAllOfThem(int opcode) throws AnalyzerException {
        Predicate<BasicValue> absent = value -> value.getType().equals(ABSENT);
        int compared = 0;
        for (int kinds = 0; kinds < 81; kinds++) {
            List<BasicValue> whole = stack(kinds);
            List<BasicValue> rest = new ArrayList<>(whole);
            rest.removeIf(absent);
            List<BasicValue> expected;
            try {
                expected = after(opcode, whole);
            } catch (AnalyzerException e) {
                continue; // would tear a long
            }
            expected.removeIf(absent);
            int remaining = StackMoves.without(absent, opcode, frame(whole));
            assertThat(after(remaining, rest))
                    .as("%d became %d on %s", opcode, remaining, whole)
                    .usingElementComparator((a, b) -> a == b ? 0 : 1)
                    .containsExactlyElementsOf(expected);
            compared++;
        }
        assertThat(compared).isGreaterThan(20);
    }

    /** Four values, each an int, a long or absent. */
    private static List<BasicValue> stack(int kinds) {
        Type[] types = {Type.INT_TYPE, Type.LONG_TYPE, ABSENT};
        List<BasicValue> stack = new ArrayList<>();
        for (int i = 0, rest = kinds; i < DEPTH; i++, rest /= 3) {
            stack.add(new BasicValue(types[rest % 3]));
        }
        return stack;
    }

    private static List<BasicValue> after(int opcode, List<BasicValue> stack) throws AnalyzerException {
        Frame<BasicValue> frame = frame(stack);
        if (opcode != Opcodes.NOP) {
            frame.execute(new InsnNode(opcode), new BasicInterpreter());
        }
        List<BasicValue> left = new ArrayList<>();
        for (int i = 0; i < frame.getStackSize(); i++) {
            left.add(frame.getStack(i));
        }
        return left;
    }

    private static Frame<BasicValue> frame(List<BasicValue> stack) {
        Frame<BasicValue> frame = new Frame<>(0, 3 * DEPTH);
        stack.forEach(frame::push);
        return frame;
    }
}
