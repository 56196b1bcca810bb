package dev.bobbin.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.RefusedException;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs do the same plain, never suspended, always suspended, and suspended at random. A longer run:
 * {@code -Dfuzz.programs=20000 -Dfuzz.seed=7}; each failure names its seed and prints its program.
 */
class RandomProgramsTest {

    private static final int BATCH = 40;
    private static final int PROGRAMS = Integer.getInteger("fuzz.programs", 80);
    private static final long SEED = Long.getLong("fuzz.seed", 20_251);

    /** What makes a continuation of a program; instrumented with it, so that the lambda's body may suspend. */
    private static final String RUNNER = """
            public class %1$s$Runner {
                public static dev.bobbin.Continuation run() {
                    return new dev.bobbin.Continuation(() -> %1$s.run());
                }
            }
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"8", "17"})
    void behaveAlikeInEveryMode(String release) {
        long before = Probe.suspensions();
        for (int first = 0; first < PROGRAMS; first += BATCH) {
            Map<String, String> sources = new LinkedHashMap<>();
            for (int i = first; i < first + BATCH; i++) {
                String name = "Random" + i;
                sources.put(name, ProgramGenerator.generate(SEED + i, name, !release.equals("8")));
            }
            compare(sources, release);
        }
        System.out.printf(
                "%d random programs for Java %s, %d suspensions%n", PROGRAMS, release, Probe.suspensions() - before);
    }

    private void compare(Map<String, String> sources, String release) {
        Map<String, String> all = new LinkedHashMap<>(sources);
        sources.keySet().forEach(name -> all.put(name + "$Runner", RUNNER.formatted(name)));
        Programs programs;
        try {
            programs = Programs.compile(all, directory, release);
        } catch (RefusedException e) {
            compare(withoutTooLarge(sources, e), release);
            return;
        }
        sources.forEach((name, source) -> {
            String expected = programs.tracePlain(name);
            check(programs, name, source, expected, Probe.Mode.NEVER, 0);
            check(programs, name, source, expected, Probe.Mode.ALWAYS, 0);
            for (int seed = 1; seed <= 3; seed++) {
                check(programs, name, source, expected, Probe.Mode.RANDOM, seed);
            }
        });
    }

    /** Now and then a method outgrows the JVM's limit; the refusal names its program. */
    private static Map<String, String> withoutTooLarge(Map<String, String> sources, RefusedException refused) {
        Map<String, String> others = new LinkedHashMap<>(sources);
        for (Diagnostic diagnostic : refused.getDiagnostics()) {
            if (diagnostic.isError()) {
                assertThat(diagnostic.rule()).as(diagnostic.toString()).isEqualTo("method-too-large");
                String file = diagnostic.where().toString();
                others.remove(file.substring(0, file.indexOf(".java")));
            }
        }
        return others;
    }

    private static void check(
            Programs programs, String name, String source, String expected, Probe.Mode mode, long seed) {
        assertThat(programs.trace(name, mode, seed))
                .as("%s, base seed %d, %s %d:%n%s", name, SEED, mode, seed, source)
                .isEqualTo(expected);
    }

    @Test
    void aProgramDoesSomething() {
        String source = ProgramGenerator.generate(1, "One", true);
        Programs programs =
                Programs.compile(Map.of("One", source, "One$Runner", RUNNER.formatted("One")), directory, "17");
        assertThat(programs.tracePlain("One")).hasSizeGreaterThan(20);
    }
}
