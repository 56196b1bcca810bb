package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Bytecode that compares or locks an object before its constructor has run, and suspends meanwhile. No compiler makes it. */
final class OddConstruction {

    static final String NAME = "odd-construction";

    private OddConstruction() {}

    static Diagnostic at(ClassNode owner, MethodNode method, AbstractInsnNode instruction) {
        return Diagnostic.error(
                NAME,
                SourceLine.of(owner, method, instruction),
                Subject.nameOf(owner.name, method.name)
                        + " compares or locks an object whose constructor has not run, and suspends before it does. Such "
                        + "an object cannot be kept in a frame. Compute the constructor's arguments before the object is made.");
    }
}
