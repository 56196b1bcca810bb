package dev.bobbin.tools;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Byte Buddy's {@code @Advice}, which agents of monitoring tools put into methods, before and after Bobbin: docs/tools says it. */
class AdviceTest {

    private static final String SHAPE = """
            import static dev.bobbin.harness.Probe.*;
            import dev.bobbin.*;
            public class Shape {
                @Suspendable static int work(long a, String b) throws Exception {
                    for (int i = 0; i < 2; i++) { note(at(i)); }
                    if (b.isEmpty()) throw new IllegalStateException("empty");
                    return at((int) a) + b.length();
                }
                @Suspendable int own(int x) throws Exception { return work(x, at("own")) + x; }
                @Suspendable public static void run() throws Exception {
                    note(work(3L, "tea") + new Shape().own(at(5)));
                    try { work(1L, ""); } catch (IllegalStateException e) { note(e.getMessage()); }
                }
            }
            """;
    private static final String RUNNER = "public class Shape$Runner { public static dev.bobbin.Continuation run() {"
            + " return new dev.bobbin.Continuation(() -> Shape.run()); } }";

    private static final String CALLER =
            "public class Caller { public static void run() throws Exception { Shape.work(1L, \"plain\"); } }";

    @TempDir
    Path directory;

    private Map<String, byte[]> compiled;

    /** Compiled when the test runs: javac has warnings of Byte Buddy's own annotations, and here it must have none. */
    private static final String ADVISER = """
            import net.bytebuddy.ByteBuddy;
            import net.bytebuddy.asm.Advice;
            import net.bytebuddy.matcher.ElementMatchers;
            public class Adviser implements java.util.function.BiFunction<Class<?>, String[], byte[]> {
                /** Writes down where it is; its code becomes part of the method's. */
                public static class Timing {
                    @Advice.OnMethodEnter static long enter(@Advice.Origin("#m") String method) {
                        dev.bobbin.harness.Probe.note("begins " + method);
                        return 4711;
                    }
                    @Advice.OnMethodExit(onThrowable = Throwable.class)
                    static void exit(@Advice.Enter long begun, @Advice.Origin("#m") String method, @Advice.Thrown Throwable thrown) {
                        dev.bobbin.harness.Probe.note("ends " + method + " " + begun + " " + (thrown != null));
                    }
                }
                @Override public byte[] apply(Class<?> type, String[] methods) {
                    return new ByteBuddy().redefine(type)
                            .visit(Advice.to(Timing.class).on(methods.length == 0 ? ElementMatchers.isMethod() : ElementMatchers.namedOneOf(methods)))
                            .make().getBytes();
                }
            }
            """;

    @BeforeEach
    void compile() {
        compiled = Programs.classFiles(
                Map.of("Shape", SHAPE, "Shape$Runner", RUNNER, "Caller", CALLER), directory, "17", Compiler.JAVAC);
    }

    @Test
    void adviceOfTheBuildIsAroundTheWholeCallHoweverOftenItWaits() {
        Map<String, byte[]> advised = advised(compiled, "work", "own");
        Programs programs = Programs.instrumentedBefore(advised, instrumented(advised));
        programs.assertVerified().assertAlike("Shape", "advised, then instrumented");
        assertThat(programs.trace("Shape", Mode.ALWAYS, 0)).contains("begins own", "ends own 4711 false");
    }

    /** An agent finds the method by its name or its annotation, and that is the one that callers without marks call. */
    @Test
    void adviceOfAnAgentIsAroundPlainCallsOnly() {
        Map<String, byte[]> advised = advised(instrumented(compiled), "work", "own");
        Programs programs = Programs.instrumentedBefore(advised, advised);
        assertThat(programs.tracePlain("Caller")).contains("begins work", "ends work 4711 false");
        assertThat(programs.trace("Shape", Mode.ALWAYS, 0)).doesNotContain("begins");
        Programs.instrumentedBefore(compiled, advised)
                .assertVerified()
                .assertAlike("Shape", "instrumented, then advised");
    }

    @Test
    void adviceOnWhateverThereIsChangesNoResult() {
        Map<String, byte[]> advised = advised(instrumented(compiled));
        Programs programs = Programs.instrumentedBefore(advised, advised).assertVerified();
        String notAdvised =
                Programs.instrumentedBefore(compiled, instrumented(compiled)).trace("Shape", Mode.ALWAYS, 0);
        assertThat(programs.trace("Shape", Mode.ALWAYS, 0).replaceAll("(begins|ends) \\S+( 4711 (true|false))?", ""))
                .isEqualToNormalizingWhitespace(notAdvised);
    }

    private static Map<String, byte[]> instrumented(Map<String, byte[]> classes) {
        Map<String, byte[]> instrumented = new HashMap<>(classes);
        instrumented.putAll(Instrumenter.with(Programs.options()).transform(classes));
        return instrumented;
    }

    /** The classes with advice in {@code methods} of Shape; in all if none are named. */
    private Map<String, byte[]> advised(Map<String, byte[]> classes, String... methods) {
        Map<String, byte[]> advised = new HashMap<>(classes);
        try {
            Path files = Files.createTempDirectory(directory, "files");
            for (Map.Entry<String, byte[]> file : classes.entrySet()) {
                Files.write(files.resolve(file.getKey() + ".class"), file.getValue());
            }
            try (URLClassLoader loader =
                    new URLClassLoader(new URL[] {files.toUri().toURL()})) {
                advised.put("Shape", adviser().apply(loader.loadClass("Shape"), methods));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
        return advised;
    }

    @SuppressWarnings("unchecked") // it is what its source says
    private BiFunction<Class<?>, String[], byte[]> adviser() throws IOException, ReflectiveOperationException {
        Path byteBuddy = Path.of(URI.create(ByteBuddy.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
        Path classes = Programs.classes(Map.of("Adviser", ADVISER), directory, byteBuddy);
        URLClassLoader loader = new URLClassLoader(new URL[] {classes.toUri().toURL()});
        return (BiFunction<Class<?>, String[], byte[]>)
                loader.loadClass("Adviser").getConstructor().newInstance();
    }
}
