package dev.bobbin.instrument.prepare;

import dev.bobbin.instrument.mark.Marks;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Lets {@code for} loops suspend. Whatever type {@code iterator()} is declared to return, compilers call {@code hasNext()} and
 * {@code next()} of {@code java.util.Iterator} (JLS 14.14.2), which cannot suspend. Where the declared type's own can, they are
 * called instead:
 *
 * <pre>{@code
 * Iterator i = generator.iterator();              Iterator i = generator.iterator();
 * while (i.hasNext())                 becomes     while (((SuspendableIterator) i).hasNext())
 * }</pre>
 *
 * The loop's variable has no name in the source, so between the store and the next one to the same slot nobody else writes it.
 */
public final class SuspendableLoops {

    private static final String ITERATOR = "java/util/Iterator";

    private final MethodNode method;
    private final Marks marks;

    private SuspendableLoops(MethodNode method, Marks marks) {
        this.method = method;
        this.marks = marks;
    }

    /** Rewrites the loops in all methods of {@code type}. Initialisers stay as they are: they cannot suspend. */
    public static void apply(ClassNode type, Marks marks) {
        for (MethodNode method : type.methods) {
            if (method.name.charAt(0) != '<') {
                new SuspendableLoops(method, marks).apply();
            }
        }
    }

    private void apply() {
        for (AbstractInsnNode instruction : method.instructions.toArray()) {
            if (instruction instanceof MethodInsnNode && ((MethodInsnNode) instruction).name.equals("iterator")) {
                Type made = Type.getReturnType(((MethodInsnNode) instruction).desc);
                AbstractInsnNode stored = nextReal(instruction);
                if (made.getSort() == Type.OBJECT
                        && stored != null
                        && stored.getOpcode() == Opcodes.ASTORE
                        && marks.isSuspendableIterator(made.getInternalName())) {
                    rewriteLoop(made.getInternalName(), (VarInsnNode) stored);
                }
            }
        }
    }

    private void rewriteLoop(String type, VarInsnNode variable) {
        for (AbstractInsnNode at = variable.getNext(); at != null && !isVariable(at, Opcodes.ASTORE, variable.var); ) {
            AbstractInsnNode next = nextReal(at);
            if (isVariable(at, Opcodes.ALOAD, variable.var) && next instanceof MethodInsnNode) {
                MethodInsnNode call = (MethodInsnNode) next;
                if (call.owner.equals(ITERATOR) && marks.isSuspendable(type, call.name, call.desc)) {
                    method.instructions.insert(at, new TypeInsnNode(Opcodes.CHECKCAST, type));
                    call.owner = type;
                    call.itf = marks.isInterface(type);
                    call.setOpcode(call.itf ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL);
                }
            }
            at = at.getNext();
        }
    }

    private static boolean isVariable(AbstractInsnNode instruction, int opcode, int slot) {
        return instruction.getOpcode() == opcode && ((VarInsnNode) instruction).var == slot;
    }

    private static AbstractInsnNode nextReal(AbstractInsnNode instruction) {
        AbstractInsnNode next = instruction.getNext();
        while (next != null && next.getOpcode() < 0) {
            next = next.getNext();
        }
        return next;
    }
}
