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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

/** Runs over the classes of an application whose library changes, or that change themselves. */
class RememberingRunTest {

    private static final String LIBRARY = """
            public class Library {
              %s public static int plain(int n) { return n; }
              @dev.bobbin.Suspendable public static int marked(int n) { return n; }
            }
            """;

    private static final String APPLICATION = """
            public class Application {
              @dev.bobbin.Suspendable public static int first(int n) { return Library.plain(n) + 1; }
              @dev.bobbin.Suspendable public static int second(int n) { return Library.marked(n) + 1; }
            }
            """;

    @TempDir
    Path directory;

    private Path library;
    private Path application;

    @BeforeEach
    void compile() throws IOException {
        library = Files.createDirectories(directory.resolve("library"));
        application = Files.createDirectories(directory.resolve("application"));
        compileLibrary("");
        compileApplication(APPLICATION);
    }

    @Test
    void aRunThatFindsNothingNewDoesNothing() throws IOException {
        assertThat(run().methodsRewritten()).isEqualTo(1);
        Map<String, FileTime> times = times();
        Summary second = run();
        assertThat(second.classesRead()).isEqualTo(2);
        assertThat(second.classesChanged()).isZero();
        assertThat(times()).isEqualTo(times);
    }

    @Test
    void theClassesThemselvesMayBeOnTheClassPath() throws IOException {
        Options options = Options.of(List.of(application, library)).remembering(memory());
        assertThat(Instrumenter.with(options).instrument(application).methodsRewritten())
                .isEqualTo(1);
        assertThat(Instrumenter.with(options).instrument(application).methodsRewritten())
                .isZero();
    }

    @Test
    void aMarkAddedInALibraryReachesItsUsers() throws IOException {
        run();
        assertThat(frames()).containsExactly("Application$second-frame.class");
        compileLibrary("@dev.bobbin.Suspendable");
        assertThat(run().methodsRewritten()).isEqualTo(2);
        assertThat(frames()).containsExactly("Application$first-frame.class", "Application$second-frame.class");
    }

    @Test
    void aMarkRemovedInALibraryReachesItsUsers() throws IOException {
        compileLibrary("@dev.bobbin.Suspendable");
        run();
        compileLibrary("");
        run();
        assertThat(frames()).containsExactly("Application$second-frame.class");
    }

    @Test
    void theResultIsThatOfACleanBuild() throws IOException {
        run();
        compileLibrary("@dev.bobbin.Suspendable");
        run();
        Map<String, byte[]> again = bytes();
        deleteClasses();
        compileApplication(APPLICATION);
        Instrumenter.with(Options.of(List.of(library))).instrument(application);
        assertThat(again).usingRecursiveComparison().isEqualTo(bytes());
    }

    @Test
    void classesThatStayTheSameAreNotWritten() throws IOException {
        compileApplication(APPLICATION.replace("Application", "Other"));
        run();
        Files.setLastModifiedTime(application.resolve("Other.class"), FileTime.fromMillis(1_000_000));
        compileApplication(APPLICATION.replace("+ 1", "+ 2"));
        assertThat(run().classesChanged()).isEqualTo(2);
        assertThat(Files.getLastModifiedTime(application.resolve("Other.class")).toMillis())
                .isEqualTo(1_000_000);
    }

    @Test
    void aClassThatSomebodyElseChangedSinceIsLeftAlone() throws IOException {
        run();
        Path file = application.resolve("Application.class");
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(Files.readAllBytes(file)).accept(writer, 0);
        writer.visitField(Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC, "covered", "Z", null, null);
        byte[] changed = writer.toByteArray();
        Files.write(file, changed);
        compileLibrary("@dev.bobbin.Suspendable");
        run();
        assertThat(Files.readAllBytes(file)).isEqualTo(changed);
    }

    @Test
    void aMemoryThatCannotBeReadIsNone() throws IOException {
        run();
        Files.writeString(memory().resolve("run.txt"), "half a li");
        assertThat(run().classesChanged()).isZero();
        assertThat(frames()).containsExactly("Application$second-frame.class");
    }

    @Test
    void aRefusalLeavesClassesAndMemoryAsTheyWere() throws IOException {
        run();
        Map<String, byte[]> before = bytes();
        compileLibrary("@dev.bobbin.Suspendable");
        compileApplication(
                "class Locks { synchronized @dev.bobbin.Suspendable int n() { return Library.marked(1); } }");
        assertThat(run().hasErrors()).isTrue();
        assertThat(bytes())
                .usingRecursiveComparison()
                .ignoringFields("Locks.class")
                .isEqualTo(before);
        Files.delete(application.resolve("Locks.class"));
        run();
        assertThat(frames()).hasSize(2);
    }

    private Path memory() {
        return directory.resolve("memory");
    }

    private Summary run() throws IOException {
        return Instrumenter.with(Options.of(List.of(library)).remembering(memory()))
                .instrument(application);
    }

    private void compileLibrary(String mark) throws IOException {
        Path sources = Files.createTempDirectory(directory, "sources");
        Map<String, byte[]> classes = Compiled.classes(Map.of("Library", LIBRARY.formatted(mark)), sources);
        for (Map.Entry<String, byte[]> each :
                Instrumenter.with(Options.of(List.of())).transform(classes).entrySet()) {
            Path file = library.resolve(each.getKey() + ".class");
            Files.createDirectories(file.getParent());
            Files.write(file, each.getValue());
        }
    }

    private void compileApplication(String source) throws IOException {
        Path sources = Files.createTempDirectory(directory, "sources");
        String name = source.replaceAll("(?s).*?class (\\w+).*", "$1");
        Map<String, byte[]> classes = Compiled.classes(Map.of("Library", LIBRARY.formatted(""), name, source), sources);
        Files.write(application.resolve(name + ".class"), classes.get(name));
    }

    private void deleteClasses() throws IOException {
        for (String name : bytes().keySet()) {
            Files.delete(application.resolve(name));
        }
    }

    private List<String> frames() throws IOException {
        return bytes().keySet().stream().filter(name -> name.contains("-frame")).toList();
    }

    private Map<String, byte[]> bytes() throws IOException {
        Map<String, byte[]> bytes = new TreeMap<>();
        for (Path file : files()) {
            bytes.put(file.getFileName().toString(), Files.readAllBytes(file));
        }
        return bytes;
    }

    private Map<String, FileTime> times() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        for (Path file : files()) {
            times.put(file.getFileName().toString(), Files.getLastModifiedTime(file));
        }
        return times;
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(application)) {
            return files.toList();
        }
    }
}
