package dev.bobbin.instrument.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;

/** A suspension point: the call where a frame can wait, and what it keeps meanwhile. */
public final class State {

    /** JVMS 4.3.3: a method takes arguments in 255 slots at most; frame and stack take one each. */
    private static final int MOST_SLOTS = 253;

    private final int number;
    private final MethodInsnNode call;
    private final int line;
    private final Type callResult;
    private final List<SavedValue> operands;
    private final List<SavedValue> locals;
    private final List<TryCatchBlockNode> tries;
    private final List<SavedValue> saved;
    private final List<List<SavedValue>> parts;

    State(
            int number,
            MethodInsnNode call,
            int line,
            Type callResult,
            List<SavedValue> operands,
            List<SavedValue> locals,
            List<TryCatchBlockNode> tries) {
        this.number = number;
        this.call = call;
        this.line = line;
        this.callResult = callResult;
        this.operands = Collections.unmodifiableList(operands);
        this.locals = Collections.unmodifiableList(locals);
        this.tries = Collections.unmodifiableList(tries);
        List<SavedValue> all = new ArrayList<>(operands);
        all.addAll(locals);
        this.saved = Collections.unmodifiableList(all);
        this.parts = Collections.unmodifiableList(divide(all));
    }

    private static List<List<SavedValue>> divide(List<SavedValue> values) {
        List<List<SavedValue>> parts = new ArrayList<>();
        int start = 0;
        int slots = 0;
        for (int i = 0; i < values.size(); i++) {
            int size = values.get(i).type().getSize();
            if (slots + size > MOST_SLOTS) {
                parts.add(Collections.unmodifiableList(values.subList(start, i)));
                start = i;
                slots = 0;
            }
            slots += size;
        }
        parts.add(Collections.unmodifiableList(values.subList(start, values.size())));
        return parts;
    }

    /** From 1, in the order of the instructions. */
    public int number() {
        return number;
    }

    public MethodInsnNode call() {
        return call;
    }

    /** The call's line in the source; 0 if unknown. */
    public int line() {
        return line;
    }

    /** What lies on the operand stack under the call's arguments, bottom first. */
    public List<SavedValue> operands() {
        return operands;
    }

    /** The locals that are read after the call, by slot. */
    public List<SavedValue> locals() {
        return locals;
    }

    /** The try ranges around the call, in the order in which they are asked. */
    public List<TryCatchBlockNode> tries() {
        return tries;
    }

    /** The type of the call's result, or, if that is a class that the caller may not name, the nearest superclass it may. */
    public Type callResult() {
        return callResult;
    }

    /** Operands, then locals: the order in which a frame's {@code save} takes them. */
    public List<SavedValue> saved() {
        return saved;
    }

    /**
     * {@link #saved()} in parts, of which each can be handed over by one call, together with the frame and the stack. There
     * is always a first one, and hardly ever another.
     */
    public List<List<SavedValue>> parts() {
        return parts;
    }

    /** How many argument slots {@code values} take. */
    public static int slotsOf(List<SavedValue> values) {
        int slots = 0;
        for (SavedValue value : values) {
            slots += value.type().getSize();
        }
        return slots;
    }
}
