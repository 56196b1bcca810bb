package dev.bobbin.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Probe;
import dev.bobbin.harness.Programs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs of some length, written as people write them: they mix what shapes try one by one. Each lies under {@code
 * src/test/programs}; its first line names the release of Java that it needs.
 */
class ProgramsTest {

    private static final Path SOURCES = Path.of("src", "test", "programs");
    private static final Set<Mode> SOME_MODES = EnumSet.of(Mode.ALWAYS, Mode.RANDOM);

    @TempDir
    Path directory;

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.map(file -> file.getFileName().toString().replace(".java", ""))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void doesTheSameInEveryMode(String name) {
        long before = Probe.suspensions();
        compiled(name, Compiler.JAVAC).assertVerified().assertAlike(name, "javac");
        assertThat(Probe.suspensions() - before).isGreaterThan(100);
    }

    @ParameterizedTest
    @MethodSource("names")
    void doesTheSameFromEclipsesCompilerAndWithInference(String name) {
        compiled(name, Compiler.ECJ).assertAlike(name, "ecj", SOME_MODES);
        compiled(name, Compiler.JAVAC).inferring().assertAlike(name, "inferring", SOME_MODES);
    }

    private Programs compiled(String name, Compiler compiler) {
        try {
            String source = Files.readString(SOURCES.resolve(name + ".java"));
            String release = source.substring("// Java ".length(), source.indexOf(':'));
            assumeTrue(Integer.parseInt(release) <= Runtime.version().feature(), "needs Java " + release);
            return Programs.compile(Map.of(name, source), directory, release, compiler);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
