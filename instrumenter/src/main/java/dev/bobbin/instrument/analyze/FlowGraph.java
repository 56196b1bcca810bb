package dev.bobbin.instrument.analyze;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/** Which instruction can run after which, by index; labels and line numbers count as instructions that do nothing. */
final class FlowGraph {

    private static final int[] NONE = {};

    private final int[][] successors;
    private final int[][] handlers;
    private final int[] asked;

    private FlowGraph(int[][] successors, int[][] handlers, int[] asked) {
        this.successors = successors;
        this.handlers = handlers;
        this.asked = asked;
    }

    static FlowGraph of(MethodNode method) {
        InsnList instructions = method.instructions;
        int size = instructions.size();
        int[][] successors = new int[size][];
        int[][] handlers = new int[size][];
        int[] asked = new int[size];
        boolean[] caught = new boolean[size];
        for (int i = 0; i < size; i++) {
            successors[i] = successorsOf(instructions, i);
            handlers[i] = NONE;
        }
        for (TryCatchBlockNode range : method.tryCatchBlocks) {
            int handler = instructions.indexOf(range.handler);
            int end = instructions.indexOf(range.end);
            for (int i = instructions.indexOf(range.start); i < end; i++) {
                if (instructions.get(i).getOpcode() >= 0) {
                    handlers[i] = append(handlers[i], handler);
                    asked[i] += caught[i] ? 0 : 1;
                    caught[i] |= range.type == null || range.type.equals("java/lang/Throwable");
                }
            }
        }
        return new FlowGraph(successors, handlers, asked);
    }

    int size() {
        return successors.length;
    }

    /** Where {@code index} leads when it completes normally. */
    int[] successors(int index) {
        return successors[index];
    }

    /** The handlers that cover {@code index}. All of them must find the locals they read: so the verifier wants it. */
    int[] handlers(int index) {
        return handlers[index];
    }

    /** Where {@code index} leads when it throws: one that catches all keeps those behind it from being asked. */
    int[] handlersAsked(int index) {
        return Arrays.copyOf(handlers[index], asked[index]);
    }

    /**
     * Whether {@code instruction} has a reason of its own to throw (JVMS 6.5). Handlers around others are never entered, save for the
     * errors that the JVM may throw anywhere.
     */
    static boolean canThrow(AbstractInsnNode instruction) {
        int opcode = instruction.getOpcode();
        return opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD
                || opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE
                || opcode == Opcodes.IDIV
                || opcode == Opcodes.LDIV
                || opcode == Opcodes.IREM
                || opcode == Opcodes.LREM
                || opcode >= Opcodes.GETSTATIC && opcode <= Opcodes.CHECKCAST
                || opcode == Opcodes.MONITORENTER
                || opcode == Opcodes.MULTIANEWARRAY;
    }

    private static int[] successorsOf(InsnList instructions, int index) {
        AbstractInsnNode instruction = instructions.get(index);
        int opcode = instruction.getOpcode();
        if (instruction instanceof JumpInsnNode) {
            int target = instructions.indexOf(((JumpInsnNode) instruction).label);
            return opcode == Opcodes.GOTO ? new int[] {target} : new int[] {index + 1, target};
        }
        if (instruction instanceof TableSwitchInsnNode) {
            TableSwitchInsnNode table = (TableSwitchInsnNode) instruction;
            return targets(instructions, table.labels, table.dflt);
        }
        if (instruction instanceof LookupSwitchInsnNode) {
            LookupSwitchInsnNode lookup = (LookupSwitchInsnNode) instruction;
            return targets(instructions, lookup.labels, lookup.dflt);
        }
        boolean leaves = opcode == Opcodes.ATHROW || opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
        return leaves || index + 1 == instructions.size() ? NONE : new int[] {index + 1};
    }

    private static int[] targets(InsnList instructions, List<LabelNode> labels, LabelNode otherwise) {
        List<LabelNode> all = new ArrayList<>(labels);
        all.add(otherwise);
        return all.stream().mapToInt(instructions::indexOf).distinct().toArray();
    }

    private static int[] append(int[] array, int value) {
        int[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = value;
        return longer;
    }
}
