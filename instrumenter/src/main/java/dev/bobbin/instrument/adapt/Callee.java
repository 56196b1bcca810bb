package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.mark.SuspendableLambda;
import java.util.Optional;
import org.objectweb.asm.Handle;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** The method that a call, or a method reference, names. */
final class Callee {

    private final String owner;
    private final String name;
    private final String descriptor;

    private Callee(String owner, String name, String descriptor) {
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
    }

    /** Nothing if {@code instruction} is neither. */
    static Optional<Callee> of(AbstractInsnNode instruction) {
        if (instruction instanceof MethodInsnNode) {
            MethodInsnNode call = (MethodInsnNode) instruction;
            return Optional.of(new Callee(call.owner, call.name, call.desc));
        } else if (instruction instanceof InvokeDynamicInsnNode
                && SuspendableLambda.isLambda((InvokeDynamicInsnNode) instruction)) {
            Handle reference = SuspendableLambda.implementationOf((InvokeDynamicInsnNode) instruction);
            return Optional.of(new Callee(reference.getOwner(), reference.getName(), reference.getDesc()));
        }
        return Optional.empty();
    }

    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    String descriptor() {
        return descriptor;
    }
}
