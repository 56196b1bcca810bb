package dev.bobbin.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each file of {@code src/test/mistakes} says in comments what is refused or warned of, and where: that and nothing else is. The
 * words stand in a file beside it; {@code -DupdateExpected} writes them anew.
 */
class MistakesTest {

    private static final Path MISTAKES = Path.of("src/test/mistakes");
    private static final Pattern SAID = Pattern.compile("// (refused|warned): (\\S+)$");

    @TempDir
    Path directory;

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(MISTAKES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void areFoundWhereTheFileSays(Path file) throws IOException {
        assertThat(found(file).map(MistakesTest::describe)).containsExactlyElementsOf(said(file));
    }

    @ParameterizedTest
    @MethodSource("files")
    void areSaidInTheseWords(Path file) throws IOException {
        String said = found(file).map(diagnostic -> diagnostic + "\n").collect(Collectors.joining());
        Path expected = MISTAKES.resolve(file.getFileName().toString().replace(".java", ".expected.txt"));
        if (System.getProperty("updateExpected") != null) {
            Files.writeString(expected, said);
        }
        assertThat(said).isEqualTo(Files.readString(expected));
    }

    private static List<String> said(Path file) throws IOException {
        List<String> said = new ArrayList<>();
        List<String> lines = Files.readAllLines(file);
        for (int i = 0; i < lines.size(); i++) {
            Matcher matcher = SAID.matcher(lines.get(i));
            if (matcher.find()) {
                said.add(file.getFileName() + ":" + (i + 1) + " " + matcher.group(1) + ": " + matcher.group(2));
            }
        }
        return said;
    }

    /** A build that has nothing left to do says what it said: else the second build would pass where warnings fail it. */
    @ParameterizedTest
    @MethodSource("files")
    void areFoundAgainWhenEverythingIsInstrumented(Path file) throws IOException {
        Path classes = compile(file);
        List<Diagnostic> first = instrument(classes);
        assertThat(instrument(classes)).isEqualTo(first);
    }

    private Stream<Diagnostic> found(Path file) throws IOException {
        return instrument(compile(file)).stream();
    }

    private static List<Diagnostic> instrument(Path classes) throws IOException {
        return Instrumenter.with(Programs.options()).instrument(classes).diagnostics();
    }

    private Path compile(Path file) throws IOException {
        String name = file.getFileName().toString().replace(".java", "");
        return Programs.classes(Map.of(name, Files.readString(file)), directory);
    }

    private static String describe(Diagnostic diagnostic) {
        return diagnostic.where() + " " + (diagnostic.isError() ? "refused" : "warned") + ": " + diagnostic.rule();
    }
}
