package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.List;

/** JVMS 4.7.3: a method has at most 65535 slots for locals, and the generated paths need some for themselves. */
final class TooManyLocals implements Rule {

    static final String NAME = "too-many-locals";

    private static final int MOST_SLOTS = 65535;
    private static final int OWN_SLOTS = 2; // the frame and the stack

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if (subject.plan().isPresent() && subject.method().maxLocals > MOST_SLOTS - OWN_SLOTS) {
            found.add(Diagnostic.error(
                    NAME,
                    subject.where(),
                    subject.name() + " needs " + subject.method().maxLocals
                            + " slots for its locals. The JVM allows " + MOST_SLOTS
                            + ", and a suspendable method needs "
                            + OWN_SLOTS + " more. Keep some of the locals in an array or an object."));
        }
    }
}
