package dev.bobbin.instrument;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

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
    private final Optional<Path> memory;
    private final Optional<Path> reportFile;
    private final boolean unsigns;
    private final List<Path> blockingCalls;
    private final boolean adapts;
    private final List<Path> adaptedCalls;

    private Options(
            List<Path> classPath,
            boolean infers,
            Optional<Path> memory,
            Optional<Path> reportFile,
            boolean unsigns,
            List<Path> blockingCalls,
            boolean adapts,
            List<Path> adaptedCalls) {
        this.classPath = Collections.unmodifiableList(new ArrayList<>(classPath));
        this.infers = infers;
        this.memory = memory;
        this.reportFile = reportFile;
        this.unsigns = unsigns;
        this.blockingCalls = Collections.unmodifiableList(new ArrayList<>(blockingCalls));
        this.adapts = adapts;
        this.adaptedCalls = Collections.unmodifiableList(new ArrayList<>(adaptedCalls));
    }

    /**
     * Options for classes that were compiled against {@code classPath}.
     *
     * @param classPath jars and directories; those that do not exist are ignored, as compilers do
     * @return the options
     */
    public static Options of(List<Path> classPath) {
        return new Options(
                classPath,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                Collections.<Path>emptyList(),
                false,
                Collections.<Path>emptyList());
    }

    /**
     * The same options for classes that a JDK from {@code version} on sees instead of some of those in {@code base}, or beside
     * them: what they were compiled against is that as well. There is one report, that of {@code base}.
     */
    Options ofVersion(int version, Path base) {
        List<Path> path = new ArrayList<>();
        path.add(base);
        path.addAll(classPath);
        return new Options(
                path,
                infers,
                memory.map(directory -> directory.resolve("versions").resolve(String.valueOf(version))),
                Optional.empty(),
                unsigns,
                blockingCalls,
                adapts,
                adaptedCalls);
    }

    /**
     * The same options, with inference on or off. With it, private, static and final methods, and methods of classes that no
     * class of the build extends, are suspendable without a mark if they call a method that is, and override nothing.
     *
     * @param infer whether to infer; off if nothing is said
     * @return other options
     */
    public Options infer(boolean infer) {
        return new Options(classPath, infer, memory, reportFile, unsigns, blockingCalls, adapts, adaptedCalls);
    }

    /**
     * The same options, with a directory in which a run over a directory of classes keeps what the next one needs: with it, a
     * run does nothing if nothing has changed, and instruments classes again if a mark in a library has.
     *
     * @param directory a directory for this set of classes alone, which is made when it is needed; to delete it is safe after
     *     the classes were compiled anew
     * @return other options
     */
    public Options remembering(Path directory) {
        return new Options(
                classPath, infers, Optional.of(directory), reportFile, unsigns, blockingCalls, adapts, adaptedCalls);
    }

    /**
     * The same options, with a file that tells what becomes of the methods of a directory. Each run brings it up to date.
     *
     * @param file where to write, as JSON, for this set of classes alone; folders are made where they are missing
     * @return other options
     */
    public Options reportingTo(Path file) {
        return new Options(classPath, infers, memory, Optional.of(file), unsigns, blockingCalls, adapts, adaptedCalls);
    }

    /**
     * The same options, for jars that may have been signed.
     *
     * @param unsign whether the signature is taken out of a jar whose classes change; if not, such a jar is refused
     * @return other options
     */
    public Options unsign(boolean unsign) {
        return new Options(classPath, infers, memory, reportFile, unsign, blockingCalls, adapts, adaptedCalls);
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

    /**
     * Where runs over a directory of classes keep what the next one needs.
     *
     * @return nothing if nothing was said: then classes that were instrumented before are left alone
     */
    public Optional<Path> memory() {
        return memory;
    }

    /**
     * The file that tells what becomes of the methods.
     *
     * @return the file, if there is to be one
     */
    public Optional<Path> reportFile() {
        return reportFile;
    }

    /**
     * Whether signatures of jars are taken out.
     *
     * @return false if nothing was said
     */
    public boolean unsigns() {
        return unsigns;
    }

    /**
     * These options, with further methods to warn of where coroutines call them, since they block the thread.
     *
     * @param file lines of a class, its method and what to use instead, such as
     *     {@code com.example.Database query(String) QueryFutures.query() and await()}; empty lines and those that begin with #
     *     say nothing
     * @return the extended options
     */
    public Options withBlockingCalls(Path file) {
        List<Path> files = new ArrayList<>(blockingCalls);
        files.add(file);
        return new Options(classPath, infers, memory, reportFile, unsigns, files, adapts, adaptedCalls);
    }

    /**
     * Where methods that block are named, beside those of the JDK that are always known.
     *
     * @return the files
     */
    public List<Path> blockingCalls() {
        return blockingCalls;
    }

    /**
     * The same options, with blocking calls adapted or not: calls of {@code Thread.sleep}, of streams, sockets, JDBC and others, in
     * suspendable code, become calls that suspend. A class or package says otherwise for itself by the annotation
     * {@code @AdaptBlockingCalls}.
     *
     * @param adapt whether to adapt; off if nothing is said
     * @return other options
     */
    public Options adaptBlockingCalls(boolean adapt) {
        return new Options(classPath, infers, memory, reportFile, unsigns, blockingCalls, adapt, adaptedCalls);
    }

    /**
     * Whether blocking calls are adapted in classes that say nothing of it.
     *
     * @return false if nothing was said
     */
    public boolean adaptsBlockingCalls() {
        return adapts;
    }

    /**
     * These options, with further calls to adapt where blocking calls are.
     *
     * @param file rows of a call and of what takes its place, such as {@code com.example.Database#query(java.lang.String) ->
     *     offload}; empty lines and those that begin with # say nothing
     * @return the extended options
     */
    public Options withAdaptedCalls(Path file) {
        List<Path> files = new ArrayList<>(adaptedCalls);
        files.add(file);
        return new Options(classPath, infers, memory, reportFile, unsigns, blockingCalls, adapts, files);
    }

    /**
     * Where calls to adapt are named, beside those of the JDK that are always known.
     *
     * @return the files
     */
    public List<Path> adaptedCalls() {
        return adaptedCalls;
    }
}
