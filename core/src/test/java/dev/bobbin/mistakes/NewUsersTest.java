package dev.bobbin.mistakes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Summary;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What people do in their first hour. Each program of {@code src/test/mistakes/new-users} has one mistake, in the line that ends
 * with {@code // here}. The build says so, or else the program ends with an exception; either names that line, in the message or
 * the stack trace, and what it says stands in a file beside the program. {@code -DupdateExpected} writes the files anew.
 */
class NewUsersTest {

    private static final Path MISTAKES = Path.of("src/test/mistakes/new-users");

    @TempDir
    Path directory;

    static List<String> programs() throws IOException {
        try (Stream<Path> files = Files.list(MISTAKES)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(".java"))
                    .map(file -> file.substring(0, file.length() - ".java".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("programs")
    void areToldWhereAndWhat(String program) throws Exception {
        List<String> source = Files.readAllLines(MISTAKES.resolve(program + ".java"));
        int line = source.indexOf(source.stream()
                        .filter(text -> text.endsWith("// here"))
                        .findFirst()
                        .orElseThrow())
                + 1;
        String said = said(program, String.join("\n", source), program + ".java:" + line);
        Path expected = MISTAKES.resolve(program + ".expected.txt");
        if (System.getProperty("updateExpected") != null) {
            Files.writeString(expected, said + "\n");
        }
        assertThat(said + "\n").isEqualTo(Files.readString(expected));
    }

    private String said(String program, String source, String place) throws Exception {
        Map<String, String> sources = Map.of(program, source);
        Path classes = Programs.classes(sources, directory);
        if (!program.equals("IsNotInstrumented")) {
            Summary summary = Instrumenter.with(Programs.options()).instrument(classes);
            if (!summary.diagnostics().isEmpty()) {
                assertThat(summary.diagnostics())
                        .allMatch(found -> found.where().toString().equals(place));
                return summary.diagnostics().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
            }
        }
        Throwable thrown = run(program, classes);
        String message = thrown.getClass().getSimpleName() + ": " + thrown.getMessage();
        boolean inTrace = Stream.of(thrown.getStackTrace())
                .anyMatch(frame -> place.equals(frame.getFileName() + ":" + frame.getLineNumber()));
        assertThat(message.contains(place) || inTrace)
                .as("%s names %s, or %s does", message, place, List.of(thrown.getStackTrace()))
                .isTrue();
        return message;
    }

    private static Throwable run(String program, Path classes) throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()})) {
            Thread.currentThread().setContextClassLoader(loader); // as a launcher does
            loader.loadClass(program).getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            while (thrown.getCause() != null
                    && (thrown instanceof InvocationTargetException || thrown instanceof ExceptionInInitializerError)) {
                thrown = thrown.getCause();
            }
            return thrown;
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        throw new AssertionError(program + " ends as if nothing were wrong");
    }
}
