package dev.bobbin.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassDirectoryRunTest {

    private static final String WAITS = """
            import dev.bobbin.Suspendable;
            class Waits {
              @Suspendable int twice(int n) { return once(n) + once(n); }
              @Suspendable int once(int n) { dev.bobbin.runtime.FrameStack.current().suspend(); return n; }
            }
            """;

    private static final String LOCKS = """
            import dev.bobbin.Suspendable;
            class Locks {
              @Suspendable int locked(Waits w) {
                synchronized (this) {
                  return w.once(1);
                }
              }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void aSecondRunTouchesNoFile() throws IOException {
        Path classes = compile(Map.of("Waits", WAITS));
        Summary first = run(classes);
        Map<Path, FileTime> times = times(classes, FileTime.fromMillis(1_000_000));
        Summary second = run(classes);
        assertThat(first.classesChanged()).isEqualTo(1);
        assertThat(first.methodsRewritten()).isEqualTo(2);
        assertThat(second.classesChanged()).isZero();
        assertThat(times(classes, null)).isEqualTo(times);
    }

    @Test
    void aFrameIsRemovedWhenItsMethodNoLongerSuspends() throws IOException {
        Path classes = compile(Map.of("Waits", WAITS));
        run(classes);
        assertThat(classes.resolve("Waits$twice-frame.class")).exists();
        Compiled.classes(Map.of("Waits", "class Waits { int twice(int n) { return n; } }"), directory);
        run(classes);
        assertThat(classes.resolve("Waits$twice-frame.class")).doesNotExist();
    }

    @Test
    void anInterfaceForTwinsIsThereAsLongAsFieldsAreComputed() throws IOException {
        String rates = "interface Rates { %s @dev.bobbin.Suspendable int rate(int n); }";
        Path classes = compile(Map.of("Rates", rates.formatted("Object STANDARD = new Object();")));
        run(classes);
        assertThat(classes.resolve("Rates$$Twins.class")).exists();
        Map<Path, FileTime> times = times(classes, FileTime.fromMillis(1_000_000));
        assertThat(run(classes).classesChanged()).isZero();
        assertThat(times(classes, null)).isEqualTo(times);
        assertThat(Instrumenter.with(Options.of(List.of(classes)))
                        .check(classes)
                        .diagnostics())
                .isEmpty();
        Compiled.classes(Map.of("Rates", rates.formatted("int STANDARD = 1;")), directory);
        run(classes);
        assertThat(classes.resolve("Rates$$Twins.class")).doesNotExist();
        assertThat(classes.resolve("Rates-co.class")).exists();
    }

    /** As compilers put them for a multi-release jar: which of the two is loaded depends on the JDK, and both have twins. */
    @Test
    void versionsForNewerJdksAreInstrumentedToo() throws IOException {
        Path classes = compile(Map.of("Waits", WAITS));
        byte[] waits = Files.readAllBytes(classes.resolve("Waits.class"));
        Path version = Files.createDirectories(classes.resolve("META-INF/versions/11"));
        Files.write(version.resolve("Waits.class"), waits);
        Files.write(Files.createDirectories(classes.resolve("META-INF/other")).resolve("Waits.class"), waits);
        Summary first = run(classes);
        Summary second = run(classes);
        assertThat(first.classesChanged()).isEqualTo(2);
        assertThat(second.classesChanged()).isZero();
        assertThat(version.resolve("Waits.class")).hasSameBinaryContentAs(classes.resolve("Waits.class"));
        assertThat(version.resolve("Waits$twice-frame.class"))
                .hasSameBinaryContentAs(classes.resolve("Waits$twice-frame.class"));
        assertThat(classes.resolve("META-INF/other/Waits.class")).hasBinaryContent(waits);
    }

    @Test
    void checkingFindsAVersionThatIsNotInstrumented() throws IOException {
        Path classes = compile(Map.of("Waits", WAITS));
        byte[] waits = Files.readAllBytes(classes.resolve("Waits.class"));
        run(classes);
        Files.write(
                Files.createDirectories(classes.resolve("META-INF/versions/11")).resolve("Waits.class"), waits);
        assertThat(Instrumenter.with(Options.of(List.of(classes)))
                        .check(classes)
                        .diagnostics())
                .extracting(found -> found.where() + " " + found.rule())
                .containsExactly("Waits.java:2 not-instrumented");
    }

    @Test
    void aRefusalLeavesEveryClassAsItWas() throws IOException {
        Path classes = compile(Map.of("Waits", WAITS, "Locks", LOCKS));
        Map<Path, FileTime> times = times(classes, FileTime.fromMillis(1_000_000));
        Summary summary = run(classes);
        assertThat(summary.hasErrors()).isTrue();
        assertThat(summary.diagnostics())
                .extracting(Object::toString)
                .containsExactly(
                        "Locks.java:5: locked() suspends while it holds a monitor (synchronized since line 4). A monitor belongs to "
                                + "a thread, and the coroutine may go on in another. Use dev.bobbin.sync.Mutex, or end the "
                                + "synchronized block before this call.");
        assertThat(times(classes, null)).isEqualTo(times);
    }

    private Path compile(Map<String, String> sources) {
        Compiled.classes(sources, directory);
        return directory.resolve("classes");
    }

    private static Summary run(Path classes) throws IOException {
        return Instrumenter.with(Options.of(List.of())).instrument(classes);
    }

    private static Map<Path, FileTime> times(Path classes, FileTime set) throws IOException {
        Map<Path, FileTime> times = new TreeMap<>();
        try (Stream<Path> files = Files.walk(classes)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (set != null) {
                    Files.setLastModifiedTime(file, set);
                }
                times.put(file, Files.getLastModifiedTime(file));
            }
        }
        return times;
    }
}
