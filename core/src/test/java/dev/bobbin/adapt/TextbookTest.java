package dev.bobbin.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Continuation;
import dev.bobbin.Coroutines;
import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Programs as textbooks have them, in {@code src/test/textbook}, that know only what blocks: once as plain Java, with threads, and
 * once adapted, with coroutines of one event loop. Both say the same.
 */
@Timeout(120)
class TextbookTest {

    private static final Path FOLDER = Path.of("src/test/textbook");
    private static final String COMMON = "Textbook";

    @TempDir
    private static Path directory;

    private static Programs compiled; // null until the first test needs them

    static List<String> programs() throws IOException {
        return sources().keySet().stream().filter(name -> !name.equals(COMMON)).toList();
    }

    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.list(FOLDER)) {
            for (Path each : files.toList()) {
                sources.put(each.getFileName().toString().replace(".java", ""), Files.readString(each));
            }
        }
        return sources;
    }

    private static synchronized Programs compiled() throws IOException {
        if (compiled == null) {
            Map<String, String> sources = sources();
            compiled =
                    Programs.compile(sources, directory, "17", Compiler.JAVAC).adapting();
        }
        return compiled;
    }

    @ParameterizedTest
    @MethodSource("programs")
    void saysTheSameWithThreadsAndAsCoroutinesOfOneThread(String name) throws Exception {
        ClassLoader plain = Programs.loaderOf(compiled().plain());
        ClassLoader adapted = Programs.loaderOf(compiled().instrumented());
        Class<?> plainCommon = plain.loadClass(COMMON);
        Class<?> adaptedCommon = adapted.loadClass(COMMON);
        adaptedCommon.getField("coroutines").setBoolean(null, true);

        plain.loadClass(name).getMethod("run").invoke(null);
        Continuation program = (Continuation)
                adapted.loadClass(name + "$Runner").getMethod("run").invoke(null);
        Coroutines.runBlocking(program::run);

        assertThat(said(adaptedCommon)).isNotEmpty().isEqualTo(said(plainCommon));
        assertThat((Collection<?>) adaptedCommon.getField("THREADS").get(null)).hasSizeLessThanOrEqualTo(1);
    }

    /** Channels, which adapted sockets are, tell on some JDKs what it was that was refused. */
    private static List<String> said(Class<?> common) throws ReflectiveOperationException {
        return ((List<?>) common.getMethod("said").invoke(null))
                .stream()
                        .map(line -> line.toString().replace(" (connect failed)", ""))
                        .toList();
    }
}
