package dev.bobbin.testkit;

import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.runtime.FrameStack;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Calls a test method by its twin, on the stack of a coroutine. JUnit itself calls it by reflection, as code does that knows
 * nothing of coroutines.
 */
final class CoroutineTestExtension implements InvocationInterceptor {

    /** How the instrumenter calls the twin of a method. */
    private static final String TWIN_SUFFIX = "-co";

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> called, ExtensionContext context) {
        invocation.skip();
        Method method = called.getExecutable();
        SuspendableRunnable test = new TwinCall(twin(method), called.getTarget().orElse(null), called.getArguments());
        CoroutineTest settings = method.getAnnotation(CoroutineTest.class);
        if (settings.seed() >= 0) {
            TestScheduler.replay(settings.seed(), test);
        } else if (settings.schedules() > 1) {
            TestScheduler.explore(settings.schedules(), test);
        } else {
            TestScheduler.run(test);
        }
    }

    private static Method twin(Method method) {
        Class<?>[] parameters = Arrays.copyOf(method.getParameterTypes(), method.getParameterCount() + 1);
        parameters[parameters.length - 1] = FrameStack.class;
        try {
            Method twin = method.getDeclaringClass().getDeclaredMethod(method.getName() + TWIN_SUFFIX, parameters);
            twin.setAccessible(true);
            return twin;
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(
                    method
                            + " is a @CoroutineTest, but cannot suspend. Mark it @Suspendable, too, and see that the goal"
                            + " bobbin:test-instrument runs in this build.",
                    e);
        }
    }

    /** One call of the test. */
    private static final class TwinCall implements SuspendableRunnable {
        private final Method twin;
        private final Object target;
        private final Object[] arguments;

        TwinCall(Method twin, Object target, List<Object> given) {
            this.twin = twin;
            this.target = target;
            this.arguments = given.toArray(new Object[given.size() + 1]);
        }

        @Override
        @Suspendable
        public void run() throws Exception {
            call(FrameStack.current());
        }

        /** The last act of {@link #run}: if the test suspends, this returns, and so does that. */
        private void call(FrameStack k) throws Exception {
            Object[] withStack = arguments.clone();
            withStack[withStack.length - 1] = k;
            try {
                twin.invoke(target, withStack);
            } catch (InvocationTargetException e) {
                throw CoroutineTestExtension.<RuntimeException>asIs(e.getCause());
            }
        }
    }

    @SuppressWarnings("unchecked") // the cast is erased: a test may throw what it wants
    private static <E extends Throwable> E asIs(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
