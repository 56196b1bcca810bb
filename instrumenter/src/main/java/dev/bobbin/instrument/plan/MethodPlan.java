package dev.bobbin.instrument.plan;

import dev.bobbin.instrument.analyze.MethodFlow;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What a suspendable method with code of its own becomes: its states, its frame, its tail calls. */
public final class MethodPlan {

    private final MethodNode method;
    private final MethodFlow flow;
    private final String frameName;
    private final String resumeName;
    private final boolean byHand;
    private final int stackParameter;
    private final int stackSlot;
    private final List<State> states;
    private final Map<AbstractInsnNode, State> stateOf = new HashMap<>();
    private final Set<MethodInsnNode> points;
    private final FrameLayout layout;
    private final long version;
    private final Set<MethodInsnNode> tailCalls;

    MethodPlan(
            MethodNode method,
            MethodFlow flow,
            String frameName,
            String resumeName,
            boolean byHand,
            int stackParameter,
            int stackSlot,
            List<State> states,
            FrameLayout layout,
            long version,
            Set<MethodInsnNode> tailCalls) {
        this.method = method;
        this.flow = flow;
        this.frameName = frameName;
        this.resumeName = resumeName;
        this.byHand = byHand;
        this.stackParameter = stackParameter;
        this.stackSlot = stackSlot;
        this.states = Collections.unmodifiableList(states);
        states.forEach(state -> stateOf.put(state.call(), state));
        this.points = states.stream().map(State::call).collect(Collectors.toSet());
        this.layout = layout;
        this.version = version;
        this.tailCalls = Collections.unmodifiableSet(tailCalls);
    }

    public MethodNode method() {
        return method;
    }

    public MethodFlow flow() {
        return flow;
    }

    /** Internal name of the frame class; it exists only if there are states. */
    public String frameName() {
        return frameName;
    }

    public String resumeName() {
        return resumeName;
    }

    /** Whether the method's own last parameter is the continuation, so that it is rewritten in place. */
    public boolean takesStackByHand() {
        return byHand;
    }

    /** The slot in which the fast path gets the continuation. */
    public int stackParameter() {
        return stackParameter;
    }

    /** The slot in which the fast path keeps the continuation. Slots from here on move up by one unless it is taken by hand. */
    public int stackSlot() {
        return stackSlot;
    }

    public List<State> states() {
        return states;
    }

    /** The calls of all states. */
    public Set<MethodInsnNode> points() {
        return points;
    }

    public boolean hasFrame() {
        return !states.isEmpty();
    }

    public FrameLayout layout() {
        return layout;
    }

    /** A number that changes with the method, for those who keep its frames longer than its class; 0 without a frame. */
    public long version() {
        return version;
    }

    /** The variable that {@code slot} holds at the call of {@code state}, if the class file was compiled with their names. */
    public Optional<LocalVariableNode> variableAt(int slot, State state) {
        if (method.localVariables == null) {
            return Optional.empty();
        }
        InsnList code = method.instructions;
        int at = code.indexOf(state.call());
        return method.localVariables.stream()
                .filter(variable ->
                        variable.index == slot && code.indexOf(variable.start) <= at && at < code.indexOf(variable.end))
                .findFirst();
    }

    /** The state of the suspension point {@code instruction}, if it is one. */
    public Optional<State> stateAt(AbstractInsnNode instruction) {
        return instruction instanceof MethodInsnNode ? Optional.ofNullable(stateOf.get(instruction)) : Optional.empty();
    }

    /** Whether {@code instruction} may suspend but leaves nothing to do here afterwards. */
    public boolean isTailCall(AbstractInsnNode instruction) {
        return instruction instanceof MethodInsnNode && tailCalls.contains(instruction);
    }
}
