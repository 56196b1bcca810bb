package dev.bobbin.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.instrument.write.FailingDisk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that fail at each of their changes to the disk, one after the other, and the run after that. */
class CutShortTest {

    private static final String LIBRARY = """
            package library;
            public class Library {
              %s public static int plain(int n) { return n; }
              %s public static int other(int n) { return n; }
            }
            """;

    /** An interface with lambdas, two classes with two frames each, an outer and a nested class. */
    private static final Map<String, String> SOURCES = Map.of("shop/Step", """
            package shop;
            import dev.bobbin.Suspendable;
            public interface Step { @Suspendable int take(int n); }
            """, "shop/Base", """
            package shop;
            import dev.bobbin.Suspendable;
            public class Base {
              @Suspendable int once(int n) { dev.bobbin.runtime.FrameStack.current().suspend(); return n; }
              @Suspendable int plain(int n) { return library.Library.plain(n) + 1; }
              @Suspendable int other(int n) { return library.Library.other(n) + 1; }
              static class Derived extends Base { @Override int once(int n) { return super.once(n) + 1; } }
            }
            """, "shop/User", """
            package shop;
            import dev.bobbin.Suspendable;
            class User {
              @Suspendable int use(Step step) { return step.take(1) + step.take(2); }
              @Suspendable int all(Base base) { return use(n -> base.once(n) + 1); }
            }
            """);

    @TempDir
    Path directory;

    private Path library;
    private Path classes;
    private Map<String, byte[]> marked;
    private Map<String, byte[]> otherLibrary;
    private Map<String, byte[]> compiled;

    @BeforeEach
    void compileAll() throws IOException {
        library = directory.resolve("library");
        classes = directory.resolve("classes");
        marked = library("@dev.bobbin.Suspendable", "");
        otherLibrary = library("", "@dev.bobbin.Suspendable");
        write(library, marked);
        compiled = compile("", "");
        compiled.keySet().removeIf(name -> !name.startsWith("shop/"));
    }

    @Test
    void theRunAfterAPowerFailureCompletesTheWork() throws IOException {
        Map<String, String> expected = cleanResult();
        int changes = 0;
        for (boolean failed = true; failed; changes++) {
            put(compiled);
            FailingDisk disk = FailingDisk.thatLosesPower(changes);
            failed = fails(disk, () -> instrumenter().instrument(disk.path(classes)));
            instrumenter().instrument(classes);
            assertThat(found()).as("cut short at change %d", changes).isEqualTo(expected);
        }
        assertThat(changes).isGreaterThan(20);
    }

    @Test
    void theRunThatRemembersCompletesTheWorkToo() throws IOException {
        Map<String, String> expected = cleanResult();
        int changes = 0;
        for (boolean failed = true; failed; changes++) {
            put(compiled);
            Path memory = directory.resolve("memory" + changes);
            FailingDisk disk = FailingDisk.thatLosesPower(changes);
            failed = fails(disk, () -> remembering(disk.path(memory)).instrument(disk.path(classes)));
            remembering(memory).instrument(classes);
            assertThat(found()).as("cut short at change %d", changes).isEqualTo(expected);
        }
        assertThat(changes).isGreaterThan(30);
    }

    @Test
    void aRunThatInstrumentsAnewCompletesTheWorkToo() throws IOException {
        write(library, otherLibrary);
        Map<String, String> expected = cleanResult();
        int changes = 0;
        for (boolean failed = true; failed; changes++) {
            Path memory = directory.resolve("memory" + changes);
            write(library, marked);
            put(compiled);
            remembering(memory).instrument(classes);
            write(library, otherLibrary);
            write(classes, Map.of("shop/User", compiled.get("shop/User"))); // an incremental compiler's work
            FailingDisk disk = FailingDisk.thatLosesPower(changes);
            failed = fails(disk, () -> remembering(disk.path(memory)).instrument(disk.path(classes)));
            remembering(memory).instrument(classes);
            assertThat(found()).as("cut short at change %d", changes).isEqualTo(expected);
        }
        assertThat(changes).isGreaterThan(20);
    }

    @Test
    void aFullDiskLeavesTheClassesAsTheyWere() throws IOException {
        put(compiled);
        Map<String, String> before = found();
        int changes = 0;
        for (boolean failed = true; failed; changes++) {
            FailingDisk disk = FailingDisk.thatFillsUp(changes);
            failed = fails(disk, () -> instrumenter().instrument(disk.path(classes)));
            if (failed) {
                assertThat(found()).as("full at change %d", changes).isEqualTo(before);
            }
        }
        assertThat(changes).isGreaterThan(10);
        assertThat(found()).isEqualTo(cleanResult());
    }

    @Test
    void theNextRunCompletesWhatIsWrittenElsewhere() throws IOException {
        Map<String, String> expected = cleanResult();
        put(compiled);
        Path compiledClasses = classes;
        int changes = 0;
        for (boolean failed = true; failed; changes++) {
            Path output = directory.resolve("output" + changes);
            FailingDisk disk = FailingDisk.thatLosesPower(changes);
            failed = fails(disk, () -> instrumenter().instrument(compiledClasses, disk.path(output)));
            instrumenter().instrument(compiledClasses, output);
            classes = output;
            assertThat(found()).as("cut short at change %d", changes).isEqualTo(expected);
        }
        assertThat(changes).isGreaterThan(20);
    }

    @Test
    void aJarIsTheOldOneOrTheNewOne() throws IOException {
        Path jar = directory.resolve("shop.jar");
        writeJar(jar);
        byte[] before = Files.readAllBytes(jar);
        instrumenter().instrument(jar);
        byte[] expected = Files.readAllBytes(jar);
        assertThat(expected).isNotEqualTo(before);
        for (boolean losesPower : List.of(true, false)) {
            int changes = 0;
            for (boolean failed = true; failed; changes += changes < 20 ? 1 : 7) { // a jar is written in many pieces
                Files.write(jar, before);
                FailingDisk disk = losesPower ? FailingDisk.thatLosesPower(changes) : FailingDisk.thatFillsUp(changes);
                failed = fails(disk, () -> instrumenter().instrument(disk.path(jar)));
                assertThat(jar).hasBinaryContent(failed ? before : expected);
                if (losesPower) {
                    instrumenter().instrument(jar);
                    assertThat(jar).hasBinaryContent(expected);
                }
                assertThat(directory.resolve("shop.jar.bobbin-new")).doesNotExist();
            }
            assertThat(changes).isGreaterThan(3);
        }
    }

    @Test
    void aFullDiskIsReportedAsSuch() throws IOException {
        put(compiled);
        FailingDisk disk = FailingDisk.thatFillsUp(3);
        assertThatThrownBy(() -> instrumenter().instrument(disk.path(classes)))
                .isInstanceOf(IOException.class)
                .hasMessage("No space left on device");
    }

    /** A run that may fail. */
    private interface Run {
        void run() throws IOException;
    }

    private static boolean fails(FailingDisk disk, Run run) {
        try {
            run.run();
        } catch (IOException e) {
            assertThat(disk.hasFailed()).as("no other failure than ours: %s", e).isTrue();
        }
        return disk.hasFailed();
    }

    private Instrumenter instrumenter() {
        return Instrumenter.with(Options.of(List.of(library)));
    }

    private Instrumenter remembering(Path memory) {
        return Instrumenter.with(Options.of(List.of(library)).remembering(memory));
    }

    private Map<String, String> cleanResult() throws IOException {
        put(compiled);
        instrumenter().instrument(classes);
        return found();
    }

    /** The library, instrumented, with these marks. */
    private Map<String, byte[]> library(String plain, String other) throws IOException {
        Map<String, byte[]> all = compile(plain, other);
        all.keySet().removeIf(name -> name.startsWith("shop/"));
        return Instrumenter.with(Options.of(List.of())).transform(all);
    }

    private Map<String, byte[]> compile(String plain, String other) throws IOException {
        Map<String, String> sources = new TreeMap<>(SOURCES);
        sources.put("library/Library", LIBRARY.formatted(plain, other));
        return Compiled.classes(sources, Files.createTempDirectory(directory, "sources"));
    }

    private void put(Map<String, byte[]> bytes) throws IOException {
        for (String name : found().keySet()) {
            Files.delete(classes.resolve(name));
        }
        write(classes, bytes);
    }

    private void writeJar(Path jar) throws IOException {
        try (JarOutputStream zip = new JarOutputStream(Files.newOutputStream(jar))) {
            for (Map.Entry<String, byte[]> each : compiled.entrySet()) {
                zip.putNextEntry(new JarEntry(each.getKey() + ".class"));
                zip.write(each.getValue());
            }
        }
    }

    private static void write(Path root, Map<String, byte[]> bytes) throws IOException {
        for (Map.Entry<String, byte[]> each : bytes.entrySet()) {
            Path file = root.resolve(each.getKey() + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
    }

    /** All files below the classes' directory, whatever they are, each with what tells its bytes from others. */
    private Map<String, String> found() throws IOException {
        Map<String, String> found = new TreeMap<>();
        if (Files.exists(classes)) {
            try (Stream<Path> files = Files.walk(classes)) {
                for (Path file : files.filter(Files::isRegularFile).toList()) {
                    byte[] bytes = Files.readAllBytes(file);
                    found.put(classes.relativize(file).toString(), bytes.length + " bytes " + Arrays.hashCode(bytes));
                }
            }
        }
        return found;
    }
}
