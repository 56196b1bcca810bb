package dev.bobbin.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Continuation;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
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

    private static final int MOST_FAILURES = 6;
    private static final int MOST_THREADS = 30;

    /** What makes a continuation of a program; instrumented with it, so that the lambda's body may suspend. */
    private static final String RUNNER = """
            public class %1$s$Runner {
                public static dev.bobbin.Continuation run() {
                    return new dev.bobbin.Continuation(() -> %1$s.run());
                }
            }
            """;

    private final Map<String, byte[]> plain;
    private final Map<String, byte[]> instrumented;
    private ClassLoader plainLoader; // null if each run has one of its own
    private ClassLoader instrumentedLoader;

    private Programs(Map<String, byte[]> classes) {
        this(classes, Options.of(classPath()));
    }

    private Programs(Map<String, byte[]> classes, Options options) {
        this(classes, Instrumenter.with(options).transform(classes));
    }

    private Programs(Map<String, byte[]> plain, Map<String, byte[]> instrumented) {
        this.plain = plain;
        this.instrumented = instrumented;
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
        plainLoader = new Loader(plain);
        instrumentedLoader = new Loader(instrumented);
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
        return new Programs(plain, Options.of(classPath()).infer(true));
    }

    /** The same programs, instrumented with blocking calls adapted, those of {@code tables} included. */
    public Programs adapting(Path... tables) {
        Options options = Options.of(classPath()).adaptBlockingCalls(true);
        for (Path table : tables) {
            options = options.withAdaptedCalls(table);
        }
        return new Programs(plain, options);
    }

    /** Everything that was compiled, as the compiler made it, by internal name. */
    public Map<String, byte[]> plain() {
        return plain;
    }

    /** What becomes of the instrumented classes if they are instrumented once more. */
    public Map<String, byte[]> instrumentedTwice() {
        return Instrumenter.with(Options.of(classPath())).transform(instrumented);
    }

    /** A new class loader of {@code classes} and what the tests can see. */
    public static ClassLoader loaderOf(Map<String, byte[]> classes) {
        return new Loader(classes);
    }

    /** Everything that was compiled and generated, instrumented, by internal name. */
    public Map<String, byte[]> instrumented() {
        return instrumented;
    }

    /**
     * Asserts that two verifiers agree with every class that came out: ASM's, which infers the types anew, and the JVM's,
     * which goes by the stack maps.
     */
    public Programs assertVerified() {
        Loader loader = new Loader(instrumented);
        instrumented.forEach((name, bytes) -> {
            StringWriter errors = new StringWriter();
            CheckClassAdapter.verify(new ClassReader(bytes), loader, false, new PrintWriter(errors));
            assertThat(errors.toString()).as(name).isEmpty();
            try {
                Class.forName(name.replace('/', '.'), true, loader); // linking verifies: no built-in loader made it
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        });
        return this;
    }

    /** What {@code name} does when nothing knows of coroutines. */
    public String tracePlain(String name) {
        return tracePlain(name, 0);
    }

    private String tracePlain(String name, int failing) {
        Probe.reset(Mode.PLAIN, 0, failing);
        try {
            entry(plainLoader != null ? plainLoader : new Loader(plain), name).invoke(null);
        } catch (InvocationTargetException e) {
            Probe.note(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return Probe.traced();
    }

    /** What {@code name} does in a continuation that is run to its end. */
    public String trace(String name, Mode mode, long seed) {
        return trace(name, mode, seed, 0);
    }

    private String trace(String name, Mode mode, long seed, int failing) {
        Probe.reset(mode, seed, failing);
        ClassLoader loader = instrumentedLoader != null ? instrumentedLoader : new Loader(instrumented);
        try {
            Continuation continuation =
                    (Continuation) entry(loader, name + "$Runner").invoke(null);
            SavedProgram saved = new SavedProgram(loader);
            List<Original> originals = new ArrayList<>();
            for (int step = 0; !continuation.isDone(); step++) {
                if (mode == Mode.SAVED) {
                    continuation = saved.savedAndRead(continuation);
                } else if (mode == Mode.COPIED) {
                    originals.add(Original.of(continuation));
                    continuation = continuation.copy();
                }
                if (mode == Mode.ANOTHER_THREAD && step < MOST_THREADS) {
                    inAnotherThread(continuation);
                } else {
                    continuation.run();
                }
            }
            assertThat(originals)
                    .as("copies leave what they were made of alone")
                    .allMatch(Original::isUntouched);
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        } catch (Throwable thrown) {
            Probe.note(thrown);
        }
        return Probe.traced();
    }

    /** Asserts that {@code name} does the same in every mode, and when each of its first suspension points throws. */
    public void assertAlike(String name, String description) {
        assertAlike(name, description, EnumSet.allOf(Mode.class));
        tracePlain(name);
        int points = Probe.points();
        for (int failing = 1; failing <= Math.min(points, MOST_FAILURES); failing++) {
            assertThat(trace(name, Mode.ALWAYS, 0, failing))
                    .as("%s ALWAYS, point %d throws after it was resumed:%n%s", name, failing, description)
                    .isEqualTo(tracePlain(name, failing));
        }
    }

    /** Asserts that {@code name} does in some modes what it does as plain Java. */
    public void assertAlike(String name, String description, Set<Mode> modes) {
        String expected = tracePlain(name);
        for (Mode mode : modes) {
            for (int seed = 1; mode != Mode.PLAIN && seed <= (mode == Mode.RANDOM ? 3 : 1); seed++) {
                assertThat(mode.seen(trace(name, mode, seed)))
                        .as("%s %s, seed %d:%n%s", name, mode, seed, description)
                        .isEqualTo(mode.seen(expected));
            }
        }
    }

    private static void inAnotherThread(Continuation continuation) throws Throwable {
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(() -> {
            try {
                continuation.run();
            } catch (Throwable t) {
                thrown[0] = t;
            }
        });
        thread.start();
        thread.join();
        if (thrown[0] != null) {
            throw thrown[0];
        }
    }

    private static Method entry(ClassLoader loader, String name) {
        try {
            return loader.loadClass(name).getMethod("run");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
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

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(Probe.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name.replace('.', '/'));
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
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
