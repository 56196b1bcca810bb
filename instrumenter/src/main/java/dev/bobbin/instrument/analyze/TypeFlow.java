package dev.bobbin.instrument.analyze;

import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * The types of locals and operands before each instruction, in one pass from top to bottom, as the verifier works (JVMS
 * 4.10.1): where paths meet, the stack map in the class file tells the types, so no class hierarchy is needed.
 *
 * <p>They are kept where somebody is likely to ask, at calls, and at some places between. From the nearest of those before it, the
 * types at any other instruction are found again.
 */
final class TypeFlow {

    private final TypeInterpreter interpreter = new TypeInterpreter();
    private static final int MOST_STEPS = 16; // between two places where types are kept

    private final ClassNode owner;
    private final MethodNode method;
    private final BitSet reached = new BitSet();
    private final Map<AbstractInsnNode, Frame<BasicValue>> kept = new IdentityHashMap<>();

    private TypeFlow(ClassNode owner, MethodNode method) {
        this.owner = owner;
        this.method = method;
    }

    static TypeFlow of(ClassNode owner, MethodNode method) {
        TypeFlow flow = new TypeFlow(owner, method);
        flow.run();
        return flow;
    }

    private void run() {
        Frame<BasicValue> current = entry();
        int index = 0;
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at instanceof FrameNode) {
                current = declared((FrameNode) at);
            }
            if (current != null) {
                reached.set(index);
                if (at instanceof MethodInsnNode || index % MOST_STEPS == 0) {
                    kept.put(at, new Frame<>(current));
                }
                current = after(current, at);
            }
            index++;
        }
    }

    /** The types before {@code instruction}; empty if no execution gets there. */
    Optional<Frame<BasicValue>> before(AbstractInsnNode instruction) {
        if (!reached.get(method.instructions.indexOf(instruction))) {
            return Optional.empty();
        }
        Frame<BasicValue> there = kept.get(instruction);
        if (there != null) {
            return Optional.of(there);
        }
        AbstractInsnNode start = instruction;
        while (!kept.containsKey(start) && !(start instanceof FrameNode)) {
            start = start.getPrevious();
        }
        Frame<BasicValue> types =
                start instanceof FrameNode ? declared((FrameNode) start) : new Frame<>(kept.get(start));
        for (AbstractInsnNode at = start; at != instruction; at = at.getNext()) {
            types = after(types, at);
        }
        return Optional.of(types);
    }

    private Frame<BasicValue> entry() {
        Frame<BasicValue> frame = empty();
        int slot = 0;
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            frame.setLocal(slot++, interpreter.newValue(Type.getObjectType(owner.name)));
        }
        for (Type argument : Type.getArgumentTypes(method.desc)) {
            frame.setLocal(slot, interpreter.newValue(argument));
            slot += argument.getSize();
        }
        return frame;
    }

    private Frame<BasicValue> declared(FrameNode node) {
        Frame<BasicValue> frame = empty();
        int slot = 0;
        for (Object entry : node.local) {
            BasicValue value = valueOf(entry);
            frame.setLocal(slot, value);
            slot += value.getSize();
        }
        for (Object entry : node.stack) {
            frame.push(valueOf(entry));
        }
        return frame;
    }

    private Frame<BasicValue> empty() {
        Frame<BasicValue> frame = new Frame<>(method.maxLocals, method.maxStack);
        for (int slot = 0; slot < method.maxLocals; slot++) {
            frame.setLocal(slot, BasicValue.UNINITIALIZED_VALUE);
        }
        return frame;
    }

    private BasicValue valueOf(Object entry) {
        if (entry instanceof String) {
            return interpreter.newValue(Type.getObjectType((String) entry));
        }
        if (entry instanceof LabelNode) {
            return UnfinishedObject.at((LabelNode) entry);
        }
        if (entry.equals(Opcodes.INTEGER)) {
            return BasicValue.INT_VALUE;
        } else if (entry.equals(Opcodes.FLOAT)) {
            return BasicValue.FLOAT_VALUE;
        } else if (entry.equals(Opcodes.LONG)) {
            return BasicValue.LONG_VALUE;
        } else if (entry.equals(Opcodes.DOUBLE)) {
            return BasicValue.DOUBLE_VALUE;
        } else if (entry.equals(Opcodes.NULL)) {
            return TypeInterpreter.NULL;
        }
        return BasicValue.UNINITIALIZED_VALUE;
    }

    /** The types after {@code instruction} when it falls through to the next one; null if it never does. */
    private Frame<BasicValue> after(Frame<BasicValue> frame, AbstractInsnNode instruction) {
        if (instruction.getOpcode() < 0) {
            return frame;
        }
        UnfinishedObject finished = finishedBy(frame, instruction);
        try {
            frame.execute(instruction, interpreter);
        } catch (AnalyzerException e) {
            throw new AssertionError(
                    "Instruction " + method.instructions.indexOf(instruction) + " of " + owner.name + "." + method.name
                            + " does not fit the types before it",
                    e);
        }
        if (finished != null) {
            finish(frame, finished);
        }
        int opcode = instruction.getOpcode();
        boolean leaves = opcode == Opcodes.GOTO
                || opcode == Opcodes.TABLESWITCH
                || opcode == Opcodes.LOOKUPSWITCH
                || opcode == Opcodes.ATHROW
                || opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN;
        return leaves ? null : frame;
    }

    private static UnfinishedObject finishedBy(Frame<BasicValue> frame, AbstractInsnNode instruction) {
        if (instruction.getOpcode() != Opcodes.INVOKESPECIAL || !((MethodInsnNode) instruction).name.equals("<init>")) {
            return null;
        }
        int arguments = Type.getArgumentTypes(((MethodInsnNode) instruction).desc).length;
        BasicValue receiver = frame.getStack(frame.getStackSize() - 1 - arguments);
        return receiver instanceof UnfinishedObject ? (UnfinishedObject) receiver : null;
    }

    private void finish(Frame<BasicValue> frame, UnfinishedObject object) {
        BasicValue finished = interpreter.newValue(object.getType());
        for (int slot = 0; slot < frame.getLocals(); slot++) {
            if (object.equals(frame.getLocal(slot))) {
                frame.setLocal(slot, finished);
            }
        }
        for (int i = 0; i < frame.getStackSize(); i++) {
            if (object.equals(frame.getStack(i))) {
                frame.setStack(i, finished);
            }
        }
    }
}
