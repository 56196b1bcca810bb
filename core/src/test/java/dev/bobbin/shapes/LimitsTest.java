package dev.bobbin.shapes;

import static java.util.stream.Collectors.joining;

import dev.bobbin.harness.Assembly;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;

/** As large as the JVM allows, and a little larger. */
class LimitsTest extends HandMadeTest {

    private static final String CONSTRUCTOR = """
            .method <init> ()V virtual plain
            aload 0
            invokespecial java/lang/Object.<init> ()V
            return
            """;

    @Shape("A31")
    @ParameterizedTest
    @ValueSource(ints = {252, 253, 254})
    void aSignatureMayLeaveOneSlotForTheContinuation(int slots) {
        alike(Opcodes.V17, staticWith(slots));
        alike(Opcodes.V17, virtualWith(slots));
    }

    @Shape("A31")
    @Test
    void aSignatureInAll255SlotsIsRefused() {
        String message =
                "Shape.java: f() has parameters in all 255 slots that the JVM allows. A suspendable method needs one"
                        + " more, for the continuation. Put some of the parameters into an object.";
        assertRefused(shape(staticWith(255)), message);
        assertRefused(shape(virtualWith(255)), message);
    }

    /** All parameters are read after the suspension, by way of a long sum; the first is a long, the others ints. */
    private static String staticWith(int slots) {
        return ".method run ()V\nldc 3L\n" + times(slots - 2, i -> "bipush " + i % 100)
                + "invokestatic Shape.f (J" + "I".repeat(slots - 2) + ")J\nnote J\nreturn\n"
                + ".method f (J" + "I".repeat(slots - 2) + ")J\n" + sumFrom(0, slots - 2);
    }

    private static String virtualWith(int slots) {
        String descriptor = "(J" + "I".repeat(slots - 3) + ")J";
        return ".method run ()V\nnew Shape\ndup\ninvokespecial Shape.<init> ()V\nldc 3L\n"
                + times(slots - 3, i -> "bipush " + i % 100)
                + "invokevirtual Shape.f " + descriptor + "\nnote J\nreturn\n" + CONSTRUCTOR
                + ".method f " + descriptor + " virtual\n" + sumFrom(1, slots - 3);
    }

    private static String sumFrom(int first, int ints) {
        return "lload " + first + "\nat J\n" + times(ints, i -> "iload " + (first + 2 + i) + "\ni2l\nladd")
                + "at J\nlload " + first + "\nladd\nlreturn\n";
    }

    @Shape("E11")
    @ParameterizedTest
    @ValueSource(ints = {253, 254, 255, 256, 700})
    void anyNumberOfLocalsMayBeLive(int locals) {
        alike(
                Opcodes.V17,
                keepingLocals(locals) + "iconst_1\nat I\nnote I\n" + keepingLocals(3) + "iconst_2\nat I\nnote I\n"
                        + times(locals, i -> "iload " + i + "\nnote I") + "return");
    }

    /** So many that ASM, which computes types anew where a jump is far, would by itself take it for an attack. */
    @Shape("E11")
    @ParameterizedTest
    @ValueSource(ints = {Opcodes.V17, Opcodes.V1_5})
    void farJumpsMayCrossManyBranchesAndLocals(int version) {
        int locals = 1000;
        String branches = times(
                3000,
                i -> "iload 0\nsipush " + i + "\nif_icmple past" + i + "\niinc 1 1\npast" + i + ":"
                        + (version == Opcodes.V17 ? "\n.frame " + "I ".repeat(locals) + "|" : ""));
        String start = version == Opcodes.V17 ? ".frame " + "I ".repeat(locals) + "|\n" : "";
        alike(
                version,
                keepingLocals(locals) + "again:\n" + start + "iconst_1\nat I\npop\n" + branches
                        + "iinc 0 1\niload 0\nsipush 1002\nif_icmpge end\ngoto again\nend:\n" + start
                        + times(locals, i -> "iload " + i + "\nnote I") + "return");
    }

    private static String keepingLocals(int count) {
        return times(count, i -> "sipush " + (1000 - i) + "\nistore " + i);
    }

    @Shape({"E11", "B2"})
    @Test
    void aTwoSlotLocalIsNotTornWhereTheCallsDivide() {
        for (int ints = 250; ints < 254; ints++) {
            int wide = ints;
            alike(
                    Opcodes.V17,
                    keepingLocals(ints) + "ldc 2.5\ndstore " + wide + "\nldc 7L\nlstore " + (wide + 2)
                            + "\nldc \"s\"\nastore " + (wide + 4) + "\nagain:\niconst_1\nat I\nnote I\niinc 0 1\n"
                            + "dload " + wide + "\nnote D\nlload " + (wide + 2) + "\nnote J\naload " + (wide + 4)
                            + "\nnote L\n"
                            + "iload 0\nsipush 1003\nif_icmplt again\n" + times(ints, i -> "iload " + i + "\nnote I")
                            + "return");
        }
    }

    @Shape({"E11", "C2"})
    @ParameterizedTest
    @ValueSource(ints = {252, 253, 254, 600})
    void anyNumberOfOperandsMayBeLive(int operands) {
        alike(
                Opcodes.V17,
                "ldc \"kept\"\nastore 0\nldc 3L\nlstore 1\n" + times(operands, i -> "sipush " + i)
                        + "iconst_5\nat I\nnote I\nlload 1\nat J\nnote J\n" + "iadd\n".repeat(operands - 1)
                        + "note I\naload 0\nnote L\nreturn");
    }

    @Shape("E11")
    @Test
    void aLaterStateMayKeepFewer() {
        alike(
                Opcodes.V17,
                times(300, i -> "ldc \"s" + i + "\"\nastore " + i)
                        + "iconst_1\nat I\nnote I\n" + times(300, i -> "aload " + i + "\nnote L")
                        + "iconst_2\nat I\nnote I\n"
                        + "aload 7\nnote L\nreturn");
    }

    @Shape("E11")
    @ParameterizedTest
    @ValueSource(ints = {127, 128, 255, 256, 300})
    void aMethodMayHaveManySuspensionPoints(int points) {
        alike(
                Opcodes.V17,
                "iconst_0\nistore 0\n" + times(points, i -> "iload 0\nsipush " + i + "\nat I\niadd\nistore 0")
                        + "iload 0\nnote I\nreturn");
    }

    @Shape("E11")
    @Test
    void aMethodMayBeSoLargeThatItsJumpsAreWide() {
        // The cold parts and the resume path's labels are more than 32767 bytes away.
        String filler = "iinc 1 1\n".repeat(14_000); // three bytes each
        alike(
                Opcodes.V17,
                "iconst_0\nistore 0\niconst_0\nistore 1\nagain:\niload 0\nat I\npop\niconst_2\nat I\npop\n" + filler
                        + "iload 1\nat I\nnote I\niinc 0 1\niload 0\niconst_3\nif_icmplt again\nreturn");
    }

    @Shape("E11")
    @Test
    void aMethodThatWouldGrowBeyond64KiBIsRefused() {
        assertRefused(
                shape("iconst_0\nistore 0\n.line 7\n" + "iconst_1\nat I\npop\n".repeat(5_000) + "return"),
                "Shape.java:7: run() has more than 65535 bytes of bytecode once instrumented, which the JVM does not allow."
                        + " Move what does not suspend to a method of its own.");
    }

    @Shape("E11")
    @Test
    void aMethodThatDoesNotSuspendButGrowsBeyond64KiBIsRefused() {
        // Constants get other numbers, and those from 256 on take an instruction of three bytes instead of two.
        int constants = 249; // and six of the class file's own
        int rounds = 65_400 / (constants * 3);
        String round = times(constants, i -> "ldc " + (100_000 + i) + "\npop");
        String code = round.repeat(rounds) + "nop\n".repeat(65_400 - rounds * constants * 3);
        assertRefused(
                shape(".method big ()V plain\n" + code + "return\n.method run ()V\niconst_1\nat I\npop\nreturn"),
                "Shape.java: big() has more than 65535 bytes of bytecode once instrumented, which the JVM does not allow. Move"
                        + " what does not suspend to a method of its own.");
    }

    @Shape("E11")
    @Test
    void localsMayBeAlmostAsManyAsTheJvmAllows() {
        alike(
                Opcodes.V17,
                "ldc 5L\nlstore 65530\nbipush 7\nistore 40000\nbipush 8\nistore 65532\niconst_1\nat I\nnote I\n"
                        + "lload 65530\nat J\nnote J\niload 40000\nnote I\niload 65532\nnote I\nreturn");
    }

    @Shape("E11")
    @Test
    void localsInAllSlotsOfTheJvmAreRefused() {
        assertRefused(
                shape(".line 3\nbipush 7\nistore 65533\niconst_1\nat I\npop\nreturn"),
                "Shape.java:3: run() needs 65534 slots for its locals. The JVM allows 65535, and a suspendable method needs 2"
                        + " more. Keep some of the locals in an array or an object.");
    }

    @Shape("E11")
    @Test
    void aClassWithTooManyConstantsIsRefused() {
        String points = "iconst_1\nat I\npop\n".repeat(1_200);
        String methods = times(20, i -> ".method m" + i + " ()V\n" + points + "return");
        assertRefused(
                shape(".method run ()V\nreturn\n" + methods),
                "Shape.java: Shape names more than 65535 constants once instrumented, which the JVM does not allow. Move some"
                        + " of its suspendable methods to a class of their own.");
    }

    @Shape({"E11", "E12"})
    @Test
    void subroutinesThatGrowBeyond64KiBInLineAreRefused() {
        String calls = times(
                16, i -> "sub" + i + ":\nastore " + i + "\njsr sub" + (i + 1) + "\njsr sub" + (i + 1) + "\nret " + i);
        assertRefused(
                Map.of(
                        "Shape",
                        Assembly.assemble(
                                "Shape",
                                Opcodes.V1_4,
                                "iconst_1\nat I\npop\njsr sub0\nreturn\n" + calls + "sub16:\nastore 16\nret 16\n")),
                "Shape.java: run() has more than 65535 bytes of bytecode once its subroutines (jsr) are put in line, which the"
                        + " JVM does not allow. Compile it with -target 1.6 or later, which makes none.");
    }

    private static Map<String, byte[]> shape(String assembly) {
        return Map.of("Shape", Assembly.assemble("Shape", Opcodes.V17, assembly));
    }

    private static String times(int count, IntFunction<String> lines) {
        return IntStream.range(0, count).mapToObj(lines).collect(joining("\n", "", "\n"));
    }
}
