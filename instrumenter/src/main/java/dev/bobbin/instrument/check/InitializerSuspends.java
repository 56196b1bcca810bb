package dev.bobbin.instrument.check;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.MethodInsnNode;

/** An object under construction, or a class under initialisation, cannot wait in a frame. */
final class InitializerSuspends implements Rule {

    static final String NAME = "initializer-suspends";

    private static final String CONSTRUCTOR_REASON = " An object under construction cannot be kept in a frame. "
            + "Do it in a static method that suspends first and constructs then.";
    private static final String CONSTANT_REASON =
            " The JVM makes the constants of an enum while it initialises the class, once, in one thread, which others wait for. "
                    + "Do it in a method of the enum that is called when the class is there.";
    private static final String CLASS_REASON =
            " The JVM initialises a class once, in one thread, which others wait for. "
                    + "Do it in a method that is called when the class is there.";

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if (subject.method().name.charAt(0) != '<') {
            return;
        }
        String reason = reason(subject);
        if (subject.hasAnnotation(Contract.SUSPENDABLE)) {
            found.add(Diagnostic.error(
                    NAME,
                    subject.where(),
                    subject.name() + " is marked @Suspendable, but it cannot suspend." + reason));
        }
        for (MethodInsnNode call : subject.suspendingCalls()) {
            found.add(Diagnostic.error(
                    NAME,
                    subject.where(call),
                    subject.name() + " calls " + call.name + "(), which suspends." + reason));
        }
    }

    private static String reason(Subject subject) {
        if (!subject.method().name.equals("<init>")) {
            return CLASS_REASON;
        }
        return (subject.owner().access & Opcodes.ACC_ENUM) != 0 ? CONSTANT_REASON : CONSTRUCTOR_REASON;
    }
}
