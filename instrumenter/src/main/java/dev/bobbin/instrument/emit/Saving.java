package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.plan.MethodPlan;
import dev.bobbin.instrument.plan.SavedValue;
import dev.bobbin.instrument.plan.State;
import java.util.List;
import org.objectweb.asm.Type;

/**
 * How live values get into their frame: as arguments of one call, or, where they are more than a call can take, of several.
 *
 * <pre>{@code
 * Total$Frame.keep1_2(<the last of the locals>, f);
 * Total$Frame.keep1_1(<those before>, f);
 * Total$Frame.again1(<operands>, <the first of the locals>, f, k);
 * }</pre>
 *
 * The last come first, since operands are taken from where they lie, from the top.
 */
final class Saving {

    private Saving() {}

    /** Hands over all parts of the live values of {@code state} but the first to the frame in {@code frameSlot}. */
    static void keepRest(State state, MethodPlan plan, MethodCopy copy, int frameSlot, Code code) {
        List<List<SavedValue>> parts = state.parts();
        for (int part = parts.size() - 1; part > 0; part--) {
            loadLocals(state, part, copy, code);
            code.load(frameSlot)
                    .callStatic(
                            plan.frameName(), keepName(state, part), keepDescriptor(parts.get(part), plan.frameName()));
        }
    }

    /** Loads what of part {@code part} is in locals; its operands lie on the stack. */
    static void loadLocals(State state, int part, MethodCopy copy, Code code) {
        int operands = state.operands().size();
        for (int before = 0; before < part; before++) {
            operands -= state.parts().get(before).size();
        }
        List<SavedValue> values = state.parts().get(part);
        for (int i = Math.max(0, operands); i < values.size(); i++) { // operands come first
            code.load(values.get(i).type(), copy.slot(values.get(i).place()));
        }
    }

    static String keepName(State state, int part) {
        return "keep" + state.number() + "_" + part;
    }

    static String keepDescriptor(List<SavedValue> part, String frameName) {
        return descriptor(part, Type.VOID_TYPE, "L" + frameName + ";");
    }

    /** Of a method that takes {@code values} and then {@code last}. */
    static String descriptor(List<SavedValue> values, Type result, String... last) {
        StringBuilder descriptor = new StringBuilder("(");
        values.forEach(saved -> descriptor.append(saved.type().getDescriptor()));
        for (String type : last) {
            descriptor.append(type);
        }
        return descriptor.append(')').append(result.getDescriptor()).toString();
    }
}
