package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;

/** A monitor belongs to a thread, a coroutine does not. */
final class HoldsMonitor implements Rule {

    static final String NAME = "holds-a-monitor";

    private static final String REASON = " A monitor belongs to a thread, and the coroutine may go on in another. ";

    @Override
    public void check(Subject subject, List<Diagnostic> found) {
        if (!subject.plan().isPresent()) {
            return;
        }
        boolean wholly = (subject.method().access & Opcodes.ACC_SYNCHRONIZED) != 0;
        for (MethodInsnNode call : subject.suspendingCalls()) {
            List<AbstractInsnNode> held = subject.plan().get().flow().monitorsHeld(call);
            if (!held.isEmpty()) {
                found.add(Diagnostic.error(
                        NAME,
                        subject.where(call),
                        subject.name() + " suspends while it holds a monitor (synchronized"
                                + since(held.get(held.size() - 1)) + ")." + REASON
                                + "Use dev.bobbin.sync.Mutex, or end the synchronized block before this call."));
            } else if (wholly) {
                found.add(
                        Diagnostic.error(
                                NAME,
                                subject.where(call),
                                subject.name() + " suspends while it holds a monitor (it is a synchronized method)."
                                        + REASON
                                        + "Use dev.bobbin.sync.Mutex, or synchronize only the part before or after this call."));
            }
        }
    }

    private static String since(AbstractInsnNode entered) {
        int line = SourceLine.lineOf(entered);
        return line == 0 ? "" : " since line " + line;
    }
}
