package dev.bobbin.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Probe;
import dev.bobbin.harness.Programs;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random programs do the same plain, never suspended, suspended once, always, at random, on many threads, and when a
 * suspension point throws. A longer run: {@code -Dfuzz.programs=20000 -Dfuzz.seed=7}; each failure names its seed and
 * prints its program.
 */
class RandomProgramsTest {

    private static final int BATCH = 40;
    private static final int PROGRAMS = Integer.getInteger("fuzz.programs", 40);
    private static final long SEED = Long.getLong("fuzz.seed", 20_251);

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
            Programs programs = Programs.compile(sources, directory, release);
            sources.forEach((name, source) -> programs.assertAlike(name, "base seed " + SEED + "\n" + source));
        }
        System.out.printf(
                "%d random programs for Java %s, %d suspensions%n", PROGRAMS, release, Probe.suspensions() - before);
    }

    @Test
    void aProgramDoesSomething() {
        Programs programs = Programs.compile(Map.of("One", ProgramGenerator.generate(1, "One", true)), directory, "17");
        assertThat(programs.tracePlain("One")).hasSizeGreaterThan(20);
    }
}
