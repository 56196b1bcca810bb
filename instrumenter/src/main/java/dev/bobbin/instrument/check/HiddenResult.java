package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.plan.State;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** A result of a class that the caller may not name, handed on to somebody who wants that very class. */
final class HiddenResult implements Rule {

    static final String NAME = "hidden-result";

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if (!subject.plan().isPresent()) {
            return;
        }
        for (State state : subject.plan().get().states()) {
            Type result = Type.getReturnType(state.call().desc);
            if (!state.callResult().equals(result) && isWanted(result, subject)) {
                found.add(Diagnostic.error(
                        NAME,
                        subject.where(state.call()),
                        subject.name() + " hands on what " + state.call().name + "() returns, of "
                                + result.getClassName() + ", to somebody who wants that class. After a suspension it"
                                + " would have to be cast, but the class is not public. Make it public, or let a method of its"
                                + " own package do both calls."));
            }
        }
    }

    private static boolean isWanted(Type type, Subject subject) {
        for (AbstractInsnNode instruction : subject.method().instructions) {
            if (instruction instanceof MethodInsnNode && takes(type, ((MethodInsnNode) instruction).desc)
                    || instruction instanceof InvokeDynamicInsnNode
                            && takes(type, ((InvokeDynamicInsnNode) instruction).desc)
                    || instruction instanceof FieldInsnNode
                            && ((FieldInsnNode) instruction).desc.equals(type.getDescriptor())
                    || instruction.getOpcode() == Opcodes.ARETURN
                            && Type.getReturnType(subject.method().desc).equals(type)
                            && !isMadeByCall(instruction.getPrevious())) {
                return true;
            }
        }
        return false;
    }

    private static boolean isMadeByCall(AbstractInsnNode before) {
        AbstractInsnNode at = before;
        while (at.getOpcode() < 0 && !(at instanceof FrameNode)) {
            at = at.getPrevious();
        }
        return at instanceof MethodInsnNode;
    }

    private static boolean takes(Type type, String descriptor) {
        return Arrays.asList(Type.getArgumentTypes(descriptor)).contains(type);
    }
}
