package dev.bobbin.instrument.prepare;

import java.util.function.Predicate;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * The instructions that copy and move what lies on top of the operand stack (JVMS 6.5, dup to swap), where some of that is
 * absent: a copy of two values of which one is not there is a copy of the other.
 */
final class StackMoves {

    /** By the slots that are copied, one or two, and by those that the copy is put under. */
    private static final int[][] DUP = {
        {Opcodes.DUP, Opcodes.DUP_X1, Opcodes.DUP_X2},
        {Opcodes.DUP2, Opcodes.DUP2_X1, Opcodes.DUP2_X2}
    };

    private StackMoves() {}

    /**
     * What {@code opcode}, from POP to SWAP, comes to without the {@code absent} ones of the operands.
     *
     * @param types the types before it, absent values included
     * @return an opcode; NOP if nothing remains to do
     */
    static int without(Predicate<BasicValue> absent, int opcode, Frame<BasicValue> types) {
        switch (opcode) {
            case Opcodes.POP:
                return popOf(present(0, 1, absent, types));
            case Opcodes.POP2:
                return popOf(present(0, 2, absent, types));
            case Opcodes.SWAP:
                return present(0, 2, absent, types) == 2 ? Opcodes.SWAP : Opcodes.NOP;
            default:
                int copied = opcode < Opcodes.DUP2 ? 1 : 2;
                int under = opcode - DUP[copied - 1][0];
                int copies = present(0, copied, absent, types);
                return copies == 0 ? Opcodes.NOP : DUP[copies - 1][present(copied, under, absent, types)];
        }
    }

    private static int popOf(int slots) {
        return slots == 0 ? Opcodes.NOP : slots == 1 ? Opcodes.POP : Opcodes.POP2;
    }

    /** How many of {@code slots} operand slots hold something, those that lie under {@code skipped} others. */
    private static int present(int skipped, int slots, Predicate<BasicValue> absent, Frame<BasicValue> types) {
        int depth = 0;
        int present = 0;
        for (int i = types.getStackSize() - 1; i >= 0 && depth < skipped + slots; i--) {
            BasicValue value = types.getStack(i);
            if (depth >= skipped && !absent.test(value)) {
                present += value.getSize();
            }
            depth += value.getSize();
        }
        return present;
    }
}
