package dev.bobbin.benchmarks;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The JDK's own continuations, on which its virtual threads stand: internal, and there only on JDK 21 and later, with {@code
 * --add-exports java.base/jdk.internal.vm=ALL-UNNAMED}. Constant method handles, so that HotSpot calls them directly.
 */
final class JdkContinuation {

    private static final Class<?> TYPE = find("jdk.internal.vm.Continuation");
    private static final Class<?> SCOPE_TYPE = find("jdk.internal.vm.ContinuationScope");
    private static final Object SCOPE = makeScope();
    private static final MethodHandle RUN = handle("run", MethodType.methodType(void.class));
    private static final MethodHandle YIELD = yieldHandle();

    private final Object continuation;

    JdkContinuation(Runnable body) {
        try {
            continuation = TYPE.getConstructor(SCOPE_TYPE, Runnable.class).newInstance(SCOPE, body);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this JDK has no internal continuations", e);
        }
    }

    void run() {
        try {
            RUN.invokeExact(continuation);
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    static void yield() {
        try {
            boolean resumed = (boolean) YIELD.invokeExact();
        } catch (Throwable e) {
            throw new AssertionError(e);
        }
    }

    private static Class<?> find(String name) {
        try {
            return Class.forName(name);
        } catch (ClassNotFoundException e) {
            return Object.class;
        }
    }

    private static Object makeScope() {
        try {
            return SCOPE_TYPE == Object.class
                    ? null
                    : SCOPE_TYPE.getConstructor(String.class).newInstance("benchmark");
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("run with --add-exports java.base/jdk.internal.vm=ALL-UNNAMED", e);
        }
    }

    private static MethodHandle handle(String name, MethodType type) {
        try {
            return TYPE == Object.class
                    ? null
                    : MethodHandles.lookup()
                            .findVirtual(TYPE, name, type)
                            .asType(type.insertParameterTypes(0, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("run with --add-exports java.base/jdk.internal.vm=ALL-UNNAMED", e);
        }
    }

    private static MethodHandle yieldHandle() {
        try {
            if (TYPE == Object.class) {
                return null;
            }
            MethodHandle yield =
                    MethodHandles.lookup().findStatic(TYPE, "yield", MethodType.methodType(boolean.class, SCOPE_TYPE));
            return MethodHandles.insertArguments(yield, 0, SCOPE);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("run with --add-exports java.base/jdk.internal.vm=ALL-UNNAMED", e);
        }
    }
}
