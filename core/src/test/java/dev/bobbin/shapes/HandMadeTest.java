package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.harness.Assembly;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.RefusedException;
import java.util.Map;
import org.objectweb.asm.Opcodes;

/** Shapes written instruction by instruction, as class files with stack maps and as old ones without. */
abstract class HandMadeTest {

    /** Compares the modes of a program; see {@link Assembly} for how it is written. */
    static void alike(String assembly) {
        alike(Opcodes.V17, assembly);
        alike(Opcodes.V1_5, assembly);
    }

    static void alike(int version, String assembly) {
        Programs.of(Map.of("Shape", Assembly.assemble("Shape", version, assembly)))
                .assertVerified()
                .assertAlike("Shape", "class file version " + (version & 0xffff) + ":\n" + assembly);
    }

    /** Asserts that the instrumenter says this one thing of {@code classes}, and no more. */
    static void assertRefused(Map<String, byte[]> classes, String message) {
        assertThatThrownBy(() -> Programs.of(classes))
                .isInstanceOf(RefusedException.class)
                .hasMessage(message);
    }
}
