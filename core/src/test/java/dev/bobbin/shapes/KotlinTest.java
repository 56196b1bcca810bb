package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;

/** What Kotlin's compiler makes that javac does not, written in Java and given the same flags: its compiler is no part of this build. */
class KotlinTest {

    private static final String RUNNER = "public class Shape$Runner { public static dev.bobbin.Continuation run() {"
            + " return new dev.bobbin.Continuation(() -> Shape.run()); } }";

    @TempDir
    Path directory;

    /** Private methods that nobody declares to be made by a compiler, but for the name. */
    @Test
    void bodiesOfLambdasSuspend() {
        alike("""
                private static Integer run$lambda$0(Integer base) throws Exception { return at(base) + 1; }
                private Integer run$lambda$1(String item) throws Exception { return at(item).length() * 2; }
                """, """
                SuspendableFunction<String, Integer> bound = new Shape()::run$lambda$1;
                SuspendableRunnable unit = Shape::run$lambda$2;
                SuspendableFunction<Integer, Integer> free = Shape::run$lambda$0;
                note(bound.apply(at("tea"))); unit.run(); note(free.apply(at(3)));
                """ + "} private static void run$lambda$2() throws Exception { note(at(7)); ");
    }

    @Test
    void callsWithDefaultArgumentsSuspend() {
        alike("""
                interface Shop { @Suspendable int price(String item, int times) throws Exception;
                    static int price$default(Shop shop, String item, int times, int mask, Object none) throws Exception {
                        if ((mask & 2) != 0) { times = item.length(); }
                        return shop.price(item, times);
                    } }
                static class Kiosk implements Shop { public int price(String item, int times) throws Exception { return at(item).length() * at(times); } }
                """, """
                Shop shop = new Kiosk(); note(Shop.price$default(shop, "tea", 0, 2, null) + Shop.price$default(shop, at("rum"), 5, 0, null));
                """);
    }

    private void alike(String members, String body) {
        String shape = "import static dev.bobbin.harness.Probe.*; import dev.bobbin.*; public class Shape {\n" + members
                + "@Suspendable public static void run() throws Exception {\n" + body + "}}";
        Map<String, byte[]> plain =
                Programs.classFiles(Map.of("Shape", shape, "Shape$Runner", RUNNER), directory, "17", Compiler.JAVAC);
        plain.replaceAll((name, bytes) -> withSyntheticDefaults(bytes));
        Map<String, byte[]> instrumented = Instrumenter.with(Programs.options()).transform(plain);
        assertThat(instrumented).hasSizeGreaterThan(plain.size() + 1); // frames of what is tried here, too
        Programs.instrumentedBefore(plain, instrumented).assertVerified().assertAlike("Shape", shape);
    }

    private static byte[] withSyntheticDefaults(byte[] bytes) {
        ClassNode type = new ClassNode();
        new ClassReader(bytes).accept(type, 0);
        type.methods.stream()
                .filter(method -> method.name.endsWith("$default"))
                .forEach(method -> method.access |= Opcodes.ACC_SYNTHETIC);
        ClassWriter writer = new ClassWriter(0);
        type.accept(writer);
        return writer.toByteArray();
    }
}
