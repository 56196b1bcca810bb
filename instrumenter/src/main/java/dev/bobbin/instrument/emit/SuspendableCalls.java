package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.mark.SuspendableLambda;
import dev.bobbin.instrument.plan.MethodPlan;
import java.util.Optional;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** What the two paths do alike with the instructions of the user's method. */
final class SuspendableCalls {

    private final ClassMarks marks;
    private final Lambdas lambdas;
    private final Guards guards;

    SuspendableCalls(ClassMarks marks, Lambdas lambdas, Guards guards) {
        this.marks = marks;
        this.lambdas = lambdas;
        this.guards = guards;
    }

    /**
     * Writes {@code instruction} as it stands in a method that has the continuation in {@code stackSlot}: a call that may
     * suspend goes to the twin, {@code FrameStack.current()} is the continuation, lambdas get suspendable bodies.
     */
    void write(AbstractInsnNode instruction, MethodPlan plan, MethodCopy copy, int stackSlot, Code code) {
        if (plan.isTailCall(instruction) || plan.stateAt(instruction).isPresent()) {
            MethodInsnNode call = (MethodInsnNode) instruction;
            code.load(stackSlot).add(guards.guarded(call, suspendingCall(call)));
        } else if (ClassMarks.asksForStack(instruction)) {
            code.load(stackSlot);
        } else if (instruction instanceof InvokeDynamicInsnNode) {
            Optional<SuspendableLambda> lambda = marks.lambda(instruction);
            code.add(lambda.isPresent() ? lambdas.retargeted(lambda.get()) : copy.copy(instruction));
        } else {
            code.add(copy.copy(instruction));
        }
    }

    /** Leaves for {@code cold} if the call just made has suspended. */
    void leaveIfSuspended(int stackSlot, LabelNode cold, Code code) {
        code.load(stackSlot)
                .get(Contract.STACK, "suspended", org.objectweb.asm.Type.BOOLEAN_TYPE)
                .ifTrue(cold);
    }

    private MethodInsnNode suspendingCall(MethodInsnNode call) {
        return new MethodInsnNode(
                call.getOpcode(),
                call.owner,
                marks.goesPastTwin(call) ? Contract.superName(call.name) : Contract.twinName(call.name),
                Contract.twinDescriptor(call.desc),
                call.itf);
    }
}
