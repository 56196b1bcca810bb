package dev.bobbin.instrument.adapt;

import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/** Knows the calls of {@code System.out} and {@code System.err} in one method: most of what prints, and never a socket. */
final class StandardStreams {

    private final MethodNode method;
    private final Frame<SourceValue>[] frames;

    private StandardStreams(MethodNode method, Frame<SourceValue>[] frames) {
        this.method = method;
        this.frames = frames;
    }

    static StandardStreams in(ClassNode type, MethodNode method) {
        try {
            return new StandardStreams(method, new Analyzer<>(new SourceInterpreter()).analyze(type.name, method));
        } catch (AnalyzerException e) {
            throw new AssertionError("its types were analyzed before: " + type.name + "." + method.name, e);
        }
    }

    /** Whether {@code call}, of an object, is made on what was just taken from one of the two fields. */
    boolean takes(MethodInsnNode call) {
        Frame<SourceValue> before = frames[method.instructions.indexOf(call)];
        int arguments = Type.getArgumentTypes(call.desc).length;
        Set<AbstractInsnNode> sources = before.getStack(before.getStackSize() - 1 - arguments).insns;
        return sources.stream().allMatch(StandardStreams::isField);
    }

    private static boolean isField(AbstractInsnNode source) {
        return source.getOpcode() == Opcodes.GETSTATIC
                && ((FieldInsnNode) source).owner.equals("java/lang/System")
                && !((FieldInsnNode) source).name.equals("in");
    }
}
