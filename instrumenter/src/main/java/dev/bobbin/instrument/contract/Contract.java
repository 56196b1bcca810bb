package dev.bobbin.instrument.contract;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * The names that generated code and the runtime share. The instrumenter knows the runtime by these strings alone; a test of
 * the runtime compares them with the real members.
 */
public final class Contract {

    /** Format of instrumented classes. It goes up when a class instrumented before would not run on the new runtime. */
    public static final int FORMAT = 2;

    public static final int ASM_API = Opcodes.ASM9;

    public static final String SUSPENDABLE = "Ldev/bobbin/Suspendable;";
    public static final String SUPPRESS_WARNINGS = "Ldev/bobbin/SuppressSuspensionWarnings;";
    public static final String ADAPT_BLOCKING_CALLS = "Ldev/bobbin/AdaptBlockingCalls;";
    public static final String INSTRUMENTED = "Ldev/bobbin/runtime/Instrumented;";
    public static final String GENERATED = "Ldev/bobbin/runtime/Generated;";

    public static final String FRAME = "dev/bobbin/runtime/Frame";
    public static final String STACK = "dev/bobbin/runtime/FrameStack";
    public static final String STACK_TYPE = "L" + STACK + ";";
    public static final String TWINS = "dev/bobbin/runtime/Twins";

    public static final String COROUTINES = "dev/bobbin/Coroutines";

    /** Hands a blocking call to another thread: {@code Object call(Callable<?>) throws Exception}. */
    public static final String OFFLOAD = "dev/bobbin/adapt/Offload";

    public static final String OFFLOAD_CALL = "call";

    /** The same for {@code close()}, which has to be made for a cancelled coroutine, too. */
    public static final String OFFLOAD_CLOSE = "close";

    /** For calls of streams and writers, which need no thread around an adapted socket; the same, for what else stays here. */
    public static final String OFFLOAD_SEND = "send";

    public static final String OFFLOAD_SEND_OR_CALL = "sendOrCall";

    /** What these take: {@code Object by(Object self) throws Exception}. */
    public static final String OFFLOAD_WRITING = "dev/bobbin/adapt/Offload$Writing";

    public static final String OFFLOAD_WRITING_METHOD = "by";

    public static final String OFFLOAD_SEND_DESCRIPTOR =
            "(Ljava/lang/Object;L" + OFFLOAD_WRITING + ";)Ljava/lang/Object;";

    public static final String OFFLOAD_DESCRIPTOR = "(Ljava/util/concurrent/Callable;)Ljava/lang/Object;";

    /** One of these is on the class path of whoever uses a framework that puts advice around methods. */
    public static final List<String> ADVICE = Collections.unmodifiableList(Arrays.asList(
            "org/springframework/aop/SpringProxy",
            "jakarta/interceptor/InvocationContext",
            "javax/interceptor/InvocationContext"));

    private static final String TWIN_SUFFIX = "-co";
    private static final String BODY_SUFFIX = "-body";
    private static final String SUPER_SUFFIX = "-super";
    private static final String RESUME_SUFFIX = "-resume";
    private static final String FRAME_SUFFIX = "-frame";
    private static final String GUARD_SUFFIX = "-guard";
    private static final String OFFLOADED_SUFFIX = "-offloaded";

    private Contract() {}

    /** Name of the method that takes the continuation. Java source cannot spell it, so javac never sees an overload. */
    public static String twinName(String method) {
        return method + TWIN_SUFFIX;
    }

    /** Name of the method with the fast path's code, where the twin itself only finds out whom to call. */
    public static String bodyName(String method) {
        return method + BODY_SUFFIX;
    }

    /** Name of the method by which subclasses call what a method of this name does in its own class. */
    public static String superName(String method) {
        return method + SUPER_SUFFIX;
    }

    public static boolean isTwinName(String method) {
        return method.endsWith(TWIN_SUFFIX);
    }

    /** The descriptor of {@code descriptor}'s twin: the continuation's stack comes last. */
    public static String twinDescriptor(String descriptor) {
        int end = descriptor.indexOf(')');
        return descriptor.substring(0, end) + STACK_TYPE + descriptor.substring(end);
    }

    /** Whether a method of this descriptor takes the continuation by hand: as its last parameter. */
    public static boolean takesStack(String descriptor) {
        int end = descriptor.lastIndexOf(')');
        return descriptor.startsWith(STACK_TYPE, end - STACK_TYPE.length());
    }

    /** The descriptor of which {@code descriptor} is the twin's; itself if it is no twin's. */
    public static String plainDescriptor(String descriptor) {
        return takesStack(descriptor) ? descriptor.replace(STACK_TYPE + ")", ")") : descriptor;
    }

    /** The user's name of a method, given that of a method which may have been made from it. */
    public static String plainName(String method) {
        if (method.endsWith(TWIN_SUFFIX)) {
            return method.substring(0, method.length() - TWIN_SUFFIX.length());
        } else if (method.endsWith(BODY_SUFFIX)) {
            return method.substring(0, method.length() - BODY_SUFFIX.length());
        } else if (method.endsWith(SUPER_SUFFIX)) {
            return method.substring(0, method.length() - SUPER_SUFFIX.length());
        }
        int resume = method.lastIndexOf(RESUME_SUFFIX);
        return resume > 0 ? method.substring(0, resume) : method;
    }

    /** Whether a method of this name goes on from a frame. */
    public static boolean isResumeName(String method) {
        return method.lastIndexOf(RESUME_SUFFIX) > 0;
    }

    /** Name of the method that calls a method of this name, or its twin, on what may be a proxy with advice. */
    public static String guardName(String method) {
        return method + GUARD_SUFFIX;
    }

    /** Whether a method of this name calls another, which it has the name of but for the end. */
    public static boolean isGuardName(String method) {
        return method.endsWith(GUARD_SUFFIX);
    }

    /** The name of what a method calls that {@link #isGuardName is named for it}. */
    public static String guardedName(String guard) {
        return guard.substring(0, guard.length() - GUARD_SUFFIX.length());
    }

    /** Name of the method that goes on from a frame. */
    public static String resumeName(String method, int ordinal) {
        return method + RESUME_SUFFIX + (ordinal == 0 ? "" : ordinal);
    }

    /** Name of the frame class of the {@code ordinal}-th (from 0) method of this name in {@code owner}. */
    public static String frameName(String owner, String method, int ordinal) {
        return owner + "$" + method + FRAME_SUFFIX + (ordinal == 0 ? "" : ordinal);
    }

    /** Whether {@code type} is, by its name, a frame class of {@code owner}. */
    public static boolean isFrameOf(String owner, String type) {
        return type.startsWith(owner) && type.indexOf(FRAME_SUFFIX, owner.length()) > 0;
    }

    /** Name of the {@code ordinal}-th (from 0) method of a class that holds one offloaded call of a method of this name. */
    public static String offloadedName(String method, int ordinal) {
        String readable = method.equals("<init>") ? "new" : method;
        return readable + OFFLOADED_SUFFIX + (ordinal == 0 ? "" : ordinal);
    }

    /** Name of the sub-interface whose abstract method is the twin: what suspendable lambdas implement. */
    public static String suspendingInterface(String functionalInterface) {
        return functionalInterface + TWIN_SUFFIX;
    }

    /**
     * Name of the interface that holds the twins of an interface which must have none of its own. javac has to read it, as it does
     * all supertypes, and finds no class whose name is no identifier; so this one can be spelled.
     */
    public static String twinsApart(String type) {
        return type + "$$Twins";
    }

    /** The suffix of {@code FrameStack.takeInt} and its kin for a call that returns {@code type}. */
    public static String takeMethod(Type type) {
        switch (type.getSort()) {
            case Type.VOID:
                return "takeVoid";
            case Type.LONG:
                return "takeLong";
            case Type.FLOAT:
                return "takeFloat";
            case Type.DOUBLE:
                return "takeDouble";
            case Type.ARRAY:
            case Type.OBJECT:
                return "takeObject";
            default:
                return "takeInt";
        }
    }

    /** The type in which a result of {@code type} travels from frame to frame. */
    public static Type slotType(Type type) {
        switch (type.getSort()) {
            case Type.VOID:
            case Type.LONG:
            case Type.FLOAT:
            case Type.DOUBLE:
                return type;
            case Type.ARRAY:
            case Type.OBJECT:
                return Type.getObjectType("java/lang/Object");
            default:
                return Type.INT_TYPE;
        }
    }
}
