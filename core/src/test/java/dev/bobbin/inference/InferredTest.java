package dev.bobbin.inference;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Programs;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is suspendable by inference suspends like what is marked. */
class InferredTest {

    private static final String PROGRAM = """
            import static dev.bobbin.harness.Probe.*;
            import dev.bobbin.Suspendable;
            public class Inferred {
                private int sum;
                private void add(int n) { sum += at(n); }
                int total() { add(1); add(2); return sum; }
                static String text(Inferred inferred) { return "t" + inferred.total() + Named.of(at('x')); }
                enum Kind { ONE { int n() { return 1; } }, TWO { int n() { return 2; } }; abstract int n(); static int both() { return at(ONE.n()) + TWO.n(); } }
                record Pair(int a, int b) { int swapped() { return at(b) * 10 + at(a); } }
                @Suspendable public static void run() { note(text(new Inferred())); note(Kind.both()); note(new Pair(1, 2).swapped()); }
            }
            final class Named { static String of(char c) { return c + "" + at(c); } }
            """;

    @TempDir
    Path directory;

    @Test
    void methodsWithoutAMarkSuspendInEveryMode() {
        Programs programs = Programs.compile(Map.of("Inferred", PROGRAM), directory, "17");
        programs.inferring().assertAlike("Inferred", "with inference");
    }

    @Test
    void withoutInferenceTheyCannot() {
        Programs programs = Programs.compile(Map.of("Inferred", PROGRAM), directory, "17");
        assertThat(programs.trace("Inferred", Mode.ALWAYS, 1)).contains("NotSuspendableException");
    }
}
