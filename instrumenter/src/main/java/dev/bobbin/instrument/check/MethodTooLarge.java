package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** JVMS 4.7.3: the code of a method takes at most 65535 bytes. */
final class MethodTooLarge {

    static final String NAME = "method-too-large";

    private MethodTooLarge() {}

    static Diagnostic classTooLarge(ClassNode owner) {
        return Diagnostic.error(
                "class-too-large",
                SourceLine.of(owner.name),
                Subject.simpleName(owner.name)
                        + " names more than 65535 constants once instrumented, which the JVM does not allow. "
                        + "Move some of its suspendable methods to a class of their own.");
    }

    static Diagnostic subroutinesTooLarge(SourceLine where, String method) {
        return Diagnostic.error(
                NAME,
                where,
                method
                        + "() has more than 65535 bytes of bytecode once its subroutines (jsr) are put in line, which the JVM"
                        + " does not allow. Compile it with -target 1.6 or later, which makes none.");
    }

    static Diagnostic at(ClassNode owner, MethodNode original) {
        return Diagnostic.error(
                NAME,
                SourceLine.of(owner, original),
                Subject.nameOf(owner.name, original.name)
                        + " has more than 65535 bytes of bytecode once instrumented, which the JVM does not allow. "
                        + "Move what does not suspend to a method of its own.");
    }
}
