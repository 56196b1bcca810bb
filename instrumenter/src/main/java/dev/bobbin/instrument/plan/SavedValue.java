package dev.bobbin.instrument.plan;

import java.util.Optional;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.analysis.BasicInterpreter;
import org.objectweb.asm.tree.analysis.BasicValue;

/** One value that is live at a suspension point, and the frame's field that keeps it. */
public final class SavedValue {

    private final int place;
    private final BasicValue value;
    private final Optional<FrameField> field;

    SavedValue(int place, BasicValue value, Optional<FrameField> field) {
        this.place = place;
        this.value = value;
        this.field = field;
    }

    /** A local's slot, or an operand's distance from the bottom of the operand stack, in values. */
    public int place() {
        return place;
    }

    /** The type that the verifier knows it by. */
    public BasicValue value() {
        return value;
    }

    /** The type in which it is handed to the frame. */
    public Type type() {
        return isNull(value) ? Type.getObjectType("java/lang/Object") : value.getType();
    }

    /** Where it is kept; empty for the constant null, which needs no keeping. */
    public Optional<FrameField> field() {
        return field;
    }

    static boolean isNull(BasicValue value) {
        return value.getType().equals(BasicInterpreter.NULL_TYPE);
    }
}
