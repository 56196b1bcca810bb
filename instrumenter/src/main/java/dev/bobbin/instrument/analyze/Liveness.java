package dev.bobbin.instrument.analyze;

import java.util.BitSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Which locals are live before each instruction: read later on some path, before anything else is written to the slot. The
 * textbook backward data-flow analysis (Aho, Lam, Sethi, Ullman: Compilers, 9.2.5), repeated until nothing changes.
 */
final class Liveness {

    private Liveness() {}

    static BitSet[] liveBefore(MethodNode method, FlowGraph graph) {
        BitSet[] live = new BitSet[graph.size()];
        for (int i = 0; i < live.length; i++) {
            live[i] = new BitSet(method.maxLocals);
        }
        boolean changed = true;
        while (changed) {
            changed = false;
            for (int i = live.length - 1; i >= 0; i--) {
                BitSet before = new BitSet(method.maxLocals);
                for (int successor : graph.successors(i)) {
                    before.or(live[successor]);
                }
                step(method.instructions.get(i), before);
                for (int handler : graph.handlers(i)) {
                    before.or(live[handler]); // it may throw before it writes
                }
                if (!before.equals(live[i])) {
                    live[i] = before;
                    changed = true;
                }
            }
        }
        return live;
    }

    private static void step(AbstractInsnNode instruction, BitSet live) {
        if (instruction instanceof IincInsnNode) {
            live.set(((IincInsnNode) instruction).var);
        } else if (instruction instanceof VarInsnNode) {
            int slot = ((VarInsnNode) instruction).var;
            int opcode = instruction.getOpcode();
            if (opcode >= Opcodes.ILOAD && opcode <= Opcodes.ALOAD) {
                live.set(slot);
            } else if (opcode >= Opcodes.ISTORE && opcode <= Opcodes.ASTORE) {
                live.clear(slot);
            }
        }
    }
}
