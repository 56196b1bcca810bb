package dev.bobbin.agent;

import dev.bobbin.instrument.Options;
import java.io.IOException;
import java.lang.instrument.Instrumentation;
import java.nio.file.Paths;
import java.util.Collections;

/**
 * Instruments classes as they are loaded, so that a program can run from an IDE that knows nothing of the build's plugin.
 *
 * <pre>{@code
 * java -javaagent:bobbin-instrumenter.jar -cp classes:lib/bobbin-core.jar shop.Main
 * }</pre>
 *
 * Classes that a build has instrumented are left alone. {@code -javaagent:bobbin-instrumenter.jar=adaptBlockingCalls} adapts blocking
 * calls, as the option of that name does in builds; {@code adaptedCalls=FILE}, behind a comma, adds a table of them.
 */
public final class Agent {

    private static final String TABLE = "adaptedCalls=";

    private Agent() {}

    /**
     * Called by the JVM before {@code main}. What is thrown here ends the JVM.
     *
     * @param arguments {@code adaptBlockingCalls} and any number of {@code adaptedCalls=FILE}, with commas between them; or nothing
     * @param instrumentation the JVM's
     * @throws IOException if a file cannot be read, or if there is no room for generated classes in the temporary directory
     */
    public static void premain(String arguments, Instrumentation instrumentation) throws IOException {
        Options options = options(arguments == null ? "" : arguments);
        LoaderAccess access = LoaderAccess.with(instrumentation);
        DeferredClasses.startWith(access);
        instrumentation.addTransformer(
                new LoadTimeTransformer(access, GeneratedClasses.of(instrumentation, access), options));
    }

    private static Options options(String arguments) {
        Options options = Options.of(Collections.emptyList());
        for (String argument : arguments.split(",")) {
            if (argument.equals("adaptBlockingCalls")) {
                options = options.adaptBlockingCalls(true);
            } else if (argument.startsWith(TABLE)) {
                options = options.withAdaptedCalls(Paths.get(argument.substring(TABLE.length())));
            } else if (!argument.isEmpty()) {
                System.err.println(
                        "Bobbin's agent knows no argument \"" + argument
                                + "\", and ignores it. It takes adaptBlockingCalls and adaptedCalls=FILE, with commas between them.");
            }
        }
        return options;
    }
}
