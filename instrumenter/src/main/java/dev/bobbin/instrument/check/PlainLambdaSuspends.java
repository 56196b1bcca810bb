package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** A suspendable method hands a suspending lambda to somebody who calls it through an interface that cannot suspend. */
final class PlainLambdaSuspends implements Rule {

    static final String NAME = "lambda-cannot-suspend";

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if (!subject.marks().isSuspendable(subject.method())
                && !subject.marks().isBodyOfSuspendableInterface(subject.method())) {
            return;
        }
        for (AbstractInsnNode instruction : subject.method().instructions) {
            Optional<MethodNode> body = subject.marks().bodyOfPlainLambda(instruction);
            if (!body.isPresent() || subject.marks().isSuspendable(body.get())) {
                continue;
            }
            InvokeDynamicInsnNode site = (InvokeDynamicInsnNode) instruction;
            Subject lambda = new Subject(subject.owner(), body.get(), subject.marks(), Optional.empty());
            for (MethodInsnNode call : lambda.suspendingCalls()) {
                String method = Subject.simpleName(Type.getReturnType(site.desc).getInternalName()) + "." + site.name;
                found.add(Diagnostic.warning(
                        NAME,
                        lambda.where(call),
                        "this lambda calls " + call.name + "(), which suspends, but " + method
                                + "() cannot. In a coroutine it would throw. Do what suspends outside the lambda, or, if the "
                                + "functional interface is yours, mark its method @Suspendable."));
            }
        }
    }
}
