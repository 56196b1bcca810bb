package dev.bobbin.shapes;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Programs;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** A shape is ordinary Java that runs in every mode; plain Java is the oracle. */
abstract class ShapeTest {

    static final String PROGRAM = """
            import static dev.bobbin.harness.Probe.*;
            import dev.bobbin.Suspendable;
            import java.util.*;
            import java.util.function.*;
            public class Shape {
            %s
            }
            """;

    /** Those after 17 whose class files differ from what came before. */
    private static final int[] NEWER_RELEASES = {21, 25};

    private static final Set<Mode> SOME_MODES = EnumSet.of(Mode.ALWAYS, Mode.RANDOM);

    @TempDir
    Path directory;

    /**
     * Compares the modes of a class with {@code members}, of which {@code run()} is the entry, as old and as new Java, and in
     * fewer modes as it comes from other compilers.
     */
    final void alike(String members) {
        inAllModes("8", members);
        alike("17", members);
        inSomeModes("8", Compiler.ECJ, members);
        inSomeModes("11", Compiler.JAVAC, members);
    }

    /** The same for what needs at least {@code release}; the newest that there is takes part. */
    final void alike(String release, String members) {
        inAllModes(release, members);
        inSomeModes(release, Compiler.ECJ, members);
        for (int newer : NEWER_RELEASES) {
            if (newer > Integer.parseInt(release) && newer <= Runtime.version().feature()) {
                inSomeModes(Integer.toString(newer), Compiler.JAVAC, members);
            }
        }
    }

    private void inAllModes(String release, String members) {
        compiled(release, Compiler.JAVAC, members).assertVerified().assertAlike("Shape", "Java " + release);
    }

    private void inSomeModes(String release, Compiler compiler, String members) {
        compiled(release, compiler, members)
                .assertVerified()
                .assertAlike("Shape", compiler + ", Java " + release, SOME_MODES);
    }

    final Programs compiled(String release, Compiler compiler, String members) {
        return Programs.compile(Map.of("Shape", PROGRAM.formatted(members)), directory, release, compiler);
    }

    /** Compares the modes of the {@code statements} of a method. */
    final void body(String statements) {
        alike(inRun(statements));
    }

    static String inRun(String statements) {
        return "@Suspendable public static void run() throws Exception {\n" + statements + "\n}";
    }
}
