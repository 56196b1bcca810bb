package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Assembly;
import dev.bobbin.harness.Programs;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;

/** Calls whose classes do not lie in one package, or in one file system that tells case. */
class HandMadeCallsTest extends HandMadeTest {

    private static final String CONSTRUCTOR = """
            .method <init> ()V virtual plain
            aload 0
            invokespecial %s.<init> ()V
            return
            """;

    /** Package {@code a}: a public class, a hidden one that extends it, and who returns and takes the hidden one. */
    private static Map<String, byte[]> withShape(String shape) {
        Map<String, byte[]> classes = new TreeMap<>();
        classes.put(
                "a/Base", Assembly.assemble("a/Base", Opcodes.V17, CONSTRUCTOR.formatted("java/lang/Object") + """
                .method number ()I virtual
                bipush 5
                at I
                ireturn
                """));
        classes.put(
                "a/Hidden",
                Assembly.assemble("a/Hidden", Opcodes.V17, ".hidden a/Base\n" + CONSTRUCTOR.formatted("a/Base")));
        classes.put("a/Api", Assembly.assemble("a/Api", Opcodes.V17, """
                .method get ()La/Hidden;
                iconst_1
                at I
                pop
                new a/Hidden
                dup
                invokespecial a/Hidden.<init> ()V
                areturn
                .method all ()[[La/Hidden;
                iconst_2
                at I
                anewarray [La/Hidden;
                areturn
                .method take (La/Hidden;)V plain
                return
                """));
        classes.put("Shape", Assembly.assemble("Shape", Opcodes.V17, shape));
        return classes;
    }

    /** JVMS 6.5, ireturn: of an int that is too large, a method that returns a byte returns the last byte. */
    @Shape("A17")
    @Test
    void whatIsTooLargeForTheResultIsCut() {
        alike("""
                .method run ()V
                invokestatic Shape.b ()B
                note I
                invokestatic Shape.c ()C
                note I
                invokestatic Shape.s ()S
                note I
                invokestatic Shape.z ()Z
                note I
                invokestatic Shape.forward ()B
                note I
                return
                .method b ()B
                sipush 300
                at I
                ireturn
                .method c ()C
                iconst_m1
                at I
                ireturn
                .method s ()S
                ldc 70000
                at I
                ireturn
                .method z ()Z
                bipush 6
                at I
                ireturn
                .method forward ()B synthetic
                sipush 300
                at I
                ireturn
                """);
    }

    @Shape("A33")
    @Test
    void aResultMayHaveATypeThatTheCallerMayNotName() {
        Programs.of(withShape("""
                        .method run ()V
                        invokestatic a/Api.get ()La/Hidden;
                        invokestatic Shape.take (La/Base;)V
                        invokestatic a/Api.get ()La/Hidden;
                        pop
                        invokestatic a/Api.all ()[[La/Hidden;
                        arraylength
                        note I
                        return
                        .method take (La/Base;)V
                        aload 0
                        invokevirtual a/Base.number ()I
                        note I
                        return
                        """)).assertVerified().assertAlike("Shape", "a hidden result");
    }

    @Shape({"A33", "A17"})
    @Test
    void aHiddenResultMayBeReturnedAsWhatItIs() {
        // As the body of a lambda does whose result's type was inferred.
        Programs.of(withShape("""
                        .method run ()V
                        invokestatic Shape.get ()La/Hidden;
                        invokevirtual java/lang/Object.getClass ()Ljava/lang/Class;
                        note L
                        return
                        .method get ()La/Hidden;
                        iconst_2
                        at I
                        ifeq none
                        invokestatic a/Api.get ()La/Hidden;
                        areturn
                        none:
                        invokestatic a/Api.get ()La/Hidden;
                        areturn
                        """)).assertVerified().assertAlike("Shape", "a hidden result, returned");
    }

    @Shape({"A33", "B9"})
    @Test
    void aVariableMayHaveATypeThatTheCallerMayNotName() {
        // var x = Api.get(); for (int i = 3; i > 0; i--) { pause(); take(x); }, as javac compiles it, with x in the
        // stack map
        Programs.of(withShape("""
                        .method run ()V
                        invokestatic a/Api.get ()La/Hidden;
                        astore 0
                        invokestatic a/Api.all ()[[La/Hidden;
                        astore 2
                        iconst_3
                        istore 1
                        iconst_4
                        at I
                        note I
                        loop:
                        .frame a/Hidden I [[La/Hidden; |
                        iload 1
                        at I
                        note I
                        aload 0
                        invokestatic Shape.take (La/Base;)V
                        aload 2
                        arraylength
                        note I
                        iinc 1 -1
                        iload 1
                        ifgt loop
                        .frame a/Hidden I [[La/Hidden; |
                        return
                        .method take (La/Base;)V
                        aload 0
                        invokevirtual a/Base.number ()I
                        note I
                        return
                        """)).assertVerified().assertAlike("Shape", "a hidden variable");
    }

    @Shape("A33")
    @Test
    void aHiddenResultThatIsHandedOnAsWhatItIsIsRefused() {
        assertRefused(
                withShape("""
                        .method run ()V
                        .line 8
                        invokestatic a/Api.get ()La/Hidden;
                        invokestatic a/Api.take (La/Hidden;)V
                        return
                        """),
                "Shape.java:8: run() hands on what get() returns, of a.Hidden, to somebody who wants that class. After a"
                        + " suspension it would have to be cast, but the class is not public. Make it public, or let a method"
                        + " of its own package do both calls.");
    }

    @Shape("A13")
    @Test
    void namesThatDifferByCaseAloneGetFilesThatDifferByMore() {
        String assembly = """
                .method run ()V
                invokestatic Shape.GET ()V
                invokestatic Shape.get ()V
                return
                .method get ()V
                iconst_1
                at I
                note I
                return
                .method GET ()V
                iconst_2
                at I
                note I
                return
                """;
        alike(assembly);
        assertThat(Programs.of(Map.of("Shape", Assembly.assemble("Shape", Opcodes.V17, assembly)))
                        .instrumented()
                        .keySet())
                .extracting(name -> name.toLowerCase(Locale.ROOT))
                .doesNotHaveDuplicates();
    }
}
