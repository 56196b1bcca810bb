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

    private Options(List<Path> classPath) {
        this.classPath = Collections.unmodifiableList(new ArrayList<>(classPath));
    }

    /**
     * Options for classes that were compiled against {@code classPath}.
     *
     * @param classPath jars and directories; those that do not exist are ignored, as compilers do
     * @return the options
     */
    public static Options of(List<Path> classPath) {
        return new Options(classPath);
    }

    /**
     * What the classes were compiled against.
     *
     * @return jars and directories, in the order in which they are searched
     */
    public List<Path> classPath() {
        return classPath;
    }
}
