package dev.bobbin.instrument.prepare;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.mark.SuspendableLambda;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Turns a method reference whose result is converted on the way into a lambda. {@code Supplier<Integer> s = this::count},
 * where {@code count()} returns an int, is boxed by code that the JDK makes at run time and that has no frame: a result that
 * arrives later would get past it. As a lambda of the class, the conversion is code like any other.
 */
public final class ReferenceAdapters {

    private final ClassNode type;
    private final ClassMarks marks;
    private int made;

    private ReferenceAdapters(ClassNode type, ClassMarks marks) {
        this.type = type;
        this.marks = marks;
    }

    /** Rewrites the method references of {@code type} that need it. */
    public static void apply(ClassNode type, ClassMarks marks) {
        ReferenceAdapters adapters = new ReferenceAdapters(type, marks);
        for (SuspendableLambda lambda : marks.lambdas()) {
            if (adapters.convertsResult(lambda)) {
                adapters.adapt(lambda);
            }
        }
    }

    private boolean convertsResult(SuspendableLambda lambda) {
        Type wanted = lambda.interfaceMethodType().getReturnType();
        Type given = Type.getReturnType(lambda.implementation().getDesc());
        return wanted != Type.VOID_TYPE && !Contract.slotType(wanted).equals(Contract.slotType(given));
    }

    private void adapt(SuspendableLambda lambda) {
        marks.addLambdaBody(makeLambda(type, lambda.site(), "lambda$reference$" + made++));
    }

    /**
     * Turns the method reference that {@code site} makes into a lambda of {@code type}.
     *
     * @param name the name for the lambda's body
     * @return the body, which has been added to {@code type}
     */
    public static MethodNode makeLambda(ClassNode type, InvokeDynamicInsnNode site, String name) {
        Handle reference = SuspendableLambda.implementationOf(site);
        Type instantiated = (Type) site.bsmArgs[SuspendableLambda.INSTANTIATED_TYPE];
        List<Type> parameters = new ArrayList<>();
        for (Type captured : Type.getArgumentTypes(site.desc)) {
            parameters.add(captured);
        }
        for (Type argument : instantiated.getArgumentTypes()) {
            parameters.add(argument);
        }
        Type result = instantiated.getReturnType();
        String descriptor = Type.getMethodDescriptor(result, parameters.toArray(new Type[0]));
        MethodNode body = new MethodNode(
                Contract.ASM_API,
                Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC,
                name,
                descriptor,
                null,
                null);
        GeneratorAdapter code = new GeneratorAdapter(body, body.access, name, descriptor);
        List<Type> wanted = new ArrayList<>();
        boolean constructs = reference.getTag() == Opcodes.H_NEWINVOKESPECIAL;
        boolean isStatic = reference.getTag() == Opcodes.H_INVOKESTATIC;
        if (constructs) {
            code.newInstance(Type.getObjectType(reference.getOwner()));
            code.dup();
        } else if (!isStatic) {
            wanted.add(Type.getObjectType(reference.getOwner()));
        }
        for (Type argument : Type.getArgumentTypes(reference.getDesc())) {
            wanted.add(argument);
        }
        for (int i = 0; i < wanted.size(); i++) {
            code.loadArg(i);
            convert(parameters.get(i), wanted.get(i), code);
        }
        code.visitMethodInsn(
                opcodeOf(reference),
                reference.getOwner(),
                reference.getName(),
                reference.getDesc(),
                reference.isInterface());
        Type given = constructs ? Type.getObjectType(reference.getOwner()) : Type.getReturnType(reference.getDesc());
        convert(given, result, code);
        code.returnValue();
        body.maxLocals = Type.getArgumentsAndReturnSizes(descriptor) >> 2;
        body.maxStack = body.maxLocals + 4;
        type.methods.add(body);
        boolean inInterface = (type.access & Opcodes.ACC_INTERFACE) != 0;
        site.bsmArgs[SuspendableLambda.IMPLEMENTATION] =
                new Handle(Opcodes.H_INVOKESTATIC, type.name, name, descriptor, inInterface);
        return body;
    }

    /** As LambdaMetafactory converts: boxing, unboxing and widening, or a cast. */
    private static void convert(Type from, Type to, GeneratorAdapter code) {
        boolean fromPrimitive = from.getSort() < Type.ARRAY;
        boolean toPrimitive = to.getSort() < Type.ARRAY;
        if (from.equals(to)) {
            return;
        }
        if (to == Type.VOID_TYPE) {
            code.visitInsn(from.getSize() == 2 ? Opcodes.POP2 : Opcodes.POP);
        } else if (fromPrimitive && toPrimitive) {
            code.cast(from, to);
        } else if (fromPrimitive) {
            code.invokeStatic(boxOf(from), new Method("valueOf", boxOf(from), new Type[] {from}));
        } else if (toPrimitive) {
            code.unbox(to);
        } else if (!to.getInternalName().equals("java/lang/Object")) {
            code.checkCast(to);
        }
    }

    private static Type boxOf(Type primitive) {
        switch (primitive.getSort()) {
            case Type.BOOLEAN:
                return Type.getObjectType("java/lang/Boolean");
            case Type.BYTE:
                return Type.getObjectType("java/lang/Byte");
            case Type.CHAR:
                return Type.getObjectType("java/lang/Character");
            case Type.SHORT:
                return Type.getObjectType("java/lang/Short");
            case Type.LONG:
                return Type.getObjectType("java/lang/Long");
            case Type.FLOAT:
                return Type.getObjectType("java/lang/Float");
            case Type.DOUBLE:
                return Type.getObjectType("java/lang/Double");
            default:
                return Type.getObjectType("java/lang/Integer");
        }
    }

    private static int opcodeOf(Handle reference) {
        switch (reference.getTag()) {
            case Opcodes.H_INVOKESTATIC:
                return Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKEINTERFACE:
                return Opcodes.INVOKEINTERFACE;
            case Opcodes.H_INVOKESPECIAL:
            case Opcodes.H_NEWINVOKESPECIAL:
                return Opcodes.INVOKESPECIAL;
            default:
                return Opcodes.INVOKEVIRTUAL;
        }
    }
}
