package dev.bobbin.instrument.analyze;

import java.util.function.Consumer;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Methods made instruction by instruction. */
final class Methods {

    private Methods() {}

    /** A static method with room for ten locals and ten operands. */
    static MethodNode method(String descriptor, Consumer<MethodNode> code) {
        MethodNode method = new MethodNode(Opcodes.ASM9, Opcodes.ACC_STATIC, "m", descriptor, null, null);
        code.accept(method);
        method.maxLocals = 10;
        method.maxStack = 10;
        return method;
    }

    static ClassNode owner() {
        ClassNode owner = new ClassNode(Opcodes.ASM9);
        owner.visit(Opcodes.V17, Opcodes.ACC_PUBLIC, "Owner", null, "java/lang/Object", null);
        return owner;
    }
}
