package dev.bobbin.instrument;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.ClassPath;
import dev.bobbin.instrument.read.TypeHierarchy;
import dev.bobbin.instrument.report.ClassReport;
import dev.bobbin.instrument.report.Report;
import dev.bobbin.instrument.write.ClassDirectory;
import dev.bobbin.instrument.write.Fingerprint;
import dev.bobbin.instrument.write.PreviousRun;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rewrites methods marked {@code @Suspendable} into resumable ones, in class files that an ordinary compiler made.
 *
 * <pre>{@code
 * Summary summary = Instrumenter.with(Options.of(classPath)).instrument(Paths.get("target/classes"));
 * summary.diagnostics().forEach(System.err::println);
 * }</pre>
 *
 * Classes that are not concerned, or that were instrumented before, keep their bytes and their time stamps. The output
 * depends on nothing but the input. Instances are immutable and may be shared.
 */
public final class Instrumenter {

    private final Options options;

    private Instrumenter(Options options) {
        this.options = options;
    }

    /**
     * An instrumenter that works by {@code options}.
     *
     * @param options what to compile against
     * @return the instrumenter
     */
    public static Instrumenter with(Options options) {
        return new Instrumenter(options);
    }

    /**
     * Instruments the classes of a directory or a jar, in place. If anything is refused, no file is touched.
     *
     * @param classes a directory where a compiler has put its class files, or a jar of them
     * @return what was done and found
     * @throws IOException if a file cannot be read or written, or if the jar is signed
     */
    public Summary instrument(Path classes) throws IOException {
        if (Files.isRegularFile(classes)) {
            return ArchiveRun.run(classes, classes, options);
        }
        return withVersions(instrumentDirectory(classes), classes);
    }

    /** The summary of {@code classes}, together with those of their versions for newer JDKs, which are instrumented here. */
    private Summary withVersions(Summary summary, Path classes) throws IOException {
        Summary all = summary;
        for (Map.Entry<Integer, Path> version : versions(classes).entrySet()) {
            Instrumenter other = with(options.ofVersion(version.getKey(), classes));
            all = all.and(other.instrumentDirectory(version.getValue()));
        }
        return all;
    }

    /** Where compilers put the classes of a multi-release jar that only a JDK of some version, or a newer one, sees. */
    private static SortedMap<Integer, Path> versions(Path classes) throws IOException {
        SortedMap<Integer, Path> versions = new TreeMap<>();
        Path all = classes.resolve("META-INF").resolve("versions");
        if (Files.isDirectory(all)) {
            try (Stream<Path> found = Files.list(all)) {
                found.filter(each -> each.getFileName().toString().matches("[1-9][0-9]{0,8}"))
                        .forEach(each ->
                                versions.put(Integer.valueOf(each.getFileName().toString()), each));
            }
        }
        return versions;
    }

    /**
     * Instruments the classes of a directory or a jar, and writes them elsewhere, together with whatever else is there. If
     * anything is refused, nothing is written.
     *
     * @param classes a directory where a compiler has put its class files, or a jar of them
     * @param output a directory or a jar, as {@code classes} is; made if it is not there
     * @return what was done and found
     * @throws IOException if a file cannot be read or written, or if the jar is signed
     */
    public Summary instrument(Path classes, Path output) throws IOException {
        if (Files.isRegularFile(classes)) {
            return ArchiveRun.run(classes, output, options);
        }
        long start = System.nanoTime();
        ClassDirectory directory = new ClassDirectory(classes);
        Map<String, byte[]> found = directory.read();
        Build build = Build.run(found, options);
        if (!build.isRefused()) {
            Map<String, byte[]> result = new TreeMap<>(found);
            result.putAll(build.changed());
            result.keySet().removeAll(build.stale());
            directory.copyTo(output, build.changed().keySet(), build.stale());
            writeElsewhere(output, result);
        }
        report(build);
        Summary summary = build.summary(start);
        return build.isRefused() ? summary : withVersions(summary, output);
    }

    /** What a run before this one has left there stays if it is the same; what it generated goes if it is not generated now. */
    private static void writeElsewhere(Path output, Map<String, byte[]> result) throws IOException {
        ClassDirectory directory = new ClassDirectory(output);
        Map<String, byte[]> there = directory.read();
        TypeHierarchy hierarchy = new TypeHierarchy(ClassPath.of(name -> Optional.ofNullable(there.get(name))));
        Map<String, byte[]> changed = new TreeMap<>(result);
        changed.entrySet().removeIf(entry -> Arrays.equals(entry.getValue(), there.get(entry.getKey())));
        List<String> stale = new ArrayList<>(there.keySet());
        stale.removeIf(name -> result.containsKey(name)
                || !hierarchy.find(name).flatMap(ClassOutline::generatedFor).isPresent());
        directory.write(changed, stale);
    }

    private Summary instrumentDirectory(Path classesDirectory) throws IOException {
        long start = System.nanoTime();
        ClassDirectory directory = new ClassDirectory(classesDirectory);
        Map<String, byte[]> found = directory.read();
        if (!options.memory().isPresent()) {
            Build build = Build.run(found, options);
            if (!build.isRefused()) {
                directory.write(build.changed(), build.stale());
            }
            report(build);
            return build.summary(start);
        }
        String circumstances = circumstances(classesDirectory);
        PreviousRun previous = PreviousRun.in(options.memory().get());
        if (previous.isUpToDate(circumstances, found) && hasReport()) {
            return Summary.ofNothing(found.size(), System.nanoTime() - start, previous.warnings());
        }
        Map<String, byte[]> compiled = new TreeMap<>(found);
        compiled.putAll(previous.originals(found));
        Build build = Build.run(compiled, options);
        if (!build.isRefused()) {
            Map<String, byte[]> result = new TreeMap<>(compiled);
            result.putAll(build.changed());
            result.keySet().removeAll(build.stale());
            previous.save(circumstances, found, compiled, result, build.diagnostics());
            result.entrySet().removeIf(entry -> Arrays.equals(entry.getValue(), found.get(entry.getKey())));
            directory.write(result, build.stale());
        }
        report(build);
        return build.summary(start);
    }

    /**
     * What else than the classes decides what becomes of them: this program, its options, and the class path. Maven has the
     * classes themselves on it, whose times change with each that is written.
     */
    private String circumstances(Path classes) throws IOException {
        Fingerprint fingerprint = new Fingerprint();
        CodeSource program = Instrumenter.class.getProtectionDomain().getCodeSource();
        if (program != null && "file".equals(program.getLocation().getProtocol())) {
            fingerprint.addFiles(Paths.get(URI.create(program.getLocation().toString())));
        }
        fingerprint.add(String.valueOf(options.infers()));
        fingerprint.add(String.valueOf(options.adaptsBlockingCalls()));
        Path own = classes.toAbsolutePath().normalize();
        for (Path entry : options.classPath()) {
            if (!entry.toAbsolutePath().normalize().equals(own)) {
                fingerprint.addFiles(entry);
            }
        }
        for (List<Path> tables : Arrays.asList(options.blockingCalls(), options.adaptedCalls())) {
            fingerprint.add(String.valueOf(tables.size()));
            for (Path file : tables) {
                fingerprint.addFiles(file);
            }
        }
        return fingerprint.end();
    }

    /** Whether the report, if there is to be one, is there, and not that of a run that has come to nothing. */
    private boolean hasReport() throws IOException {
        if (!options.reportFile().isPresent()) {
            return true;
        }
        Path file = options.reportFile().get();
        return Files.exists(file) && !Report.readToUpdate(file).hasErrors();
    }

    /** Written even if there is nothing to tell: a file that is missing makes the next run do its work. */
    private void report(Build build) throws IOException {
        if (options.reportFile().isPresent()) {
            List<ClassReport> reports = build.reports();
            if (build.isRefused()) { // then nothing has become of them
                reports = reports.stream().map(ClassReport::remarksAlone).collect(Collectors.toList());
            }
            Path file = options.reportFile().get();
            Report.readToUpdate(file).with(reports, build.untouched()).write(file);
        }
    }

    /**
     * Looks whether the classes of a directory are as {@link #instrument} would leave them, and what there is to say of them.
     * Writes nothing.
     *
     * @param classesDirectory where the build has put its class files
     * @return what was found: an error for each class that still has to be instrumented, and whatever {@link #instrument}
     *     would say
     * @throws IOException if a file cannot be read
     */
    public Summary check(Path classesDirectory) throws IOException {
        Summary all = checkDirectory(classesDirectory);
        for (Map.Entry<Integer, Path> version : versions(classesDirectory).entrySet()) {
            Instrumenter other = with(options.ofVersion(version.getKey(), classesDirectory));
            all = all.and(other.checkDirectory(version.getValue()));
        }
        return all;
    }

    private Summary checkDirectory(Path classesDirectory) throws IOException {
        long start = System.nanoTime();
        Map<String, byte[]> classes = new ClassDirectory(classesDirectory).read();
        Build build = Build.run(classes, options);
        List<Diagnostic> diagnostics = new ArrayList<>(build.diagnostics());
        diagnostics.addAll(build.notInstrumented());
        return Summary.ofNothing(classes.size(), System.nanoTime() - start, diagnostics);
    }

    /**
     * Instruments classes in memory.
     *
     * @param classes class files by internal name ({@code com/example/Orders}) that were compiled together
     * @return all of them as they end up, and those that were generated beside them
     * @throws RefusedException if anything is refused
     */
    public Map<String, byte[]> transform(Map<String, byte[]> classes) {
        Build build;
        try {
            build = Build.run(classes, options);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("Cannot read the class path " + options.classPath(), e);
        }
        List<Diagnostic> diagnostics = new ArrayList<>(build.diagnostics());
        if (diagnostics.stream().anyMatch(Diagnostic::isError)) {
            throw new RefusedException(diagnostics);
        }
        Map<String, byte[]> result = new TreeMap<>(classes);
        result.putAll(build.changed());
        result.keySet().removeAll(build.stale());
        return result;
    }
}
