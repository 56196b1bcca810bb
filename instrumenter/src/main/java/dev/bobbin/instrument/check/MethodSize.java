package dev.bobbin.instrument.check;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.util.List;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Limits on the size of what is generated. */
final class MethodSize {

    static final String WARNING = "method-not-compiled";
    static final String ERROR = "method-too-large";

    /** HotSpot's HugeMethodLimit: methods above are never compiled. */
    private static final int COMPILED = 8000;

    private MethodSize() {}

    static void check(ClassNode owner, MethodNode original, MethodNode generated, List<Diagnostic> found) {
        if (generated.instructions.size() * 2 < COMPILED / 2) {
            return; // cannot be near it: most instructions take one to three bytes
        }
        CodeSizeEvaluator size = new CodeSizeEvaluator(Contract.ASM_API, null) {};
        generated.accept(size);
        if (size.getMinSize() > COMPILED) {
            found.add(Diagnostic.warning(
                    WARNING,
                    SourceLine.of(owner, original),
                    original.name + "() has " + size.getMinSize()
                            + " bytes of bytecode once instrumented. HotSpot compiles no method over " + COMPILED
                            + ", so it would stay interpreted. Move what does not suspend to a method of its own."));
        }
    }

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
                ERROR,
                where,
                method
                        + "() has more than 65535 bytes of bytecode once its subroutines (jsr) are put in line, which the JVM"
                        + " does not allow. Compile it with -target 1.6 or later, which makes none.");
    }

    static Diagnostic tooLarge(ClassNode owner, MethodNode original) {
        return Diagnostic.error(
                ERROR,
                SourceLine.of(owner, original),
                original.name
                        + "() has more than 65535 bytes of bytecode once instrumented, which the JVM does not allow. "
                        + "Move what does not suspend to a method of its own.");
    }
}
