package dev.bobbin.agent;

import java.io.IOException;
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
     * Called by the JVM before {@code main}. What is thrown here ends the JVM.
     *
     * @param arguments there are none
     * @param instrumentation the JVM's
     * @throws IOException if there is no room for generated classes in the temporary directory
     */
    public static void premain(String arguments, Instrumentation instrumentation) throws IOException {
        if (arguments != null && !arguments.isEmpty()) {
            System.err.println("Bobbin's agent takes no arguments, and ignores these: " + arguments);
        }
        LoaderAccess access = LoaderAccess.with(instrumentation);
        DeferredClasses.startWith(access);
        instrumentation.addTransformer(new LoadTimeTransformer(access, GeneratedClasses.of(instrumentation, access)));
    }
}
