package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Assembly;
import dev.bobbin.harness.Programs;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.Opcodes;

/** Class files of every version that the running JVM takes. */
class OldClassFilesTest extends HandMadeTest {

    /** Merges of types, objects under construction, a handler, a loop, switches: all that stack maps are about. */
    private static final String PROGRAM = """
            .method run ()V
            iconst_0
            istore 0
            loop:
            iload 0
            tableswitch 0 three one two
            one:
            new java/util/ArrayList
            dup
            bipush 4
            at I
            invokespecial java/util/ArrayList.<init> (I)V
            astore 1
            goto join
            two:
            new java/util/LinkedList
            dup
            invokespecial java/util/LinkedList.<init> ()V
            astore 1
            goto join
            three:
            aconst_null
            astore 1
            join:
            aload 1
            iload 0
            iconst_5
            at I
            iadd
            invokestatic Shape.f (Ljava/util/AbstractList;I)I
            note I
            iinc 0 1
            iload 0
            iconst_4
            if_icmplt loop
            return
            .method f (Ljava/util/AbstractList;I)I
            start:
            aload 0
            ldc "x"
            at Ljava/lang/Object;
            invokevirtual java/util/AbstractList.add (Ljava/lang/Object;)Z
            iload 1
            at I
            iadd
            aload 0
            at Ljava/lang/Object;
            note L
            ireturn
            end:
            handler:
            at Ljava/lang/Object;
            note L
            iload 1
            ineg
            ireturn
            .catch start end handler java/lang/NullPointerException
            """;

    static IntStream versions() {
        int newest = 44 + Runtime.version().feature();
        return IntStream.concat(IntStream.of(Opcodes.V1_1), IntStream.rangeClosed(46, newest));
    }

    @Shape("I3")
    @ParameterizedTest
    @MethodSource("versions")
    void suspend(int version) {
        alike(version, PROGRAM);
    }

    @Shape("I3")
    @Test
    void keepTheirVersionFromJava8On() {
        assertThat(versionOf(Opcodes.V17)).isEqualTo(Opcodes.V17);
        assertThat(versionOf(Opcodes.V1_8)).isEqualTo(Opcodes.V1_8);
        assertThat(versionOf(Opcodes.V1_7)).isEqualTo(Opcodes.V1_8);
        assertThat(versionOf(Opcodes.V1_1)).isEqualTo(Opcodes.V1_8);
    }

    @Shape("I3")
    @Test
    void thatDoNotSuspendKeepTheirBytes() {
        byte[] plain =
                Assembly.assemble("Plain", Opcodes.V1_1, ".method f ()V plain\njsr sub\nreturn\nsub:\nastore 0\nret 0");
        Map<String, byte[]> classes =
                Map.of("Plain", plain, "Shape", Assembly.assemble("Shape", Opcodes.V1_1, "return"));
        assertThat(Programs.of(classes).instrumented().get("Plain")).isSameAs(plain);
    }

    @Shape("I3")
    @ParameterizedTest
    @ValueSource(strings = {"tableswitch 1 other one", "lookupswitch other 1:one"})
    void ofJava6WithoutStackMapsGetThem(String aSwitch) {
        assertAlikeWithoutStackMaps(PROGRAM);
        assertAlikeWithoutStackMaps("""
                iconst_1
                at I
                %s
                one:
                iconst_5
                at I
                note I
                return
                other:
                iconst_2
                at I
                note I
                return
                """.formatted(aSwitch));
    }

    /** Compilers for Java 6 could be told to leave the stack maps out. */
    private static void assertAlikeWithoutStackMaps(String assembly) {
        byte[] old = Assembly.assemble("Shape", Opcodes.V1_5, assembly);
        old[7] = Opcodes.V1_6; // JVMS 4.1: the major version
        Programs.of(Map.of("Shape", old)).assertVerified().assertAlike("Shape", assembly);
    }

    private static int versionOf(int version) {
        Map<String, byte[]> classes = Map.of("Shape", Assembly.assemble("Shape", version, PROGRAM));
        byte[] bytes = Programs.of(classes).instrumented().get("Shape");
        return (bytes[6] & 0xff) << 8 | bytes[7] & 0xff;
    }
}
