package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.plan.MethodPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.ParameterNode;

/**
 * The methods that take the continuation, under their own name and beside the original.
 *
 * <p>A subclass that was compiled without the instrumenter overrides {@code m(A)} only; a call of the inherited twin would
 * go past it. So the twin of an overridable method looks first:
 *
 * <pre>{@code
 * int m-co(A a, FrameStack k) {
 *   if (this.getClass() != C.class && C.co-bypassed(this, k, "m", "(A)I")) return this.m(a);
 *   ...
 * }
 * }</pre>
 *
 * {@code co-bypassed} remembers the last class that was found in order, so that this costs a comparison or two.
 */
final class Twins {

    private static final String BYPASSED = "co-bypassed";
    private static final String VERIFIED = "co-verified";
    private static final Type CLASS = Type.getObjectType("java/lang/Class");

    private final ClassNode owner;
    private final SuspendableCalls calls;
    private boolean checksOverrides;

    Twins(ClassNode owner, SuspendableCalls calls) {
        this.owner = owner;
        this.calls = calls;
    }

    /** The twin with the body of a method that may suspend. */
    MethodNode withBody(MethodPlan plan) {
        MethodNode twin = declare(plan.method(), FastPath.twinAccess(plan.method().access));
        callPlainIfBypassed(plan.method(), new Code(twin.instructions));
        FastPath.write(plan, calls, twin);
        return twin;
    }

    /** The method itself, which takes the continuation by hand, with its body rewritten. */
    MethodNode inPlace(MethodPlan plan) {
        MethodNode original = plan.method();
        MethodNode rewritten = new MethodNode(
                Contract.ASM_API,
                original.access,
                original.name,
                original.desc,
                original.signature,
                original.exceptions.toArray(new String[0]));
        rewritten.visibleAnnotations = original.visibleAnnotations;
        rewritten.invisibleAnnotations = original.invisibleAnnotations;
        FastPath.write(plan, calls, rewritten);
        return rewritten;
    }

    /** The twin of a method that never suspends: it calls the method. */
    MethodNode forwarding(MethodNode method) {
        MethodNode twin = declare(method, FastPath.twinAccess(method.access) & ~Opcodes.ACC_SYNCHRONIZED);
        Code code = new Code(twin.instructions);
        callPlainIfBypassed(method, code);
        boolean virtual = (method.access & Opcodes.ACC_STATIC) == 0;
        loadArguments(method, code);
        if (virtual) {
            code.callExactly(owner.name, method.name, method.desc, isInterface());
        } else {
            code.callStatic(owner.name, method.name, method.desc, isInterface());
        }
        code.returns(Type.getReturnType(method.desc));
        return twin;
    }

    /**
     * The twin of an abstract method. It calls the method, so that classes compiled without the instrumenter still work, as
     * implementations that do not suspend; instrumented ones override it.
     */
    MethodNode callingImplementation(MethodNode method) {
        MethodNode twin = declare(method, FastPath.twinAccess(method.access));
        Code code = new Code(twin.instructions);
        loadArguments(method, code);
        code.call(owner.name, method.name, method.desc, isInterface()).returns(Type.getReturnType(method.desc));
        return twin;
    }

    /** What {@code co-bypassed} needs, if some twin asks it. */
    void addOverrideCheck() {
        if (!checksOverrides) {
            return;
        }
        int privateStatic = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
        MethodNode check = new MethodNode(Contract.ASM_API, privateStatic, BYPASSED, bypassedDescriptor(), null, null);
        Code code = new Code(check.instructions);
        LabelNode verified = new LabelNode();
        if (!isInterface()) {
            owner.fields.add(new FieldNode(privateStatic, VERIFIED, CLASS.getDescriptor(), null, null));
            code.getClassOf(0).getStatic(owner.name, VERIFIED, CLASS).ifSame(verified);
        }
        code.load(0)
                .constant(Type.getObjectType(owner.name))
                .load(2)
                .load(3)
                .load(1)
                .callStatic(
                        Contract.TWINS,
                        "bypassed",
                        "(Ljava/lang/Object;Ljava/lang/Class;Ljava/lang/String;Ljava/lang/String;" + Contract.STACK_TYPE
                                + ")Z");
        if (isInterface()) {
            code.returns(Type.BOOLEAN_TYPE);
        } else {
            LabelNode inOrder = new LabelNode();
            List<Object> locals = new ArrayList<>();
            Collections.addAll(locals, owner.name, Contract.STACK, "java/lang/String", "java/lang/String");
            code.ifFalse(inOrder)
                    .loadTrue()
                    .returns(Type.BOOLEAN_TYPE)
                    .label(inOrder)
                    .frame(locals, Collections.emptyList())
                    .load(0)
                    .callStatic(Contract.TWINS, "verified", "(Ljava/lang/Object;)Ljava/lang/Class;")
                    .putStatic(owner.name, VERIFIED, CLASS)
                    .label(verified)
                    .frame(locals, Collections.emptyList())
                    .loadFalse()
                    .returns(Type.BOOLEAN_TYPE);
        }
        owner.methods.add(check);
    }

    private void callPlainIfBypassed(MethodNode method, Code code) {
        if (!isOverridable(method)) {
            return;
        }
        checksOverrides = true;
        int stackSlot = Type.getArgumentsAndReturnSizes(method.desc) >> 2;
        LabelNode body = new LabelNode();
        code.getClassOf(0).constant(Type.getObjectType(owner.name)).ifSame(body);
        code.load(0)
                .load(stackSlot)
                .constant(method.name)
                .constant(method.desc)
                .callStatic(owner.name, BYPASSED, bypassedDescriptor(), isInterface())
                .ifFalse(body);
        loadArguments(method, code);
        code.call(owner.name, method.name, method.desc, isInterface())
                .returns(Type.getReturnType(method.desc))
                .label(body);
        if (!startsWithFrame(method)) {
            code.frame(PlainEntry.entryTypes(owner, method, Contract.STACK), Collections.emptyList());
        }
    }

    boolean isOverridable(MethodNode method) {
        int fixed = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_FINAL;
        return (method.access & fixed) == 0 && (owner.access & Opcodes.ACC_FINAL) == 0;
    }

    private MethodNode declare(MethodNode method, int access) {
        MethodNode twin = new MethodNode(
                Contract.ASM_API,
                access,
                Contract.twinName(method.name),
                Contract.twinDescriptor(method.desc),
                method.signature == null ? null : twinSignature(method.signature),
                method.exceptions.toArray(new String[0]));
        if (method.parameters != null) {
            twin.parameters = new ArrayList<>(method.parameters);
            twin.parameters.add(new ParameterNode("k", Opcodes.ACC_SYNTHETIC));
        }
        return twin;
    }

    /** As the descriptor, so the generic signature: the continuation comes last. */
    private static String twinSignature(String signature) {
        int end = signature.indexOf(')');
        return signature.substring(0, end) + Contract.STACK_TYPE + signature.substring(end);
    }

    private static void loadArguments(MethodNode method, Code code) {
        int slot = 0;
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            code.load(slot++);
        }
        for (Type argument : Type.getArgumentTypes(method.desc)) {
            code.load(argument, slot);
            slot += argument.getSize();
        }
    }

    private static boolean startsWithFrame(MethodNode method) {
        org.objectweb.asm.tree.AbstractInsnNode first = method.instructions.getFirst();
        while (first != null && first.getOpcode() < 0) {
            if (first instanceof org.objectweb.asm.tree.FrameNode) {
                return true;
            }
            first = first.getNext();
        }
        return false;
    }

    private String bypassedDescriptor() {
        return "(L" + owner.name + ";" + Contract.STACK_TYPE + "Ljava/lang/String;Ljava/lang/String;)Z";
    }

    private boolean isInterface() {
        return (owner.access & Opcodes.ACC_INTERFACE) != 0;
    }
}
