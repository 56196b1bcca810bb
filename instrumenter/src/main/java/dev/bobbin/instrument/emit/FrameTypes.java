package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.plan.SavedValue;
import dev.bobbin.instrument.plan.State;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.analysis.BasicInterpreter;

/** Types in the spelling of stack map frames. */
final class FrameTypes {

    private FrameTypes() {}

    static Object of(Type type) {
        switch (type.getSort()) {
            case Type.LONG:
                return Opcodes.LONG;
            case Type.FLOAT:
                return Opcodes.FLOAT;
            case Type.DOUBLE:
                return Opcodes.DOUBLE;
            case Type.ARRAY:
            case Type.OBJECT:
                return type.equals(BasicInterpreter.NULL_TYPE) ? Opcodes.NULL : type.getInternalName();
            default:
                return Opcodes.INTEGER;
        }
    }

    static Object of(SavedValue saved) {
        return of(saved.value().getType());
    }

    /** The operand stack just after the call of {@code state}. */
    static List<Object> stackAfter(State state) {
        List<Object> stack = new ArrayList<>();
        state.operands().forEach(operand -> stack.add(of(operand)));
        if (state.callResult() != Type.VOID_TYPE) {
            stack.add(of(state.callResult()));
        }
        return stack;
    }
}
