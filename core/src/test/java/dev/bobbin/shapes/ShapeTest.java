package dev.bobbin.shapes;

import dev.bobbin.harness.Programs;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

/** A shape is ordinary Java that runs in every mode; plain Java is the oracle. */
abstract class ShapeTest {

    private static final String PROGRAM = """
            import static dev.bobbin.harness.Probe.*;
            import dev.bobbin.Suspendable;
            import java.util.*;
            import java.util.function.*;
            public class Shape {
            %s
            }
            """;

    @TempDir
    Path directory;

    /** Compares the modes of a class with {@code members}, of which {@code run()} is the entry, as old and as new Java. */
    final void alike(String members) {
        alike("8", members);
        alike("17", members);
    }

    final void alike(String release, String members) {
        Programs programs = Programs.compile(Map.of("Shape", PROGRAM.formatted(members)), directory, release);
        programs.assertVerified().assertAlike("Shape", "Java " + release);
    }

    /** Compares the modes of the {@code statements} of a method. */
    final void body(String statements) {
        alike(inRun(statements));
    }

    static String inRun(String statements) {
        return "@Suspendable public static void run() throws Exception {\n" + statements + "\n}";
    }
}
