package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** The frame of native code cannot be saved. */
final class NativeMethod implements Rule {

    static final String NAME = "native-method";

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if ((subject.method().access & Opcodes.ACC_NATIVE) != 0
                && subject.marks().isSuspendable(subject.method())) {
            found.add(Diagnostic.error(
                    NAME,
                    subject.where(),
                    subject.name() + " of " + Subject.simpleName(subject.owner().name)
                            + ", declared below this line, is native, so it cannot be suspendable. The frame of native code cannot be saved. "
                            + "Remove @Suspendable, or call it from a Java method that suspends before or after."));
        }
    }
}
