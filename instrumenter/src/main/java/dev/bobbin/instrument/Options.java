package dev.bobbin.instrument;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What a run of the {@link Instrumenter} needs to know. Immutable.
 *
 * <pre>{@code
 * Options options = Options.of(Arrays.asList(Paths.get("lib/bobbin-core.jar")));
 * }</pre>
 */
public final class Options {

    private final List<Path> classPath;
    private final boolean infers;

    private Options(List<Path> classPath, boolean infers) {
        this.classPath = Collections.unmodifiableList(new ArrayList<>(classPath));
        this.infers = infers;
    }

    /**
     * Options for classes that were compiled against {@code classPath}.
     *
     * @param classPath jars and directories; those that do not exist are ignored, as compilers do
     * @return the options
     */
    public static Options of(List<Path> classPath) {
        return new Options(classPath, false);
    }

    /**
     * The same options, with inference on or off. With it, private, static and final methods, and methods of classes that no
     * class of the build extends, are suspendable without a mark if they call a method that is, and override nothing.
     *
     * @param infer whether to infer; off if nothing is said
     * @return other options
     */
    public Options infer(boolean infer) {
        return new Options(classPath, infer);
    }

    /**
     * What the classes were compiled against.
     *
     * @return jars and directories, in the order in which they are searched
     */
    public List<Path> classPath() {
        return classPath;
    }

    /**
     * Whether methods that nobody marked may be found suspendable.
     *
     * @return false if nothing was said
     */
    public boolean infers() {
        return infers;
    }
}
