package dev.bobbin.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.util.Textifier;
import org.objectweb.asm.util.TraceClassVisitor;

/** What is generated, as people read it. {@code -DupdateExpected} writes the expected files anew. */
class EmittedBytecodeTest {

    private static final String SOURCE = """
            import dev.bobbin.Suspendable;
            import java.util.List;
            class Orders {
              interface Task { @Suspendable int run(String name); }
              @Suspendable int price(Object order) { return order.hashCode(); }
              @Suspendable int total(List<Object> orders) {
                int sum = 0;
                for (Object order : orders) {
                  sum += price(order);
                }
                return sum;
              }
              @Suspendable static String label(Orders orders, List<Object> list) {
                try {
                  return new String("total " + orders.total(list));
                } catch (RuntimeException e) {
                  return e.getMessage();
                }
              }
              static Task task(Orders orders) {
                return name -> orders.price(name) + 1;
              }
            }
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"Orders", "Orders$total-frame", "Orders$label-frame", "Orders$Task", "Orders$Task-co"})
    void isAsExpected(String name) throws IOException {
        Map<String, byte[]> instrumented = instrumented();
        Path expected = Path.of("src/test/expected", name + ".txt");
        String text = print(instrumented.get(name));
        if (System.getProperty("updateExpected") != null) {
            Files.createDirectories(expected.getParent());
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
    }

    @Test
    void dependsOnTheInputAlone() {
        Map<String, byte[]> once = instrumented();
        Map<String, byte[]> twice = Instrumenter.with(Options.of(List.of()))
                .transform(Compiled.classes(Map.of("Orders", SOURCE), directory, "--release", "17"));
        assertThat(twice.keySet()).isEqualTo(once.keySet());
        once.forEach((name, bytes) -> assertThat(twice.get(name)).as(name).isEqualTo(bytes));
    }

    @Test
    void isLeftAloneTheSecondTime() {
        Map<String, byte[]> once = instrumented();
        Map<String, byte[]> twice = Instrumenter.with(Options.of(List.of())).transform(once);
        assertThat(twice.keySet()).isEqualTo(once.keySet());
        once.forEach((name, bytes) -> assertThat(twice.get(name)).as(name).isSameAs(bytes));
    }

    private Map<String, byte[]> instrumented() {
        return Instrumenter.with(Options.of(List.of()))
                .transform(Compiled.classes(Map.of("Orders", SOURCE), directory, "--release", "17"));
    }

    private static String print(byte[] bytes) {
        StringWriter text = new StringWriter();
        new ClassReader(bytes).accept(new TraceClassVisitor(null, new Textifier(), new PrintWriter(text)), 0);
        return text.toString();
    }
}
