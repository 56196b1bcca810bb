package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.plan.SavedValue;
import dev.bobbin.instrument.plan.State;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/**
 * The method that goes on from a frame: what of the user's code can still run after some suspension point, entered in its
 * middle.
 *
 * <pre>{@code
 * static void total-resume(Total$Frame f, FrameStack k) {
 *   switch (f.state) {
 *     case 1: <live locals> = f.v0, f.v1; <operands>; r = k.takeInt(); goto after1;   // takeInt throws what the callee threw
 *     ...
 *   }
 *   ...
 *   r = price-co(o, k);
 *   if (k.suspended) { Total$Frame.again1(<operands>, <live locals>, f, k); return; }
 *   after1:
 *   ...
 *   FrameStack.give(result, k); return;
 * }
 * }</pre>
 *
 * Where paths meet, only live locals count: what is dead was not restored and has no type, and debuggers do not see it. The
 * restoring parts have no line number, so that a breakpoint on the call's line is met once.
 */
final class ResumePath {

    private static final int FRAME_SLOT = 0;
    private static final int STACK_SLOT = 1;
    private static final int FIRST_SLOT = 2;

    private final MethodPlan plan;
    private final SuspendableCalls calls;
    private final MethodNode resume;
    private final MethodCopy copy;
    private final Code code;
    private final BitSet reachable;
    private final Map<State, LabelNode> after = new HashMap<>();
    private final Map<State, LabelNode> again = new LinkedHashMap<>();
    private final Map<TryCatchBlockNode, List<LabelNode[]>> restoring = new HashMap<>();

    private ResumePath(ClassNode owner, MethodPlan plan, SuspendableCalls calls) {
        this.plan = plan;
        this.calls = calls;
        boolean inInterface = (owner.access & Opcodes.ACC_INTERFACE) != 0;
        this.resume = new MethodNode(
                Contract.ASM_API,
                Opcodes.ACC_STATIC | (inInterface ? Opcodes.ACC_PUBLIC : 0),
                plan.resumeName(),
                "(L" + plan.frameName() + ";" + Contract.STACK_TYPE + ")V",
                null,
                plan.method().exceptions.toArray(new String[0]));
        this.copy = new MethodCopy(plan.method(), slot -> slot + FIRST_SLOT);
        this.code = new Code(resume.instructions);
        Set<AbstractInsnNode> starts = new LinkedHashSet<>();
        for (State state : plan.states()) {
            starts.add(state.call().getNext());
            // The callee's exception arrives at the call itself.
            state.tries().forEach(range -> starts.add(range.handler));
        }
        this.reachable = plan.flow().reachableFrom(starts);
    }

    static MethodNode of(ClassNode owner, MethodPlan plan, SuspendableCalls calls) {
        return new ResumePath(owner, plan, calls).write();
    }

    private MethodNode write() {
        LabelNode unknownState = new LabelNode();
        plan.states().forEach(state -> after.put(state, new LabelNode()));
        writeEntry(unknownState);
        writeBody();
        writeTryBlocks();
        writeAgainParts();
        if (plan.states().size() > 1) {
            writeUnknownState(unknownState);
        }
        List<LocalVariableNode> variables = RestoredVariables.of(resume, copy.localVariables());
        resume.localVariables = variables.isEmpty() ? null : variables;
        return resume;
    }

    private void writeEntry(LabelNode unknownState) {
        List<LabelNode> entries = new ArrayList<>();
        plan.states().forEach(state -> entries.add(new LabelNode()));
        boolean several = entries.size() > 1;
        if (several) {
            code.load(FRAME_SLOT).get(plan.frameName(), "state", Type.INT_TYPE).switchOn(1, entries, unknownState);
        }
        for (int i = 0; i < entries.size(); i++) {
            State state = plan.states().get(i);
            code.label(entries.get(i));
            if (several) {
                code.frame(idle().toFrame(), Collections.emptyList());
            }
            restore(state);
        }
    }

    private void restore(State state) {
        for (SavedValue saved : state.locals()) {
            loadSaved(saved).store(saved.type(), copy.slot(saved.place()));
        }
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        code.label(start);
        state.operands().forEach(this::loadSaved);
        Type result = state.callResult();
        code.load(STACK_SLOT)
                .call(Contract.STACK, Contract.takeMethod(result), "()" + Contract.slotType(result), false)
                .label(end);
        state.tries()
                .forEach(range ->
                        restoring.computeIfAbsent(range, r -> new ArrayList<>()).add(new LabelNode[] {start, end}));
        if (result.getSort() >= Type.ARRAY) {
            code.cast(result);
        }
        code.goTo(after.get(state));
    }

    private Code loadSaved(SavedValue saved) {
        return saved.field()
                .map(field -> code.load(FRAME_SLOT).get(plan.frameName(), field.name(), field.type()))
                .orElseGet(code::loadNull);
    }

    private void writeBody() {
        for (AbstractInsnNode instruction : plan.method().instructions) {
            boolean runs = reachable.get(plan.flow().indexOf(instruction));
            if (instruction instanceof FrameNode) {
                if (runs) {
                    writeFrame((FrameNode) instruction);
                }
            } else if (instruction.getOpcode() < 0) {
                // A label stays wherever it is, as the end of ranges; a line number only where its code is.
                if (runs || !(instruction instanceof LineNumberNode)) {
                    code.add(copy.copy(instruction));
                }
            } else if (runs) {
                writeInstruction(instruction);
            }
            plan.stateAt(instruction).ifPresent(this::writeAfter);
        }
    }

    private void writeInstruction(AbstractInsnNode instruction) {
        int opcode = instruction.getOpcode();
        if (opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN) {
            Type result = Type.getReturnType(plan.method().desc);
            if (result != Type.VOID_TYPE) {
                code.narrow(result)
                        .load(STACK_SLOT)
                        .callStatic(
                                Contract.STACK, "give", "(" + Contract.slotType(result) + Contract.STACK_TYPE + ")V");
            }
            code.returns(Type.VOID_TYPE);
            return;
        }
        calls.write(instruction, plan, copy, STACK_SLOT, code);
        plan.stateAt(instruction).ifPresent(state -> {
            LabelNode cold = new LabelNode();
            again.put(state, cold);
            calls.leaveIfSuspended(STACK_SLOT, cold, code);
        });
    }

    /** The place right after the call of {@code state}, where the restored execution joins. */
    private void writeAfter(State state) {
        if (!reachable.get(plan.flow().indexOf(state.call()))) {
            SilentLine.write(state, restored(state), code);
        }
        code.label(after.get(state));
        AbstractInsnNode next = state.call().getNext();
        while (next.getOpcode() < 0 && !(next instanceof FrameNode)) {
            next = next.getNext();
        }
        if (!(next instanceof FrameNode)) { // else the user's own frame follows at this very place
            code.frame(restored(state).toFrame(), FrameTypes.stackAfter(state));
        }
    }

    private void writeFrame(FrameNode frame) {
        BitSet live = plan.flow().liveBefore(frame);
        Locals locals = Locals.of(frame.local).only(live::get).shifted(0, plan.frameName(), Contract.STACK);
        List<Object> types = locals.toFrame();
        types.replaceAll(type -> type instanceof LabelNode ? copy.label((LabelNode) type) : type);
        List<Object> stack = new ArrayList<>();
        frame.stack.forEach(type -> stack.add(type instanceof LabelNode ? copy.label((LabelNode) type) : type));
        code.frame(types, stack);
    }

    private void writeTryBlocks() {
        for (TryCatchBlockNode range : plan.method().tryCatchBlocks) {
            LabelNode start = copy.label(range.start);
            LabelNode end = copy.label(range.end);
            if (MethodCopy.hasCode(start, end)) {
                resume.tryCatchBlocks.add(copy.tryBlock(start, end, range));
            }
            for (LabelNode[] part : restoring.getOrDefault(range, Collections.emptyList())) {
                resume.tryCatchBlocks.add(copy.tryBlock(part[0], part[1], range));
            }
        }
    }

    private void writeAgainParts() {
        if (again.isEmpty()) {
            return;
        }
        LabelNode start = new LabelNode();
        LabelNode end = new LabelNode();
        code.label(start);
        again.forEach((state, cold) -> {
            SilentLine.write(state, idle(), code);
            code.label(cold).frame(restored(state).toFrame(), FrameTypes.stackAfter(state));
            code.pop(state.callResult());
            Saving.keepRest(state, plan, copy, FRAME_SLOT, code);
            Saving.loadLocals(state, 0, copy, code);
            code.load(FRAME_SLOT)
                    .load(STACK_SLOT)
                    .callStatic(
                            plan.frameName(),
                            "again" + state.number(),
                            Saving.descriptor(
                                    state.parts().get(0),
                                    Type.VOID_TYPE,
                                    "L" + plan.frameName() + ";",
                                    Contract.STACK_TYPE))
                    .returns(Type.VOID_TYPE);
        });
        code.label(end);
        FastPath.giveUpUnwinding(resume, start, end, STACK_SLOT, code);
    }

    /** Without a line of its own here, debuggers would take the last line of the method for the switch's. */
    private void writeUnknownState(LabelNode unknownState) {
        code.label(unknownState)
                .line(SourceLine.firstLine(plan.method()), unknownState)
                .frame(idle().toFrame(), Collections.emptyList())
                .load(FRAME_SLOT)
                .call(Contract.FRAME, "unknownState", "()Ljava/lang/Error;", false)
                .throwTop();
    }

    private Locals restored(State state) {
        Locals locals = idle();
        state.locals().forEach(saved -> locals.set(copy.slot(saved.place()), FrameTypes.of(saved)));
        return locals;
    }

    private Locals idle() {
        return new Locals().set(FRAME_SLOT, plan.frameName()).set(STACK_SLOT, Contract.STACK);
    }
}
