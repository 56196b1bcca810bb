package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.analyze.MethodFlow;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Why a call is left as it is though a row is about it, and what could be done. */
final class Hindrance {

    private static final int SERIALIZABLE = 1; // java.lang.invoke.LambdaMetafactory.FLAG_SERIALIZABLE
    private static final int FLAGS = 3; // their place among the arguments of altMetafactory
    private static final String OWN_THREAD = "A monitor belongs to a thread, and the coroutine may go on in another. ";

    private final String reason;
    private final String cure;

    private Hindrance(String reason, String cure) {
        this.reason = reason;
        this.cure = cure;
    }

    /** What keeps {@code call}, in {@code method}, from being adapted. */
    static Optional<Hindrance> of(MethodNode method, MethodInsnNode call) {
        if (isOnSuper(call.getOpcode(), call.name)) {
            return Optional.of(new Hindrance(
                    "it is called on super", "Call the method on another object, or in a thread that may block"));
        }
        if ((method.access & Opcodes.ACC_SYNCHRONIZED) != 0) {
            return Optional.of(new Hindrance(
                    "the method is synchronized",
                    OWN_THREAD + "Use dev.bobbin.sync.Mutex, or synchronize only the part before or after this call"));
        }
        List<AbstractInsnNode> held = MethodFlow.monitorsHeld(method, call);
        if (held.isEmpty()) {
            return Optional.empty();
        }
        int line = SourceLine.lineOf(held.get(held.size() - 1));
        return Optional.of(new Hindrance(
                "a monitor is held here (synchronized" + (line == 0 ? "" : " since line " + line) + ")",
                OWN_THREAD + "Use dev.bobbin.sync.Mutex, or end the synchronized block before this call"));
    }

    /** What keeps the method reference made at {@code site} from being adapted. */
    static Optional<Hindrance> of(InvokeDynamicInsnNode site) {
        boolean serializable = site.bsm.getName().equals("altMetafactory")
                && site.bsmArgs.length > FLAGS
                && site.bsmArgs[FLAGS] instanceof Integer
                && ((Integer) site.bsmArgs[FLAGS] & SERIALIZABLE) != 0;
        return serializable
                ? Optional.of(new Hindrance(
                        "the method reference is serializable, and is made again by its name",
                        "Write a lambda instead"))
                : Optional.empty();
    }

    /** Whether a call by {@code opcode} asks for the very method of a superclass; constructors are called so, too. */
    static boolean isOnSuper(int opcode, String name) {
        return opcode == Opcodes.INVOKESPECIAL && !name.equals(Row.CONSTRUCTOR);
    }

    /** To go on after "since". */
    String reason() {
        return reason;
    }

    /** A sentence without its end, or several. */
    String cure() {
        return cure;
    }
}
