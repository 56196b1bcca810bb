package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.plan.MethodPlan;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
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
 * go past it, and so would a call on a mock. So the twin of a method that either may concern has no code of the user's: it
 * looks first.
 *
 * <pre>{@code
 * int m-co(A a, FrameStack k) {
 *   if (this.getClass() != this.co-class() && C.co-bypassed(this, "m", "(A)I")) return this.m(a);
 *   return this.m-body(a, k);                                 // private: exactly this class's
 * }
 * }</pre>
 *
 * Every instrumented class with such twins of its own or of a superclass answers {@code co-class()} with itself. Where
 * HotSpot knows the receiver's class, from the hierarchy or from the profile, that makes one comparison of what it has
 * compared already, or none. For a class that was compiled without the instrumenter the inherited answer is another class,
 * and {@code co-bypassed} looks closer; it remembers the last class that was found in order. A mock of a class that a
 * mocking tool has redefined answers something else. Twins without a body count as compilers' bridges, which those tools leave alone.
 *
 * <p>A subclass that calls {@code super.m(a)} means exactly this class's body, whoever the receiver is. Its call goes past the
 * twin:
 *
 * <pre>{@code
 * int m-super(A a, FrameStack k) { return this.m-body(a, k); }
 * }</pre>
 *
 * <p>Where nobody can override, because the method or its class is final, only a mock is looked for:
 *
 * <pre>{@code
 *   if (!(this.co-class() instanceof Class)) return this.m(a);
 * }</pre>
 */
final class Twins {

    private static final String BYPASSED = "co-bypassed";
    private static final String VERIFIED = "co-verified";
    private static final String OWN_CLASS = "co-class";
    private static final String OWN_CLASS_DESCRIPTOR = "()Ljava/lang/Object;";
    private static final int VISIBILITY = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;
    private static final Type CLASS = Type.getObjectType("java/lang/Class");

    private final ClassNode owner;
    private final SuspendableCalls calls;
    private boolean asksForOwnClass;
    private boolean checksOverrides;

    Twins(ClassNode owner, SuspendableCalls calls) {
        this.owner = owner;
        this.calls = calls;
    }

    /** The method with the fast path's code: the twin itself, or, if the twin has to look first, what it calls. */
    MethodNode body(MethodPlan plan) {
        MethodNode method = plan.method();
        int access = FastPath.twinAccess(method.access);
        MethodNode body = looksFirst(method)
                ? declare(method, Contract.bodyName(method.name), access & ~VISIBILITY | Opcodes.ACC_PRIVATE)
                : declare(method, Contract.twinName(method.name), access);
        FastPath.write(plan, calls, body);
        return body;
    }

    /** The twin of a method that {@linkplain #looksFirst looks first} whether the receiver really wants this class's body. */
    MethodNode dispatching(MethodNode method) {
        return choosing(method, Contract.bodyName(method.name), Contract.twinDescriptor(method.desc));
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
        if (isOverridable(method)) {
            return choosing(method, method.name, method.desc);
        }
        MethodNode twin = declareBridge(method);
        Code code = new Code(twin.instructions);
        loadArguments(method, code);
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
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
        MethodNode twin = declareBridge(method);
        Code code = new Code(twin.instructions);
        loadArguments(method, code);
        code.call(owner.name, method.name, method.desc, isInterface()).returns(Type.getReturnType(method.desc));
        return twin;
    }

    /**
     * What calls exactly the method {@code body} of this class, for the {@code super.m()} of others.
     *
     * @return nothing if nobody can override {@code method}
     */
    Optional<MethodNode> forSuperCalls(MethodNode method, String body, String bodyDescriptor) {
        if (!isOverridable(method)) {
            return Optional.empty();
        }
        MethodNode way = declareBridge(method, Contract.superName(method.name));
        if (!isInterface() && (way.access & Opcodes.ACC_PUBLIC) != 0) {
            way.access ^= Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;
        }
        Code code = new Code(way.instructions);
        loadArguments(method, code);
        if (!bodyDescriptor.equals(method.desc)) {
            code.load(Type.getArgumentsAndReturnSizes(method.desc) >> 2);
        }
        code.callExactly(owner.name, body, bodyDescriptor, isInterface()).returns(Type.getReturnType(method.desc));
        return Optional.of(way);
    }

    /** What the twins ask of this class, if some twin asks, of this class or of a superclass. */
    void addOverrideCheck(ClassMarks marks) {
        if (!isInterface()) {
            boolean inOrder = marks.overridesWithTwins();
            if (asksForOwnClass || inOrder && marks.inheritsTwins()) {
                addOwnClass(inOrder ? Type.getObjectType(owner.name) : Code.OBJECT);
            }
        }
        if (checksOverrides) {
            addBypassed();
        }
    }

    /**
     * {@code co-class()}: which class's twins an instance can rely on. Declared as an Object, because HotSpot does not inline a
     * call whose result has a type that the class's loader was never asked for, as is often so with {@code Class}.
     */
    private void addOwnClass(Type answer) {
        int access = Opcodes.ACC_PROTECTED | Opcodes.ACC_SYNTHETIC;
        MethodNode ownClass = new MethodNode(Contract.ASM_API, access, OWN_CLASS, OWN_CLASS_DESCRIPTOR, null, null);
        new Code(ownClass.instructions).constant(answer).returns(Code.OBJECT);
        owner.methods.add(ownClass);
    }

    /**
     * {@code co-bypassed}, for receivers of other classes.
     *
     * <pre>{@code
     * static boolean co-bypassed(C receiver, String name, String descriptor) {
     *   if (!(receiver.co-class() instanceof Class)) return true;  // a mock
     *   if (receiver.getClass() != co-verified) {
     *     if (Twins.bypassed(receiver, C.class, name, descriptor)) return true;
     *     co-verified = Twins.verified(receiver);
     *   }
     *   return false;
     * }
     * }</pre>
     */
    private void addBypassed() {
        int privateStatic = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
        MethodNode check = new MethodNode(Contract.ASM_API, privateStatic, BYPASSED, bypassedDescriptor(), null, null);
        Code code = new Code(check.instructions);
        LabelNode verified = new LabelNode();
        LabelNode bypassed = new LabelNode();
        List<Object> locals = new ArrayList<>();
        Collections.addAll(locals, owner.name, "java/lang/String", "java/lang/String");
        if (!isInterface()) {
            owner.fields.add(new FieldNode(privateStatic, VERIFIED, CLASS.getDescriptor(), null, null));
            callOwnClass(code).isInstance(CLASS).ifFalse(bypassed);
            code.getClassOf(0).getStatic(owner.name, VERIFIED, CLASS).ifSame(verified);
        }
        code.load(0)
                .constant(Type.getObjectType(owner.name))
                .load(1)
                .load(2)
                .callStatic(
                        Contract.TWINS,
                        "bypassed",
                        "(Ljava/lang/Object;Ljava/lang/Class;Ljava/lang/String;Ljava/lang/String;)Z");
        if (isInterface()) {
            code.returns(Type.BOOLEAN_TYPE);
        } else {
            code.ifTrue(bypassed)
                    .load(0)
                    .callStatic(Contract.TWINS, "verified", "(Ljava/lang/Object;)Ljava/lang/Class;")
                    .putStatic(owner.name, VERIFIED, CLASS)
                    .label(verified)
                    .frame(locals, Collections.emptyList())
                    .loadFalse()
                    .returns(Type.BOOLEAN_TYPE)
                    .label(bypassed)
                    .frame(locals, Collections.emptyList())
                    .loadTrue()
                    .returns(Type.BOOLEAN_TYPE);
        }
        owner.methods.add(check);
    }

    /**
     * A twin that calls the method {@code body} of exactly this class, or the plain method if the receiver's class has
     * overridden that alone, or is a mock.
     */
    private MethodNode choosing(MethodNode method, String body, String bodyDescriptor) {
        boolean isOverridable = isOverridable(method);
        asksForOwnClass = true;
        checksOverrides |= isOverridable;
        MethodNode twin = declareBridge(method);
        Code code = new Code(twin.instructions);
        int stackSlot = Type.getArgumentsAndReturnSizes(method.desc) >> 2;
        Type result = Type.getReturnType(method.desc);
        List<Object> types = PlainEntry.entryTypes(owner, method, Contract.STACK);
        LabelNode plain = new LabelNode();
        LabelNode own = new LabelNode();
        if (isOverridable) {
            if (!isInterface()) {
                callOwnClass(code.getClassOf(0)).ifSame(own);
            }
            code.load(0)
                    .constant(method.name)
                    .constant(method.desc)
                    .callStatic(owner.name, BYPASSED, bypassedDescriptor(), isInterface())
                    .ifTrue(plain);
            if (!isInterface()) {
                code.label(own).frame(types, Collections.emptyList());
            }
        } else {
            callOwnClass(code).isInstance(CLASS).ifFalse(plain);
        }
        loadArguments(method, code);
        if (!bodyDescriptor.equals(method.desc)) {
            code.load(stackSlot);
        }
        code.callExactly(owner.name, body, bodyDescriptor, isInterface()).returns(result);
        code.label(plain).frame(types, Collections.emptyList());
        loadArguments(method, code);
        code.call(owner.name, method.name, method.desc, isInterface()).returns(result);
        return twin;
    }

    /**
     * Whether the twin of {@code method} is called for others than this class's instances: for a subclass's, or for mocks, of
     * which there are some of final classes, too. Bridges do not count: what they call looks for itself.
     */
    boolean looksFirst(MethodNode method) {
        int own = Opcodes.ACC_STATIC | Opcodes.ACC_PRIVATE | Opcodes.ACC_BRIDGE;
        return (method.access & own) == 0;
    }

    private boolean isOverridable(MethodNode method) {
        return looksFirst(method)
                && (method.access & Opcodes.ACC_FINAL) == 0
                && (owner.access & Opcodes.ACC_FINAL) == 0;
    }

    private MethodNode declareBridge(MethodNode method) {
        return declareBridge(method, Contract.twinName(method.name));
    }

    private MethodNode declareBridge(MethodNode method, String name) {
        int access = FastPath.twinAccess(method.access) & ~Opcodes.ACC_SYNCHRONIZED;
        // Byte Buddy fails to subclass a package-private interface that has bridges.
        boolean hidden = isInterface() && (owner.access & Opcodes.ACC_PUBLIC) == 0;
        int generated = hidden ? Opcodes.ACC_SYNTHETIC : Opcodes.ACC_SYNTHETIC | Opcodes.ACC_BRIDGE;
        return declare(method, name, access | generated);
    }

    private MethodNode declare(MethodNode method, String name, int access) {
        MethodNode twin = new MethodNode(
                Contract.ASM_API,
                access,
                name,
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

    private Code callOwnClass(Code code) {
        return code.load(0).call(owner.name, OWN_CLASS, OWN_CLASS_DESCRIPTOR, false);
    }

    private String bypassedDescriptor() {
        return "(L" + owner.name + ";Ljava/lang/String;Ljava/lang/String;)Z";
    }

    private boolean isInterface() {
        return (owner.access & Opcodes.ACC_INTERFACE) != 0;
    }
}
