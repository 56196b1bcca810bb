package dev.bobbin.instrument.analyze;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** The monitors held before each instruction. Locking is structured in all that compilers emit: the first path tells. */
final class Monitors {

    /** A monitor and those entered before it. */
    private static final class Held {
        private final AbstractInsnNode entered;
        private final Held outer;

        Held(AbstractInsnNode entered, Held outer) {
            this.entered = entered;
            this.outer = outer;
        }
    }

    private static final Held NOTHING = new Held(null, null);

    private final Held[] before;

    private Monitors(Held[] before) {
        this.before = before;
    }

    static Monitors of(MethodNode method, FlowGraph graph) {
        if (!takesAny(method)) {
            return new Monitors(new Held[graph.size()]);
        }
        Held[] before = new Held[graph.size()];
        List<Integer> open = new ArrayList<>();
        before[0] = NOTHING;
        open.add(0);
        while (!open.isEmpty()) {
            int index = open.remove(open.size() - 1);
            AbstractInsnNode instruction = method.instructions.get(index);
            Held held = before[index];
            Held after = held;
            if (instruction.getOpcode() == Opcodes.MONITORENTER) {
                after = new Held(instruction, held);
            } else if (instruction.getOpcode() == Opcodes.MONITOREXIT && held != NOTHING) {
                after = held.outer;
            }
            reach(graph.successors(index), after, before, open);
            reach(graph.handlersAsked(index), held, before, open);
        }
        return new Monitors(before);
    }

    /** Whether there is anything to find out; in most methods there is not. */
    static boolean takesAny(MethodNode method) {
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at.getOpcode() == Opcodes.MONITORENTER) {
                return true;
            }
        }
        return false;
    }

    List<AbstractInsnNode> heldBefore(int index) {
        if (before[index] == null) {
            return Collections.emptyList();
        }
        List<AbstractInsnNode> monitors = new ArrayList<>();
        for (Held held = before[index]; held != NOTHING; held = held.outer) {
            monitors.add(held.entered);
        }
        return Collections.unmodifiableList(monitors);
    }

    private static void reach(int[] targets, Held held, Held[] before, List<Integer> open) {
        for (int target : targets) {
            if (before[target] == null) {
                before[target] = held;
                open.add(target);
            }
        }
    }
}
