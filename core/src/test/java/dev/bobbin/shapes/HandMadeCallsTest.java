package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Assembly;
import dev.bobbin.harness.Programs;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.Opcodes;

/** Calls whose classes do not lie in one package, or in one file system that tells case. */
class HandMadeCallsTest extends HandMadeTest {

    @Shape("A33")
    @Test
    void aResultMayHaveATypeThatTheCallerMayNotName() {
        String constructor = """
                .method <init> ()V virtual plain
                aload 0
                invokespecial %s.<init> ()V
                return
                """;
        Map<String, byte[]> classes = Map.of(
                "a/Base",
                Assembly.assemble("a/Base", Opcodes.V17, constructor.formatted("java/lang/Object") + """
                        .method number ()I virtual
                        bipush 5
                        at I
                        ireturn
                        """),
                "a/Hidden",
                Assembly.assemble("a/Hidden", Opcodes.V17, ".hidden a/Base\n" + constructor.formatted("a/Base")),
                "a/Api",
                Assembly.assemble("a/Api", Opcodes.V17, """
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
                        """),
                "Shape",
                Assembly.assemble("Shape", Opcodes.V17, """
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
                        """));
        Programs.of(classes).assertVerified().assertAlike("Shape", "a hidden result");
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
