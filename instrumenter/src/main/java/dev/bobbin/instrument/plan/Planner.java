package dev.bobbin.instrument.plan;

import dev.bobbin.instrument.analyze.MethodFlow;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.mark.ClassMarks;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/** Plans the methods of one class. */
public final class Planner {

    private final ClassNode owner;
    private final ClassMarks marks;
    private final Map<String, Integer> ordinals = new HashMap<>();

    public Planner(ClassNode owner, ClassMarks marks) {
        this.owner = owner;
        this.marks = marks;
    }

    /** Plans {@code method}, which has code and needs the continuation. */
    public MethodPlan plan(MethodNode method) {
        MethodFlow flow = MethodFlow.of(owner, method);
        boolean byHand = marks.takesStackByHand(method);
        List<MethodInsnNode> points = suspensionPoints(method, flow);
        Set<MethodInsnNode> tailCalls = canForward(method) && areTailCalls(points, method, flow)
                ? new LinkedHashSet<>(points)
                : Collections.emptySet();
        if (!tailCalls.isEmpty()) {
            points.clear();
        }
        List<List<Kept>> kept = new ArrayList<>();
        FrameLayout.Builder builder = new FrameLayout.Builder();
        for (MethodInsnNode point : points) {
            kept.add(kept(point, flow));
            for (Kept value : kept.get(kept.size() - 1)) {
                builder.live(value.key, kept.size());
            }
        }
        FrameLayout layout = builder.layOut();
        List<State> states = new ArrayList<>();
        AbstractInsnNode at = method.instructions.getFirst();
        int line = 0;
        for (MethodInsnNode point : points) {
            for (; at != point; at = at.getNext()) {
                line = at instanceof LineNumberNode ? ((LineNumberNode) at).line : line;
            }
            states.add(state(states.size() + 1, point, line, kept.get(states.size()), flow, builder));
        }
        // Many file systems take a-frame.class and A-frame.class for one file.
        String sameFile = method.name.toLowerCase(Locale.ROOT);
        int ordinal = points.isEmpty() ? 0 : ordinals.merge(sameFile, 1, Integer::sum) - 1;
        int argumentSlots = Type.getArgumentsAndReturnSizes(method.desc) >> 2;
        int behindArguments = (method.access & Opcodes.ACC_STATIC) != 0 ? argumentSlots - 1 : argumentSlots;
        int stackParameter = byHand ? behindArguments - 1 : behindArguments;
        return new MethodPlan(
                method,
                flow,
                Contract.frameName(owner.name, method.name, ordinal),
                Contract.resumeName(method.name, ordinal),
                byHand,
                stackParameter,
                !byHand && isStraddled(stackParameter, method) ? method.maxLocals : stackParameter,
                states,
                layout,
                states.isEmpty() ? 0 : MethodVersion.of(method, states, layout),
                tailCalls);
    }

    /** Whether a local of two slots has its first one before {@code slot}, over the last parameter: no compiler does that. */
    private static boolean isStraddled(int slot, MethodNode method) {
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof VarInsnNode && ((VarInsnNode) instruction).var == slot - 1) {
                int opcode = instruction.getOpcode();
                if (opcode == Opcodes.LSTORE || opcode == Opcodes.DSTORE) {
                    return true;
                }
            }
        }
        return false;
    }

    private List<MethodInsnNode> suspensionPoints(MethodNode method, MethodFlow flow) {
        List<MethodInsnNode> points = new ArrayList<>();
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (marks.maySuspend(at) && flow.typesBefore(at).isPresent()) {
                points.add((MethodInsnNode) at);
            }
        }
        return points;
    }

    /** A value that is live at a suspension point, before it has a field. */
    private static final class Kept {
        private final FrameLayout.Key key;
        private final int place;
        private final boolean operand;
        private final BasicValue value;

        Kept(boolean operand, int place, BasicValue value) {
            this.key = new FrameLayout.Key(operand, place, value);
            this.place = place;
            this.operand = operand;
            this.value = value;
        }
    }

    private List<Kept> kept(MethodInsnNode call, MethodFlow flow) {
        Frame<BasicValue> types = flow.typesBefore(call)
                .orElseThrow(() -> new AssertionError("unreachable call of " + call.name + " in " + owner.name));
        List<Kept> kept = new ArrayList<>();
        int under = types.getStackSize()
                - Type.getArgumentTypes(call.desc).length
                - (call.getOpcode() == Opcodes.INVOKESTATIC ? 0 : 1);
        for (int i = 0; i < under; i++) {
            kept.add(new Kept(true, i, types.getStack(i)));
        }
        BitSet live = flow.liveAfter(call);
        for (int slot = live.nextSetBit(0); slot >= 0; slot = live.nextSetBit(slot + 1)) {
            kept.add(new Kept(false, slot, types.getLocal(slot)));
        }
        return kept;
    }

    private State state(
            int number,
            MethodInsnNode call,
            int line,
            List<Kept> values,
            MethodFlow flow,
            FrameLayout.Builder builder) {
        List<SavedValue> operands = new ArrayList<>();
        List<SavedValue> locals = new ArrayList<>();
        for (Kept kept : values) {
            SavedValue saved = new SavedValue(kept.place, kept.value, builder.field(kept.key));
            (kept.operand ? operands : locals).add(saved);
        }
        Type result = marks.asNamedHere(Type.getReturnType(call.desc));
        return new State(number, call, line, result, operands, locals, flow.triesAround(call));
    }

    /** Only what has no line of its own may be missing from a coroutine's stack trace. */
    private boolean canForward(MethodNode method) {
        return (method.access & Opcodes.ACC_SYNTHETIC) != 0 || marks.takesStackByHand(method);
    }

    private static boolean areTailCalls(List<MethodInsnNode> points, MethodNode method, MethodFlow flow) {
        for (MethodInsnNode call : points) {
            AbstractInsnNode next = nextReal(call);
            Type result = Type.getReturnType(call.desc);
            boolean dropped = Type.getReturnType(method.desc) == Type.VOID_TYPE
                    && (next.getOpcode() == Opcodes.POP || next.getOpcode() == Opcodes.POP2);
            if (dropped) {
                next = nextReal(next);
            } else if (isGiven(next)) {
                next = nextReal(nextReal(next));
                dropped = true;
            }
            boolean returns = next.getOpcode() == Opcodes.RETURN && (dropped || result == Type.VOID_TYPE)
                    || next.getOpcode() == result.getOpcode(Opcodes.IRETURN) && !isNarrowed(result, method);
            if (!returns || !flow.triesAround(call).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code method}, by returning an int, makes a smaller one of it. Compilers do that before. */
    private static boolean isNarrowed(Type result, MethodNode method) {
        Type returned = Type.getReturnType(method.desc);
        return returned.getSort() < Type.INT && !returned.equals(result);
    }

    /** Whether the result is left in the stack, which whoever returns later does for himself: {@code FrameStack.give(r, k)}. */
    private static boolean isGiven(AbstractInsnNode next) {
        if (next.getOpcode() != Opcodes.ALOAD || !(nextReal(next) instanceof MethodInsnNode)) {
            return false;
        }
        MethodInsnNode given = (MethodInsnNode) nextReal(next);
        return given.owner.equals(Contract.STACK) && given.name.equals("give");
    }

    private static AbstractInsnNode nextReal(AbstractInsnNode instruction) {
        AbstractInsnNode next = instruction.getNext();
        while (next.getOpcode() < 0) {
            next = next.getNext();
        }
        return next;
    }
}
