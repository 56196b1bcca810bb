package dev.bobbin.instrument.mark;

import org.objectweb.asm.Handle;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;

/** A lambda or method reference whose functional interface's method may suspend, and whose body does. */
public final class SuspendableLambda {

    /** Index, among the bootstrap arguments of LambdaMetafactory, of the method that the lambda calls. */
    public static final int IMPLEMENTATION = 1;

    /** Index of the descriptor as the lambda uses it, with the type arguments put in. */
    public static final int INSTANTIATED_TYPE = 2;

    private final InvokeDynamicInsnNode site;

    SuspendableLambda(InvokeDynamicInsnNode site) {
        this.site = site;
    }

    public InvokeDynamicInsnNode site() {
        return site;
    }

    /** Internal name of the functional interface. */
    public String functionalInterface() {
        return Type.getReturnType(site.desc).getInternalName();
    }

    /** The method that the lambda calls. */
    public Handle implementation() {
        return implementationOf(site);
    }

    /** The descriptor of the interface's method, erased. */
    public Type interfaceMethodType() {
        return (Type) site.bsmArgs[0];
    }

    /** The descriptor as this lambda uses it, with the type arguments put in. */
    public Type instantiatedType() {
        return (Type) site.bsmArgs[INSTANTIATED_TYPE];
    }

    /** Whether {@code site} is how compilers make lambdas and method references. */
    public static boolean isLambda(InvokeDynamicInsnNode site) {
        return site.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory");
    }

    /** The method that the lambda made at {@code site} calls. */
    public static Handle implementationOf(InvokeDynamicInsnNode site) {
        return (Handle) site.bsmArgs[IMPLEMENTATION];
    }
}
