package dev.bobbin.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.OtherJvm;
import dev.bobbin.harness.Probe;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.RefusedException;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Random programs do the same plain, never suspended, suspended once, always, at random, on many threads, and when a
 * suspension point throws. The default build runs a few; {@code mvn -Pfuzz verify} thousands, for every release of Java that
 * the compiler knows, {@code -Dfuzz.programs=20000 -Dfuzz.seed=7} as many as wanted,
 * {@code -Dolder.jdk=DIRECTORY} in a JVM of that JDK. Each failure names its seed and prints
 * the smallest program that shows it.
 */
class RandomProgramsTest {

    private static final int BATCH = 40;
    private static final int PROGRAMS = Boolean.getBoolean("fuzz.compiled")
            ? Integer.getInteger("fuzz.compiled.programs")
            : Integer.getInteger("fuzz.programs", 10);
    private static final long SEED = Long.getLong("fuzz.seed", 20_251);

    /** The newest release of Java that the JVM knows which runs the programs. */
    private static final int NEWEST =
            OtherJvm.chosen().map(OtherJvm::release).orElse(Runtime.version().feature());

    @TempDir
    Path directory;

    /** The oldest and the newest release with long support, or all of them in a long run. */
    static List<String> releases() {
        List<String> known = Stream.of(8, 11, 17, 21, 25)
                .filter(release -> release <= NEWEST)
                .map(String::valueOf)
                .toList();
        return Boolean.getBoolean("fuzz.all")
                ? known
                : Stream.of(known.get(0), known.get(known.size() - 1))
                        .distinct()
                        .toList();
    }

    /** Programs of one kind, by seed. */
    private interface Generator {
        String generate(long seed, String name);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void behaveAlikeInEveryMode(String release) {
        boolean modern = Integer.parseInt(release) >= 17;
        run("programs", release, (seed, name) -> ProgramGenerator.generate(seed, name, modern), false);
    }

    @ParameterizedTest
    @MethodSource("releases")
    void hierarchiesBehaveAlikeInEveryMode(String release) {
        run("hierarchies", release, HierarchyGenerator::generate, false);
    }

    /** What is static can only be called where it is known, so nobody need mark it, unless it takes a monitor. */
    @Test
    void behaveAlikeWithFewerMarksAndInference() {
        int release = Math.min(NEWEST, 17);
        Generator unmarked = (seed, name) -> ProgramGenerator.generate(seed, name, release == 17)
                .replaceAll("@Suspendable( public)? static", "$1 static")
                .replace("synchronized (sa)", "");
        run("programs with inference", String.valueOf(release), unmarked, true);
    }

    private void run(String kind, String release, Generator generator, boolean inferring) {
        long before = Probe.suspensions();
        for (int first = 0; first < PROGRAMS; first += BATCH) {
            Map<String, String> sources = new LinkedHashMap<>();
            for (int i = first; i < Math.min(first + BATCH, PROGRAMS); i++) {
                String name = "Random" + i;
                sources.put(name, generator.generate(SEED + i, name));
            }
            compare(sources, release, inferring);
        }
        long suspensions = Probe.suspensions() - before;
        System.out.printf("%d random %s for Java %s, %d suspensions%n", PROGRAMS, kind, release, suspensions);
        assertThat(suspensions).isGreaterThan(100L * PROGRAMS);
    }

    private Programs compile(Map<String, String> sources, String release, boolean inferring) {
        Programs programs = Programs.compile(sources, directory, release);
        return (inferring ? programs.inferring() : programs).sharingClasses();
    }

    private void compare(Map<String, String> sources, String release, boolean inferring) {
        Programs programs;
        try {
            programs = compile(sources, release, inferring);
        } catch (RefusedException e) {
            compare(withoutTooLarge(sources, e), release, inferring);
            return;
        }
        sources.forEach((name, source) -> {
            try {
                programs.assertAlike(name, "base seed " + SEED);
            } catch (AssertionError | LinkageError e) {
                String small = Shrinker.shrink(source, text -> fails(name, text, release, inferring));
                throw new AssertionError(e.getMessage() + "\nthe smallest program that fails:\n" + small, e);
            }
        });
    }

    private boolean fails(String name, String source, String release, boolean inferring) {
        Programs programs;
        try {
            programs = compile(Map.of(name, source), release, inferring);
        } catch (AssertionError | RuntimeException e) {
            return false; // it does not compile
        }
        try {
            programs.assertAlike(name, "");
            return false;
        } catch (AssertionError | LinkageError e) {
            return true;
        }
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

    @Test
    void aProgramDoesSomething() {
        Programs programs = Programs.compile(Map.of("One", ProgramGenerator.generate(1, "One", true)), directory, "17");
        assertThat(programs.tracePlain("One")).hasSizeGreaterThan(20);
    }
}
