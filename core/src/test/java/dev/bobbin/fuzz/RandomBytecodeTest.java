package dev.bobbin.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Assembly;
import dev.bobbin.harness.Probe;
import dev.bobbin.harness.Programs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;

/**
 * Random bytecode, with stack maps and without, does the same in every mode, and two verifiers accept it. A longer run:
 * {@code -Dfuzz.programs=20000 -Dfuzz.seed=7}; a failure prints its seed and its code.
 */
class RandomBytecodeTest {

    private static final int PROGRAMS = Integer.getInteger("fuzz.programs", 10);
    private static final long SEED = Long.getLong("fuzz.seed", 20_251);
    private static final int STATEMENTS = 60;

    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V1_5, Opcodes.V17})
    void behavesAlikeInEveryMode(int version) {
        long before = Probe.suspensions();
        for (int i = 0; i < PROGRAMS; i++) {
            long seed = SEED + i;
            String code = BytecodeGenerator.generate(seed, STATEMENTS);
            try {
                Programs.of(Map.of("Shape", Assembly.assemble("Shape", version, code)))
                        .sharingClasses()
                        .assertVerified()
                        .assertAlike("Shape", "seed " + seed);
            } catch (AssertionError | LinkageError | RuntimeException e) {
                throw new AssertionError("seed " + seed + "\n" + code, e);
            }
        }
        System.out.printf(
                "%d random methods of version %d, %d suspensions%n", PROGRAMS, version, Probe.suspensions() - before);
    }

    @Test
    void theSameSeedGivesTheSameCode() {
        assertThat(BytecodeGenerator.generate(SEED, STATEMENTS))
                .isEqualTo(BytecodeGenerator.generate(SEED, STATEMENTS));
        assertThat(BytecodeGenerator.generate(SEED, STATEMENTS))
                .isNotEqualTo(BytecodeGenerator.generate(SEED + 1, STATEMENTS));
    }
}
