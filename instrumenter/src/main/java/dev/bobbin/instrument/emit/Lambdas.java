package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.mark.SuspendableLambda;
import dev.bobbin.instrument.read.MethodOutline;
import java.util.List;
import java.util.function.Function;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Lambdas that suspend. The interface that javac names has {@code run()} as its abstract method; a lambda must implement the
 * twin instead. So it is made an instance of a generated sub-interface:
 *
 * <pre>{@code
 * interface SuspendableRunnable-co extends SuspendableRunnable {
 *   void run-co(FrameStack k);                                     // abstract: the lambda's body
 *   default void run() { this.run-co(FrameStack.enter()); }      // for plain callers
 * }
 * }</pre>
 */
final class Lambdas {

    private final Function<String, String> suspendingInterface;

    /** @param suspendingInterface the sub-interface to use for a functional interface, by internal names */
    Lambdas(Function<String, String> suspendingInterface) {
        this.suspendingInterface = suspendingInterface;
    }

    /** {@code lambda}, made to implement the twin by the twin of its body. */
    InvokeDynamicInsnNode retargeted(SuspendableLambda lambda) {
        InvokeDynamicInsnNode site = lambda.site();
        Handle body = lambda.implementation();
        Object[] arguments = site.bsmArgs.clone();
        arguments[0] = twinType(lambda.interfaceMethodType());
        arguments[SuspendableLambda.IMPLEMENTATION] = new Handle(
                body.getTag(),
                body.getOwner(),
                Contract.twinName(body.getName()),
                Contract.twinDescriptor(body.getDesc()),
                body.isInterface());
        arguments[2] = twinType(lambda.instantiatedType());
        if (site.bsm.getName().equals("altMetafactory")) {
            // What follows: flags, then counted lists of marker interfaces and of further method types; only these are
            // types
            // of methods.
            for (int i = 3; i < arguments.length; i++) {
                if (arguments[i] instanceof Type && ((Type) arguments[i]).getSort() == Type.METHOD) {
                    arguments[i] = twinType((Type) arguments[i]);
                }
            }
        }
        String made = suspendingInterface.apply(lambda.functionalInterface());
        int end = site.desc.indexOf(')') + 1;
        return new InvokeDynamicInsnNode(
                Contract.twinName(site.name), site.desc.substring(0, end) + 'L' + made + ';', site.bsm, arguments);
    }

    /**
     * The bytes of the sub-interface {@code name} of {@code functionalInterface}.
     *
     * @param access the access flags of the interface
     * @param methods its abstract methods: one, or several that erase one generic method differently
     */
    static byte[] suspendingInterface(
            String name, String functionalInterface, int access, List<MethodOutline> methods) {
        ClassNode type = new ClassNode(Contract.ASM_API);
        type.visit(
                Opcodes.V1_8,
                access & Opcodes.ACC_PUBLIC | Opcodes.ACC_INTERFACE | Opcodes.ACC_ABSTRACT | Opcodes.ACC_SYNTHETIC,
                name,
                null,
                "java/lang/Object",
                new String[] {functionalInterface});
        ClassRewriter.markGenerated(type, functionalInterface);
        for (MethodOutline method : methods) {
            String twin = Contract.twinName(method.name());
            String descriptor = Contract.twinDescriptor(method.descriptor());
            type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, twin, descriptor, null, null);
            MethodNode plain =
                    (MethodNode) type.visitMethod(Opcodes.ACC_PUBLIC, method.name(), method.descriptor(), null, null);
            Code code = new Code(plain.instructions);
            code.load(0);
            int slot = 1;
            for (Type argument : Type.getArgumentTypes(method.descriptor())) {
                code.load(argument, slot);
                slot += argument.getSize();
            }
            code.callStatic(Contract.STACK, "enter", "()" + Contract.STACK_TYPE)
                    .call(name, twin, descriptor, true)
                    .returns(Type.getReturnType(method.descriptor()));
        }
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }

    private static Type twinType(Type methodType) {
        return Type.getMethodType(Contract.twinDescriptor(methodType.getDescriptor()));
    }
}
