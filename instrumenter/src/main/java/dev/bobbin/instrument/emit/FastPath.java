package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.plan.SavedValue;
import dev.bobbin.instrument.plan.State;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * The body of a twin: the user's code with the continuation handed on, and one field test after each suspension point.
 *
 * <pre>{@code
 * int r = price-co(o, k);
 * if (k.suspended) return Total$Frame.save1(<operands under the result>, <live locals>, k);
 * }</pre>
 *
 * The operands are save's first arguments, so they are taken from where they lie and the fast path never moves them. What
 * follows the test stands at the end of the method, outside all try ranges of the user: no handler of his may see what goes
 * wrong in there, and HotSpot decides on inlining by bytecode size.
 */
final class FastPath {

    private final MethodPlan plan;
    private final SuspendableCalls calls;
    private final MethodNode twin;
    private final MethodCopy copy;
    private final Code code;
    private final Map<State, LabelNode> coldParts = new LinkedHashMap<>();

    private FastPath(MethodPlan plan, SuspendableCalls calls, MethodNode twin) {
        this.plan = plan;
        this.calls = calls;
        this.twin = twin;
        int stackSlot = plan.stackSlot();
        this.copy = new MethodCopy(
                plan.method(), plan.takesStackByHand() ? slot -> slot : slot -> slot < stackSlot ? slot : slot + 1);
        this.code = new Code(twin.instructions);
    }

    /** Writes the body after what {@code twin} already has. */
    static void write(MethodPlan plan, SuspendableCalls calls, MethodNode twin) {
        new FastPath(plan, calls, twin).write();
    }

    private void write() {
        if (plan.stackParameter() != plan.stackSlot()) {
            code.load(plan.stackParameter()).store(Code.STACK, plan.stackSlot());
        }
        for (AbstractInsnNode instruction : plan.method().instructions) {
            if (instruction instanceof FrameNode) {
                writeFrame((FrameNode) instruction);
                continue;
            }
            calls.write(instruction, plan, copy, plan.stackSlot(), code);
            plan.stateAt(instruction).ifPresent(state -> {
                LabelNode cold = new LabelNode();
                coldParts.put(state, cold);
                calls.leaveIfSuspended(plan.stackSlot(), cold, code);
            });
        }
        for (TryCatchBlockNode range : plan.method().tryCatchBlocks) {
            LabelNode start = copy.label(range.start);
            LabelNode end = copy.label(range.end);
            if (MethodCopy.hasCode(start, end)) { // else what it was around was moved away
                twin.tryCatchBlocks.add(copy.tryBlock(start, end, range));
            }
        }
        List<LocalVariableNode> variables = copy.localVariables();
        twin.localVariables = variables.isEmpty() ? null : variables;
        if (!coldParts.isEmpty()) {
            writeColdParts();
        }
    }

    private void writeFrame(FrameNode frame) {
        Locals locals = Locals.of(frame.local);
        List<Object> stack = new ArrayList<>();
        frame.stack.forEach(type -> stack.add(type instanceof LabelNode ? copy.label((LabelNode) type) : type));
        List<Object> types =
                (plan.takesStackByHand() ? locals : locals.shifted(plan.stackSlot(), Contract.STACK)).toFrame();
        types.replaceAll(type -> type instanceof LabelNode ? copy.label((LabelNode) type) : type);
        code.frame(types, stack);
    }

    private void writeColdParts() {
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        code.label(start);
        coldParts.forEach((state, cold) -> {
            Locals locals = new Locals().set(plan.stackSlot(), Contract.STACK);
            SilentLine.write(state, locals, code);
            state.locals().forEach(saved -> locals.set(copy.slot(saved.place()), FrameTypes.of(saved)));
            code.label(cold).frame(locals.toFrame(), FrameTypes.stackAfter(state));
            code.pop(state.callResult()); // no value yet: the callee has suspended
            Type result = Type.getReturnType(plan.method().desc);
            List<SavedValue> first = state.parts().get(0);
            String descriptor = Saving.descriptor(first, result, Contract.STACK_TYPE);
            if (state.parts().size() > 1) {
                int frameSlot = copy.slot(plan.method().maxLocals);
                FrameClass.make(plan, frameSlot, code);
                Saving.keepRest(state, plan, copy, frameSlot, code);
                Saving.loadLocals(state, 0, copy, code);
                code.load(frameSlot);
                descriptor = Saving.descriptor(first, result, "L" + plan.frameName() + ";", Contract.STACK_TYPE);
            } else {
                Saving.loadLocals(state, 0, copy, code);
            }
            code.load(plan.stackSlot())
                    .callStatic(plan.frameName(), "save" + state.number(), descriptor)
                    .returns(result);
        });
        code.label(end);
        giveUpUnwinding(twin, start, end, plan.stackSlot(), code);
    }

    /**
     * Lets an error in the middle of unwinding (no memory or no stack left for a frame) go on as what it is: the flag goes
     * down first, so that whoever catches the error meets a stack that runs.
     */
    static void giveUpUnwinding(MethodNode method, LabelNode start, LabelNode end, int stackSlot, Code code) {
        LabelNode handler = new LabelNode();
        method.tryCatchBlocks.add(new TryCatchBlockNode(start, end, handler, null));
        code.label(handler)
                .frame(
                        new Locals().set(stackSlot, Contract.STACK).toFrame(),
                        Collections.singletonList("java/lang/Throwable"))
                .load(stackSlot)
                .loadFalse()
                .put(Contract.STACK, "suspended", Type.BOOLEAN_TYPE)
                .throwTop();
    }

    /** Flags that a twin does not take from its original: a continuation is never the variable part of the arguments. */
    static int twinAccess(int access) {
        return access & ~(Opcodes.ACC_VARARGS | Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_DEPRECATED);
    }
}
