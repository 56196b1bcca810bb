package dev.bobbin.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Continuation;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/**
 * A JVM of another JDK, mostly an older one, that compiles programs with its own compiler, verifies them and compares their
 * runs, as it is {@linkplain Answers asked to}. With {@code -Dolder.jdk=DIRECTORY}, all {@link Programs} that it can run are run
 * there; {@code -Dolder.jdk.options} are for that JVM, such as {@code -Xcomp}. One thread may use it at a time.
 */
public final class OtherJvm implements AutoCloseable {

    private static final int OLDEST_CLASS_FILE = 44; // of Java 0, so to say
    private static final int MAJOR_VERSION = 7; // where it lies, the lower byte
    private static final long LONGEST_ANSWER_SECONDS = 120;

    /** What runs there, besides the core. All of it is Java 8. */
    private static final List<String> SOURCES = List.of("Answers", "Mode", "Original", "Probe", "Runs", "SavedProgram");

    /** Started once, when first asked for. */
    private static final class Chosen {
        private static final Optional<OtherJvm> JVM = Optional.ofNullable(System.getProperty("older.jdk"))
                .filter(jdk -> !jdk.isEmpty())
                .map(jdk -> {
                    String options = System.getProperty("older.jdk.options", "");
                    return start(Path.of(jdk), options.isEmpty() ? new String[0] : options.split(" "));
                });
    }

    private final Process process;
    private final DataOutputStream out;
    private final DataInputStream in;
    private final Path errors;
    private final List<Path> classPath;
    private final int release;
    private Runs loaded; // whose classes it has

    private OtherJvm(Process process, Path errors, List<Path> classPath) throws IOException {
        this.process = process;
        this.errors = errors;
        this.classPath = classPath;
        this.out = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.in = new DataInputStream(new BufferedInputStream(process.getInputStream()));
        this.release = Integer.parseInt(limited(in::readUTF).replace("1.", ""));
    }

    /** The one that {@code -Dolder.jdk} names, for as long as this JVM lives. */
    public static Optional<OtherJvm> chosen() {
        return Chosen.JVM;
    }

    /** Starts a JVM of the JDK in a directory. It ends with this one if it is not closed. */
    public static OtherJvm start(Path jdk, String... options) {
        try {
            Path directory = Files.createTempDirectory("other-jvm");
            Path core = Path.of(URI.create(Continuation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toString()));
            List<Path> classPath = List.of(compileHarness(directory, core), core);
            List<String> command = new ArrayList<>();
            command.add(jdk.resolve("bin").resolve("java").toString());
            command.addAll(List.of("-Xverify:all", "-Ddev.bobbin.watch.limitMillis=0"));
            command.addAll(List.of(options));
            command.addAll(List.of("-cp", join(classPath), Answers.class.getName()));
            Path errors = directory.resolve("errors");
            Process process =
                    new ProcessBuilder(command).redirectError(errors.toFile()).start();
            return new OtherJvm(process, errors, classPath);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path compileHarness(Path directory, Path core) throws IOException {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        List<String> words = new ArrayList<>(List.of("-g", "-nowarn", "-proc:none", "--release", "8"));
        words.addAll(List.of("-cp", core.toString(), "-d", classes.toString()));
        for (String source : SOURCES) {
            words.add(Path.of("src", "test", "java", "dev", "bobbin", "harness", source + ".java")
                    .toString());
        }
        int code = ToolProvider.getSystemJavaCompiler().run(null, null, null, words.toArray(String[]::new));
        if (code != 0) {
            throw new AssertionError("the harness for older JVMs is no Java 8");
        }
        Instrumenter.with(Options.of(List.of(core))).instrument(classes);
        return classes;
    }

    /** Its release of Java. */
    public int release() {
        return release;
    }

    /** Whether these class files are not too new for it. */
    public boolean canRun(Map<String, byte[]> classes) {
        return classes.values().stream().allMatch(bytes -> bytes[MAJOR_VERSION] - OLDEST_CLASS_FILE <= release);
    }

    /** What it can run of programs for some releases of Java. */
    public boolean canCompile(String wanted) {
        return Integer.parseInt(wanted) <= release && (release > 8 || wanted.equals("8"));
    }

    /** Compiles files with its own compiler. */
    void compile(Collection<Path> sources, Path output, String wanted) {
        List<String> words = new ArrayList<>(List.of("-g", "-nowarn", "-proc:none"));
        if (release > 8) {
            words.addAll(List.of("--release", wanted));
        }
        words.addAll(List.of("-cp", join(classPath), "-d", output.toString()));
        sources.forEach(source -> words.add(source.toString()));
        compile(words);
    }

    /** Runs its compiler with these words. */
    public void compile(List<String> words) {
        ask(Answers.COMPILE, () -> {
            out.writeInt(words.size());
            for (String word : words) {
                Answers.writeText(out, word);
            }
        });
    }

    /** What programs are compiled against: the harness and the core, as class files that it can read. */
    public String classPath() {
        return join(classPath);
    }

    /** Lets it verify all of the instrumented classes. */
    void verify(Runs runs) {
        load(runs);
        ask(Answers.VERIFY, () -> {});
    }

    /** Lets it compare the runs of a program, in some modes or, if there are none, in all of them and with failures. */
    void assertAlike(Runs runs, String name, String description, Set<Mode> modes) {
        load(runs);
        ask(Answers.COMPARE, () -> {
            Answers.writeText(out, name);
            Answers.writeText(out, description);
            out.writeInt(modes.isEmpty() ? -1 : modes.size());
            for (Mode mode : modes) {
                Answers.writeText(out, mode.name());
            }
        });
    }

    private void load(Runs runs) {
        if (loaded != runs) {
            ask(Answers.LOAD, () -> {
                write(runs.plain());
                write(runs.instrumented());
                out.writeBoolean(runs.sharesClasses());
            });
            loaded = runs;
        }
    }

    private void write(Map<String, byte[]> classes) throws IOException {
        out.writeInt(classes.size());
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            Answers.writeText(out, each.getKey());
            Answers.writeBytes(out, each.getValue());
        }
    }

    private interface Words {
        void write() throws IOException;
    }

    private void ask(int request, Words words) {
        String failure = limited(() -> {
            out.write(request);
            words.write();
            out.flush();
            return Answers.readText(in);
        });
        Probe.suspended(limited(in::readLong));
        if (!failure.isEmpty()) {
            throw new AssertionError("Java " + release + ": " + failure);
        }
    }

    /** What the process says. If it does not, it ends. */
    private <T> T limited(Callable<T> reading) {
        CompletableFuture<T> read = CompletableFuture.supplyAsync(() -> {
            try {
                return reading.call();
            } catch (Exception e) {
                throw new AssertionError("it has ended, having said " + said(), e);
            }
        });
        try {
            return read.get(LONGEST_ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | InterruptedException | TimeoutException e) {
            process.destroyForcibly();
            throw new AssertionError("the other JVM does not answer: " + process.info(), e);
        }
    }

    private String said() {
        try {
            return new String(Files.readAllBytes(errors), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String join(List<Path> path) {
        return String.join(
                File.pathSeparator,
                path.stream().map(each -> each.toAbsolutePath().toString()).toList());
    }

    @Override
    public void close() throws IOException {
        out.close(); // it reads the end, and ends
        process.onExit().join();
        try (Stream<Path> files = Files.walk(errors.getParent())) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        }
    }
}
