package dev.bobbin.instrument.prepare;

import dev.bobbin.instrument.mark.ClassMarks;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Calls that suspend and return what the caller may not name: a package-private class of another package.
 *
 * <pre>{@code
 * var order = Orders.next();                var order = (Order) Orders.next();
 * }</pre>
 *
 * After a suspension a result comes as an {@code Object}, and is cast to its type. JVMS 5.4.4 forbids to cast to such a class,
 * so it goes by the nearest superclass that may be named, in stack maps as well. Compiled code can use it as no more than that,
 * except to hand it on to somebody who wants that very class.
 */
public final class HiddenResults {

    private final MethodNode method;
    private final ClassMarks marks;

    private HiddenResults(MethodNode method, ClassMarks marks) {
        this.method = method;
        this.marks = marks;
    }

    /** Rewrites {@code method}, which has suspending code. */
    public static void apply(MethodNode method, ClassMarks marks) {
        new HiddenResults(method, marks).apply();
    }

    private void apply() {
        boolean found = false;
        for (AbstractInsnNode instruction : method.instructions.toArray()) {
            if (marks.maySuspend(instruction)) {
                Type result = Type.getReturnType(((MethodInsnNode) instruction).desc);
                Type named = marks.asNamedHere(result);
                if (!named.equals(result) && !isReturned(instruction)) {
                    TypeInsnNode cast = new TypeInsnNode(Opcodes.CHECKCAST, named.getInternalName());
                    method.instructions.insert(instruction, cast);
                    found = true;
                }
            }
        }
        if (found) {
            for (AbstractInsnNode instruction : method.instructions) {
                if (instruction instanceof FrameNode) {
                    ((FrameNode) instruction).local.replaceAll(this::named);
                    ((FrameNode) instruction).stack.replaceAll(this::named);
                }
            }
        }
    }

    /** Whether the result goes straight to the caller's caller: then nobody here names its class. */
    private static boolean isReturned(AbstractInsnNode call) {
        AbstractInsnNode next = call.getNext();
        while (next.getOpcode() < 0 && !(next instanceof FrameNode)) {
            next = next.getNext();
        }
        return next.getOpcode() == Opcodes.ARETURN;
    }

    private Object named(Object type) {
        return type instanceof String
                ? marks.asNamedHere(Type.getObjectType((String) type)).getInternalName()
                : type;
    }
}
