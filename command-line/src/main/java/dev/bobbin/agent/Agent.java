package dev.bobbin.agent;

import java.lang.instrument.Instrumentation;

/**
 * Instruments classes as they are loaded, so that a program can run from an IDE that knows nothing of the build's plugin.
 *
 * <pre>{@code
 * java -javaagent:bobbin-instrumenter.jar -cp classes:lib/bobbin-core.jar shop.Main
 * }</pre>
 *
 * Classes that a build has instrumented are left alone.
 */
public final class Agent {

    private Agent() {}

    /**
     * Called by the JVM before {@code main}.
     *
     * @param arguments none are known
     * @param instrumentation the JVM's
     */
    public static void premain(String arguments, Instrumentation instrumentation) {
        ClassDefiner definer = ClassDefiner.with(instrumentation);
        DeferredClasses.startWith(definer);
        instrumentation.addTransformer(new LoadTimeTransformer(definer));
    }
}
