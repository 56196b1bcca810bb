package dev.bobbin.instrument.analyze;

import java.util.Arrays;
import java.util.BitSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which locals are live before each instruction: read later on some path, before anything else is written to the slot. The
 * textbook backward data-flow analysis (Aho, Lam, Sethi, Ullman: Compilers, 9.2.5), repeated until nothing changes.
 *
 * <p>A set of slots is a row of bits in one large array: hardly any method has more than 64 locals, so a row is one word.
 */
final class Liveness {

    private final int words; // of a row
    private final long[] rows; // one an instruction

    private Liveness(int words, int instructions) {
        this.words = words;
        this.rows = new long[words * instructions];
    }

    static Liveness of(MethodNode method, FlowGraph graph) {
        Liveness liveness = new Liveness((method.maxLocals + 63) / 64, graph.size());
        AbstractInsnNode[] instructions = method.instructions.toArray();
        long[] before = new long[liveness.words];
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = instructions.length - 1; i >= 0; i--) {
                Arrays.fill(before, 0);
                if (graph.fallsThrough(i)) {
                    liveness.addTo(before, i + 1);
                }
                for (int target : graph.targets(i)) {
                    liveness.addTo(before, target);
                }
                step(instructions[i], before);
                for (int handler : graph.handlers(i)) {
                    liveness.addTo(before, handler); // it may throw before it writes
                }
                changed |= liveness.replace(i, before);
            }
        }
        return liveness;
    }

    /** The slots that are live before the instruction at {@code index}. */
    BitSet before(int index) {
        return BitSet.valueOf(Arrays.copyOfRange(rows, index * words, (index + 1) * words));
    }

    private void addTo(long[] row, int index) {
        int start = index * words;
        for (int i = 0; i < words; i++) {
            row[i] |= rows[start + i];
        }
    }

    /** Whether {@code row} is another than that of {@code index} was. */
    private boolean replace(int index, long[] row) {
        boolean changed = false;
        int start = index * words;
        for (int i = 0; i < words; i++) {
            changed |= rows[start + i] != row[i];
            rows[start + i] = row[i];
        }
        return changed;
    }

    private static void step(AbstractInsnNode instruction, long[] live) {
        if (instruction instanceof IincInsnNode) {
            int slot = ((IincInsnNode) instruction).var;
            live[slot >> 6] |= 1L << slot;
        } else if (instruction instanceof VarInsnNode) {
            int slot = ((VarInsnNode) instruction).var;
            int opcode = instruction.getOpcode();
            if (opcode >= Opcodes.ILOAD && opcode <= Opcodes.ALOAD) {
                live[slot >> 6] |= 1L << slot;
            } else if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE) {
                live[slot >> 6] &= ~(1L << slot);
            }
        }
    }
}
