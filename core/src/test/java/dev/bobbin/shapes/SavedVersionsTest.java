package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Continuation;
import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import dev.bobbin.harness.Saved;
import java.io.InvalidClassException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;

/** What one version of a program has saved, and another is to go on with. */
class SavedVersionsTest extends ShapeTest {

    private static final String REST =
            " Let the version that saved it run it to its end, or to where you can begin anew.";

    private static final String VERSION_1 = """
            public static String out = "";
            @Suspendable static int total(int[] prices) {
              int sum = 0;
              for (int price : prices) { dev.bobbin.Continuation.yield(); sum += price; }
              return sum;
            }
            @Suspendable public static void run() { out += total(new int[] {1, 20, 300}); }
            """;

    private ClassLoader loaderOf(String members) {
        return Programs.loaderOf(compiled("17", Compiler.JAVAC, members).instrumented());
    }

    private static byte[] savedAfterTwoSteps(ClassLoader version) throws Exception {
        Continuation continuation = (Continuation)
                version.loadClass("Shape$Runner").getMethod("run").invoke(null);
        continuation.run();
        continuation.run();
        return Saved.bytes(continuation);
    }

    private static String finished(byte[] bytes, ClassLoader version) throws Exception {
        Continuation continuation = Saved.read(bytes, version);
        while (!continuation.isDone()) {
            continuation.run();
        }
        return (String) version.loadClass("Shape").getField("out").get(null);
    }

    private void assertGoesOn(String version2) throws Exception {
        byte[] bytes = savedAfterTwoSteps(loaderOf(VERSION_1));
        assertThat(finished(bytes, loaderOf(version2))).isEqualTo("321");
    }

    private void assertRefused(String version2, String message) throws Exception {
        byte[] bytes = savedAfterTwoSteps(loaderOf(VERSION_1));
        ClassLoader other = loaderOf(version2);
        assertThatThrownBy(() -> Saved.read(bytes, other))
                .isExactlyInstanceOf(InvalidClassException.class)
                .hasMessage(message + REST)
                .hasCauseInstanceOf(Exception.class);
    }

    @Shape("J3")
    @Test
    void theSameCodeGoesOn() throws Exception {
        assertGoesOn(VERSION_1);
    }

    @Shape("J3")
    @Test
    void otherLinesAndOtherMethodsDoNotMatter() throws Exception {
        assertGoesOn("\n\n@Suspendable static void first() { dev.bobbin.Continuation.yield(); }\n"
                + VERSION_1.replace("int sum = 0;", "\n\n\nint sum = 0;").replace("sum", "all")
                + "int field; static String last(int x) { return \"\" + x; }");
    }

    @Shape("J3")
    @Test
    void debugInformationDoesNotMatter() throws Exception {
        Map<String, byte[]> bare = new TreeMap<>();
        compiled("17", Compiler.JAVAC, VERSION_1).plain().forEach((name, bytes) -> {
            ClassWriter writer = new ClassWriter(0);
            new ClassReader(bytes).accept(writer, ClassReader.SKIP_DEBUG);
            bare.put(name, writer.toByteArray());
        });
        ClassLoader without = Programs.loaderOf(Programs.of(bare).instrumented());
        byte[] bytes = savedAfterTwoSteps(without);
        assertThat(finished(savedAfterTwoSteps(loaderOf(VERSION_1)), without)).isEqualTo("321");
        assertThat(finished(bytes, loaderOf(VERSION_1))).isEqualTo("321");
    }

    @Shape("J3")
    @Test
    void otherCodeIsRefused() throws Exception {
        String message =
                "Shape.java:9: Shape.total() was saved by another version of the method: its code has changed since, and"
                        + " the place where it waited may not be there any more.";
        assertRefused(VERSION_1.replace("sum += price", "sum -= price"), message);
        assertRefused(VERSION_1.replace("int sum = 0", "int sum = 5"), message);
        assertRefused(VERSION_1.replace("int sum = 0", "long unused = 1; int sum = 0"), message);
    }

    @Shape("J3")
    @Test
    void theCallersCodeCountsAsMuch() throws Exception {
        assertRefused(
                VERSION_1.replace("out += total", "out = \"-\" + total"),
                "Shape.java:12: Shape.run() was saved by another version of the method: its code has changed since, and the place"
                        + " where it waited may not be there any more.");
    }

    @Shape("J3")
    @Test
    void aMethodThatDoesNotSuspendAnyMoreIsRefused() throws Exception {
        assertRefused(
                VERSION_1.replace("dev.bobbin.Continuation.yield();", ""),
                "Shape.java:9: Shape.total() was saved while it waited, and there is no Shape$total-frame here: the method does not"
                        + " suspend any more, was renamed or removed, or its class is not on the class path, or not instrumented.");
    }

    @Shape("J3")
    @Test
    void aValueOfAnotherVersionIsItsOwnMatter() throws Exception {
        String members = """
                public static String out = "";
                static class Price implements java.io.Serializable { private static final long serialVersionUID = 1; int cents = 5; }
                @Suspendable public static void run() { Price p = new Price(); dev.bobbin.Continuation.yield(); dev.bobbin.Continuation.yield(); out += p.cents; }
                """;
        byte[] bytes = savedAfterTwoSteps(loaderOf(members));
        ClassLoader compatible = loaderOf(members.replace("cents = 5", "cents = 7, more"));
        assertThat(finished(bytes, compatible)).isEqualTo("5");
        ClassLoader incompatible = loaderOf(members.replace("serialVersionUID = 1", "serialVersionUID = 2"));
        assertThatThrownBy(() -> Saved.read(bytes, incompatible))
                .isExactlyInstanceOf(InvalidClassException.class)
                .hasMessageStartingWith("Shape$Price; local class incompatible");
        assertThatThrownBy(() -> Saved.read(bytes, loaderOf("@Suspendable public static void run() {}")))
                .isExactlyInstanceOf(InvalidClassException.class)
                .hasMessageContaining("there is no Shape$run-frame here");
    }
}
