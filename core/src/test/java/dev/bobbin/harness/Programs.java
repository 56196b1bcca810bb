package dev.bobbin.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Continuation;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.CheckClassAdapter;

/**
 * Programs, compiled together, loaded once as they are and once instrumented. A program is a class with a suspendable
 * {@code public static void run()}.
 */
public final class Programs {

    /** What makes a continuation of a program; instrumented with it, so that the lambda's body may suspend. */
    private static final String RUNNER = """
            public class %1$s$Runner {
                public static dev.bobbin.Continuation run() {
                    return new dev.bobbin.Continuation(() -> %1$s.run());
                }
            }
            """;

    private final Runs runs;
    private Optional<OtherJvm> jvm = OtherJvm.chosen();

    private Programs(Map<String, byte[]> classes) {
        this(classes, Options.of(classPath()));
    }

    private Programs(Map<String, byte[]> classes, Options options) {
        this(classes, Instrumenter.with(options).transform(classes));
    }

    private Programs(Map<String, byte[]> plain, Map<String, byte[]> instrumented) {
        this.runs = new Runs(plain, instrumented);
    }

    /** Compiles {@code sources}, by class name, for a release of Java. */
    public static Programs compile(Map<String, String> sources, Path directory, String release) {
        return compile(sources, directory, release, Compiler.JAVAC);
    }

    /** The same, by any {@code compiler}. */
    public static Programs compile(Map<String, String> sources, Path directory, String release, Compiler compiler) {
        try {
            List<JavaFileObject> files = new ArrayList<>();
            for (Map.Entry<String, String> source : sources.entrySet()) {
                String name = source.getKey();
                files.add(Source.write(directory, name, source.getValue()));
                files.add(Source.write(directory, name + "$Runner", RUNNER.formatted(name)));
            }
            return new Programs(read(compile(compiler, files, directory, release)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same by the compiler of another JVM, for its release of Java; it runs them, too. */
    public static Programs compile(Map<String, String> sources, Path directory, OtherJvm jvm) {
        try {
            Path output = Files.createTempDirectory(directory, "classes");
            List<Path> files = new ArrayList<>();
            for (Map.Entry<String, String> source : sources.entrySet()) {
                String name = source.getKey();
                files.add(
                        Path.of(Source.write(directory, name, source.getValue()).toUri()));
                files.add(Path.of(Source.write(directory, name + "$Runner", RUNNER.formatted(name))
                        .toUri()));
            }
            jvm.compile(files, output, Integer.toString(jvm.release()));
            return new Programs(read(output)).in(jvm);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets another JVM verify and run these. */
    public Programs in(OtherJvm other) {
        jvm = Optional.of(other);
        return this;
    }

    /** Programs of class files that are there already, such as hand-made ones. The only entry is {@code Shape.run()}. */
    public static Programs of(Map<String, byte[]> classes) {
        Map<String, byte[]> all = new TreeMap<>(classes);
        all.putAll(RunnerOfShape.CLASSES);
        return new Programs(all);
    }

    /** The class files of {@code sources}, by internal name, as a compiler makes them. */
    public static Map<String, byte[]> classFiles(
            Map<String, String> sources, Path directory, String release, Compiler compiler) {
        try {
            List<JavaFileObject> files = new ArrayList<>();
            for (Map.Entry<String, String> source : sources.entrySet()) {
                files.add(Source.write(directory, source.getKey(), source.getValue()));
            }
            return read(compile(compiler, files, directory, release));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Classes that were instrumented elsewhere; {@code Shape} is the program, and its runner is among {@code instrumented}. */
    public static Programs instrumentedBefore(Map<String, byte[]> plain, Map<String, byte[]> instrumented) {
        return new Programs(plain, instrumented);
    }

    /** Compiled once, against a program of which it knows no more than that it can run. */
    private static final class RunnerOfShape {
        private static final String SHAPE =
                "public class Shape { @dev.bobbin.Suspendable public static void run() throws Exception {} }";
        private static final Map<String, byte[]> CLASSES = compile();

        private static Map<String, byte[]> compile() {
            try {
                Path directory = Files.createTempDirectory("runner");
                List<JavaFileObject> files = List.of(
                        Source.write(directory, "Shape", SHAPE),
                        Source.write(directory, "Shape$Runner", RUNNER.formatted("Shape")));
                Map<String, byte[]> classes = read(Programs.compile(Compiler.JAVAC, files, directory, "8"));
                classes.remove("Shape");
                return classes;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /**
     * Lets all runs share their classes, for programs that set their static fields themselves: to load, verify and link
     * them anew takes longer than a run.
     */
    public Programs sharingClasses() {
        runs.shareClasses();
        return this;
    }

    /** Compiles {@code sources}, by class name, against {@code libraries} to a new directory in {@code directory}. */
    public static Path classes(Map<String, String> sources, Path directory, Path... libraries) throws IOException {
        List<JavaFileObject> files = new ArrayList<>();
        for (Map.Entry<String, String> source : sources.entrySet()) {
            files.add(Source.write(directory, source.getKey(), source.getValue()));
        }
        return compile(Compiler.JAVAC, files, directory, "17", libraries);
    }

    /** What an instrumenter must know of classes that were compiled against {@code libraries}. */
    public static Options options(Path... libraries) {
        List<Path> path = new ArrayList<>(List.of(libraries));
        path.addAll(classPath());
        return Options.of(path);
    }

    private static Path compile(
            Compiler compiler, List<JavaFileObject> files, Path directory, String release, Path... libraries)
            throws IOException {
        Path output = Files.createTempDirectory(directory, "classes");
        Optional<OtherJvm> other = OtherJvm.chosen()
                .filter(jvm -> compiler == Compiler.JAVAC && libraries.length == 0 && jvm.canCompile(release));
        if (other.isPresent()) {
            other.get()
                    .compile(files.stream().map(file -> Path.of(file.toUri())).toList(), output, release);
            return output;
        }
        StringWriter messages = new StringWriter();
        String path = String.join(
                System.getProperty("path.separator"),
                options(libraries).classPath().stream().map(Path::toString).toList());
        List<String> options =
                List.of("-g", "-nowarn", "-proc:none", "--release", release, "-cp", path, "-d", output.toString());
        if (!compiler.tool().getTask(messages, null, null, options, null, files).call()) {
            throw new AssertionError("a program does not compile:\n"
                    + messages.toString().lines().limit(20).toList());
        }
        return output;
    }

    /** The same programs, instrumented with inference. */
    public Programs inferring() {
        return new Programs(plain(), Options.of(classPath()).infer(true));
    }

    /** The same programs, instrumented with blocking calls adapted, those of {@code tables} included. */
    public Programs adapting(Path... tables) {
        Options options = Options.of(classPath()).adaptBlockingCalls(true);
        for (Path table : tables) {
            options = options.withAdaptedCalls(table);
        }
        return new Programs(plain(), options);
    }

    /** Everything that was compiled, as the compiler made it, by internal name. */
    public Map<String, byte[]> plain() {
        return runs.plain();
    }

    /** What becomes of the instrumented classes if they are instrumented once more. */
    public Map<String, byte[]> instrumentedTwice() {
        return Instrumenter.with(Options.of(classPath())).transform(instrumented());
    }

    /** A new class loader of {@code classes} and what the tests can see. */
    public static ClassLoader loaderOf(Map<String, byte[]> classes) {
        return Runs.loaderOf(classes);
    }

    /** Everything that was compiled and generated, instrumented, by internal name. */
    public Map<String, byte[]> instrumented() {
        return runs.instrumented();
    }

    /**
     * Asserts that two verifiers agree with every class that came out: ASM's, which infers the types anew, and the JVM's,
     * which goes by the stack maps.
     */
    public Programs assertVerified() {
        ClassLoader loader = Runs.loaderOf(instrumented());
        instrumented().forEach((name, bytes) -> {
            StringWriter errors = new StringWriter();
            CheckClassAdapter.verify(new ClassReader(bytes), loader, false, new PrintWriter(errors));
            assertThat(errors.toString()).as(name).isEmpty();
        });
        runs.verify();
        otherJvm().ifPresent(jvm -> jvm.verify(runs));
        return this;
    }

    /** What {@code name} does when nothing knows of coroutines. */
    public String tracePlain(String name) {
        return runs.tracePlain(name, 0);
    }

    /** What {@code name} does in a continuation that is run to its end. */
    public String trace(String name, Mode mode, long seed) {
        return runs.trace(name, mode, seed, 0);
    }

    /** Asserts that {@code name} does the same in every mode, and when each of its first suspension points throws. */
    public void assertAlike(String name, String description) {
        Optional<OtherJvm> other = otherJvm();
        if (other.isPresent()) {
            other.get().assertAlike(runs, name, description, Set.of());
        } else {
            runs.assertAlike(name, description);
        }
    }

    /** Asserts that {@code name} does in some modes what it does as plain Java. */
    public void assertAlike(String name, String description, Set<Mode> modes) {
        Optional<OtherJvm> other = otherJvm();
        if (other.isPresent()) {
            other.get().assertAlike(runs, name, description, modes);
        } else {
            runs.assertAlike(name, description, modes);
        }
    }

    private Optional<OtherJvm> otherJvm() {
        return jvm.filter(other -> other.canRun(plain()));
    }

    /** What programs are compiled and instrumented against. */
    public static List<Path> classPath() {
        return List.of(location(Continuation.class), location(Probe.class));
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /** All class files under {@code root}, by internal name. */
    public static Map<String, byte[]> read(Path root) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                classes.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(file));
            }
        }
        return classes;
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        private Source(Path file, String text) {
            super(file.toUri(), Kind.SOURCE);
            this.text = text;
        }

        /** In a file, since not every compiler can do without. */
        static Source write(Path directory, String name, String text) throws IOException {
            Path file = directory.resolve(name + ".java");
            Files.createDirectories(file.getParent());
            return new Source(Files.writeString(file, text), text);
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
