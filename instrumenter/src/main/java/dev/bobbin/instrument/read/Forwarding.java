package dev.bobbin.instrument.read;

import dev.bobbin.instrument.contract.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds what the bridges and accessors of a class call, which compilers make: the last call in their code. */
final class Forwarding extends ClassVisitor {

    private final List<MethodOutline> outlines;
    private int next;

    private Forwarding(List<MethodOutline> outlines) {
        super(Contract.ASM_API);
        this.outlines = outlines;
    }

    /** The methods of a class, with what they forward to; {@code methods} are those that {@code reader} reads, in its order. */
    static List<MethodOutline> readInto(List<MethodOutline> methods, ClassReader reader) {
        Forwarding forwarding = new Forwarding(new ArrayList<>(methods));
        reader.accept(forwarding, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return forwarding.outlines;
    }

    /** Whether a method of these flags and this name is one of those. */
    static boolean isPossible(int access, String name) {
        return (access & Opcodes.ACC_BRIDGE) != 0
                || (access & Opcodes.ACC_SYNTHETIC) != 0 && MethodOutline.isAccessorName(name);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        int place = next++;
        if (!isPossible(access, name)) {
            return null; // its code is passed over
        }
        return new MethodVisitor(Contract.ASM_API) {
            @Override
            public void visitMethodInsn(int opcode, String owner, String callee, String calleeType, boolean itf) {
                MethodOutline.Reference called = new MethodOutline.Reference(owner, callee, calleeType);
                outlines.set(place, outlines.get(place).forwardingTo(Optional.of(called)));
            }
        };
    }
}
