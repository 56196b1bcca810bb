package dev.bobbin.instrument.check;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** JVMS 4.3.3: a method takes at most 255 argument slots, and the continuation needs one. */
final class SignatureTooLong implements Rule {

    static final String NAME = "signature-too-long";

    private static final int MOST_SLOTS = 255;

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if (!subject.marks().isSuspendable(subject.method())) {
            return;
        }
        boolean isStatic = (subject.method().access & Opcodes.ACC_STATIC) != 0;
        int slots = (Type.getArgumentsAndReturnSizes(Contract.twinDescriptor(subject.method().desc)) >> 2)
                - (isStatic ? 1 : 0);
        if (slots > MOST_SLOTS) {
            found.add(Diagnostic.error(
                    NAME,
                    subject.where(),
                    subject.name()
                            + " has parameters in all 255 slots that the JVM allows. A suspendable method needs one "
                            + "more, for the continuation. Put some of the parameters into an object."));
        }
    }
}
