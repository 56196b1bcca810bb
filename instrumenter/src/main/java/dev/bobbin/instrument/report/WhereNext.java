package dev.bobbin.instrument.report;

import dev.bobbin.instrument.plan.MethodPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** Where control can get to from one suspension point, or from the method's start, before it can suspend again. */
final class WhereNext {

    /** The method returns. */
    static final String RETURN = "return";

    /** The method throws by a {@code throw} of its own. */
    static final String THROW = "throw";

    private final List<String> always;
    private final List<String> ifCaught;

    private WhereNext(List<String> always, List<String> ifCaught) {
        this.always = Collections.unmodifiableList(always);
        this.ifCaught = Collections.unmodifiableList(ifCaught);
    }

    /** Where control gets to behind {@code call}, or from the start of the method if it is empty. */
    static WhereNext of(MethodPlan plan, Optional<MethodInsnNode> call) {
        List<String> always = names(plan, call, false);
        List<String> ifCaught = names(plan, call, true);
        ifCaught.removeAll(always);
        ifCaught.remove(THROW); // finally blocks throw on what they have caught: everything would lead there
        return new WhereNext(always, ifCaught);
    }

    static WhereNext read(JsonObject json) {
        return new WhereNext(
                json.texts("next"), json.has("nextIfCaught") ? json.texts("nextIfCaught") : Collections.emptyList());
    }

    /** Adds its two members to {@code json}. */
    void writeTo(JsonObject json) {
        json.withTexts("next", always);
        if (!ifCaught.isEmpty()) {
            json.withTexts("nextIfCaught", ifCaught);
        }
    }

    /** States by their numbers, {@link #RETURN}, {@link #THROW}: in the order of the code. */
    List<String> always() {
        return always;
    }

    /** What can be reached through a handler of the method alone. */
    List<String> ifCaught() {
        return ifCaught;
    }

    private static List<String> names(MethodPlan plan, Optional<MethodInsnNode> call, boolean throughHandlers) {
        List<String> states = new ArrayList<>();
        boolean returns = false;
        boolean throwsOn = false;
        for (AbstractInsnNode reached : plan.flow().firstReached(call, plan.points(), throughHandlers)) {
            plan.stateAt(reached).ifPresent(state -> states.add(String.valueOf(state.number())));
            returns |= reached.getOpcode() >= Opcodes.IRETURN && reached.getOpcode() <= Opcodes.RETURN;
            throwsOn |= reached.getOpcode() == Opcodes.ATHROW;
        }
        if (returns) {
            states.add(RETURN);
        }
        if (throwsOn) {
            states.add(THROW);
        }
        return states;
    }
}
