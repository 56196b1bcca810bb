package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.List;
import org.objectweb.asm.tree.MethodInsnNode;

/** A library that was annotated, but whose build did not run the instrumenter. */
final class LibraryNotInstrumented implements Rule {

    static final String NAME = "library-not-instrumented";

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if (!subject.plan().isPresent()) {
            return;
        }
        for (MethodInsnNode call : subject.suspendingCalls()) {
            if (!subject.marks().hasTwin(call)) {
                found.add(Diagnostic.error(
                        NAME,
                        subject.where(call),
                        subject.name() + " calls " + Subject.simpleName(call.owner) + "." + call.name
                                + "(), which is marked @Suspendable in a class that was not instrumented, or by another"
                                + " version of Bobbin. It has no twin to call. Build the library it comes from with this"
                                + " version of the bobbin-maven-plugin; if it is a main class of this module, with the goal"
                                + " instrument."));
            }
        }
    }
}
