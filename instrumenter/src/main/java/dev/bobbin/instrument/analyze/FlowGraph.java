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

    private final boolean[] fallsThrough;
    private final int[][] targets;
    private final int[][] handlers;
    private final int[] asked;

    private FlowGraph(boolean[] fallsThrough, int[][] targets, int[][] handlers, int[] asked) {
        this.fallsThrough = fallsThrough;
        this.targets = targets;
        this.handlers = handlers;
        this.asked = asked;
    }

    static FlowGraph of(MethodNode method) {
        InsnList instructions = method.instructions;
        int size = instructions.size();
        boolean[] fallsThrough = new boolean[size];
        int[][] targets = new int[size][];
        int[][] handlers = new int[size][];
        int index = 0;
        for (AbstractInsnNode at = instructions.getFirst(); at != null; at = at.getNext()) {
            fallsThrough[index] = at.getNext() != null && completes(at.getOpcode());
            targets[index] = targetsOf(at, instructions);
            handlers[index] = NONE;
            index++;
        }
        int[] asked = new int[size];
        boolean[] caught = new boolean[size];
        for (TryCatchBlockNode range : method.tryCatchBlocks) {
            int handler = instructions.indexOf(range.handler);
            int end = instructions.indexOf(range.end);
            boolean catchesAll = range.type == null || range.type.equals("java/lang/Throwable");
            int[] before = null;
            int[] after = null;
            for (int i = instructions.indexOf(range.start); i < end; i++) {
                if (instructions.get(i).getOpcode() >= 0) {
                    if (handlers[i] != before) { // neighbours mostly have the same ones: they share the array
                        before = handlers[i];
                        after = append(before, handler);
                    }
                    handlers[i] = after;
                    asked[i] += caught[i] ? 0 : 1;
                    caught[i] |= catchesAll;
                }
            }
        }
        return new FlowGraph(fallsThrough, targets, handlers, asked);
    }

    int size() {
        return targets.length;
    }

    /** Where {@code index} leads when it completes normally. */
    int[] successors(int index) {
        int[] jumps = targets[index];
        if (!fallsThrough[index]) {
            return jumps;
        }
        int[] all = new int[1 + jumps.length];
        all[0] = index + 1;
        System.arraycopy(jumps, 0, all, 1, jumps.length);
        return all;
    }

    /** Whether the next instruction is among the {@linkplain #successors successors} of {@code index}. */
    boolean fallsThrough(int index) {
        return fallsThrough[index];
    }

    /** The other successors of {@code index}: where it jumps to. */
    int[] targets(int index) {
        return targets[index];
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

    private static boolean completes(int opcode) {
        boolean jumps = opcode == Opcodes.GOTO || opcode == Opcodes.TABLESWITCH || opcode == Opcodes.LOOKUPSWITCH;
        return !jumps && opcode != Opcodes.ATHROW && !(opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN);
    }

    private static int[] targetsOf(AbstractInsnNode instruction, InsnList instructions) {
        if (instruction instanceof JumpInsnNode) {
            return new int[] {instructions.indexOf(((JumpInsnNode) instruction).label)};
        }
        if (instruction instanceof TableSwitchInsnNode) {
            TableSwitchInsnNode table = (TableSwitchInsnNode) instruction;
            return targets(instructions, table.labels, table.dflt);
        }
        if (instruction instanceof LookupSwitchInsnNode) {
            LookupSwitchInsnNode lookup = (LookupSwitchInsnNode) instruction;
            return targets(instructions, lookup.labels, lookup.dflt);
        }
        return NONE;
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
