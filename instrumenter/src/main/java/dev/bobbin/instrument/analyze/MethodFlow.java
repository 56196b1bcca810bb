package dev.bobbin.instrument.analyze;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * What holds at each instruction of one method: the types of locals and operands before it, the locals that are live, the
 * monitors held, the handlers that cover it. Answers are for the instructions as they stood when the flow was made.
 */
public final class MethodFlow {

    private final MethodNode method;
    private final TypeFlow types;
    private final FlowGraph graph;
    private final Liveness liveness;
    private final Monitors monitors;

    private MethodFlow(MethodNode method, TypeFlow types, FlowGraph graph, Liveness liveness, Monitors monitors) {
        this.method = method;
        this.types = types;
        this.graph = graph;
        this.liveness = liveness;
        this.monitors = monitors;
    }

    /** Analyzes {@code method}, whose stack map frames must be there in their expanded form. */
    public static MethodFlow of(ClassNode owner, MethodNode method) {
        FlowGraph graph = FlowGraph.of(method);
        return new MethodFlow(
                method, TypeFlow.of(owner, method), graph, Liveness.of(method, graph), Monitors.of(method, graph));
    }

    /** The types before {@code instruction}; empty if no execution gets there. */
    public Optional<Frame<BasicValue>> typesBefore(AbstractInsnNode instruction) {
        return types.before(instruction);
    }

    /** The slots of the locals that are read after {@code instruction}, on a path that leaves it normally or by a throw. */
    public BitSet liveAfter(AbstractInsnNode instruction) {
        int index = indexOf(instruction);
        BitSet live = new BitSet();
        for (int successor : graph.successors(index)) {
            live.or(liveness.before(successor));
        }
        for (int handler : graph.handlers(index)) {
            live.or(liveness.before(handler));
        }
        return live;
    }

    /** The slots of the locals that are read at or after {@code instruction}. */
    public BitSet liveBefore(AbstractInsnNode instruction) {
        return liveness.before(indexOf(instruction));
    }

    /** The monitors held before {@code instruction}, as the instructions that entered them, innermost first. */
    public List<AbstractInsnNode> monitorsHeld(AbstractInsnNode instruction) {
        return monitors.heldBefore(indexOf(instruction));
    }

    /** Whether {@code method} enters any monitor but that of a synchronized method. */
    public static boolean takesMonitors(MethodNode method) {
        return Monitors.takesAny(method);
    }

    /** The same for a method whose stack map frames may be missing. */
    public static List<AbstractInsnNode> monitorsHeld(MethodNode method, AbstractInsnNode instruction) {
        return Monitors.takesAny(method)
                ? Monitors.of(method, FlowGraph.of(method)).heldBefore(method.instructions.indexOf(instruction))
                : Collections.emptyList();
    }

    /** The try ranges around {@code instruction}, in the order in which they are asked. */
    public List<TryCatchBlockNode> triesAround(AbstractInsnNode instruction) {
        int index = indexOf(instruction);
        List<TryCatchBlockNode> around = new ArrayList<>();
        for (TryCatchBlockNode range : method.tryCatchBlocks) {
            if (indexOf(range.start) <= index && index < indexOf(range.end)) {
                around.add(range);
            }
        }
        return Collections.unmodifiableList(around);
    }

    /** Every instruction that can run after one of {@code starts}, which count themselves, as indexes. */
    public BitSet reachableFrom(Collection<AbstractInsnNode> starts) {
        BitSet reached = new BitSet(graph.size());
        int[] open = new int[graph.size()]; // an instruction gets there once
        int count = 0;
        for (AbstractInsnNode start : starts) {
            count = reach(indexOf(start), reached, open, count);
        }
        while (count > 0) {
            int index = open[--count];
            if (graph.fallsThrough(index)) {
                count = reach(index + 1, reached, open, count);
            }
            for (int target : graph.targets(index)) {
                count = reach(target, reached, open, count);
            }
            for (int handler : graph.handlers(index)) {
                count = reach(handler, reached, open, count);
            }
        }
        return reached;
    }

    private static int reach(int index, BitSet reached, int[] open, int count) {
        if (reached.get(index)) {
            return count;
        }
        reached.set(index);
        open[count] = index;
        return count + 1;
    }

    /**
     * Where control gets to first: of {@code points}, of the returns, and of the throws that nothing here catches, those that some path
     * meets before it meets another of them.
     *
     * @param after the instruction behind which the paths start; empty for the method's beginning
     * @param throughHandlers whether to follow exceptions into handlers too, that of {@code after} included
     */
    public List<AbstractInsnNode> firstReached(
            Optional<? extends AbstractInsnNode> after,
            Set<? extends AbstractInsnNode> points,
            boolean throughHandlers) {
        BitSet seen = new BitSet();
        List<Integer> open = new ArrayList<>();
        if (after.isPresent()) {
            addNext(indexOf(after.get()), throughHandlers, open);
        } else {
            open.add(0);
        }
        BitSet reached = new BitSet();
        while (!open.isEmpty()) {
            int index = open.remove(open.size() - 1);
            if (!seen.get(index)) {
                seen.set(index);
                boolean leaves = graph.successors(index).length == 0 && graph.handlers(index).length == 0;
                if (leaves || isReturn(index) || points.contains(method.instructions.get(index))) {
                    reached.set(index);
                } else {
                    addNext(index, throughHandlers, open);
                }
            }
        }
        return reached.stream().mapToObj(method.instructions::get).collect(Collectors.toList());
    }

    private void addNext(int index, boolean throughHandlers, List<Integer> open) {
        for (int successor : graph.successors(index)) {
            open.add(successor);
        }
        if (throughHandlers && FlowGraph.canThrow(method.instructions.get(index))) {
            for (int handler : graph.handlersAsked(index)) {
                open.add(handler);
            }
        }
    }

    private boolean isReturn(int index) {
        int opcode = method.instructions.get(index).getOpcode();
        return opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
    }

    public int indexOf(AbstractInsnNode instruction) {
        return method.instructions.indexOf(instruction);
    }
}
