package dev.bobbin.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.ClassPath;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The look into the constant pool says which classes need not be read (row K9 of the list of shapes). */
class LookAlikesTest {

    private static final Map<String, String> SOURCES = Map.of(
            "Orders",
            """
            import dev.bobbin.Suspendable;
            public class Orders {
              @Suspendable public static int price(Object order) { return 1; }
              public static int price(String order) { return 2; }
              public int plain() { return 3; }
              public interface Task { @Suspendable int run(String name); default int stop() { return 4; } }
              public interface Plain { int run(String name); }
            }
            """,
            "Other",
            """
            class Other {
              @interface Suspendable {}
              static int price(Object order) { return 5; }
              @Suspendable int marked() { return price("price(Ljava/lang/Object;)I Ldev/bobbin/Suspendable; Orders"); }
            }
            """,
            "Overload",
            "class Overload { int total() { return Orders.price(\"x\") + new Orders().plain(); } }",
            "Lambda",
            "class Lambda { Orders.Plain plain() { return name -> name.length(); } Runnable r() { return () -> {}; } }",
            "Names",
            "class Names { Class<?>[] names = {dev.bobbin.Suspendable.class, Orders.class, Orders.Task.class}; }",
            "DefaultOnly",
            "class DefaultOnly { int stop(Orders.Task task) { return task.stop(); } }",
            "Field",
            "class Field { int price; static int k = 3; int run(String name) { return price + k; } }",
            "Calls",
            "class Calls { static int total() { return Orders.price(null) + Orders.price((Object) \"x\"); } }",
            "MakesLambda",
            "class MakesLambda { Orders.Task task() { return String::length; } }",
            "Implements",
            "class Implements implements Orders.Task { public int run(String name) { return 6; } }");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"Other", "Overload", "Lambda", "Names", "DefaultOnly", "Field", "Orders$Plain"})
    void thatOnlyLookAlikeAreSkipped(String name) throws IOException {
        assertThat(isConcerned(name)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Orders", "Orders$Task", "Calls", "MakesLambda", "Implements"})
    void thatAreConcernedAreNot(String name) throws IOException {
        assertThat(isConcerned(name)).isTrue();
    }

    @Test
    void skippedClassesAreTheVeryBytesThatWereRead() {
        Map<String, byte[]> classes = Compiled.classes(SOURCES, directory);
        Map<String, byte[]> instrumented =
                Instrumenter.with(Options.of(List.of())).transform(classes);
        assertThat(instrumented.get("Overload")).isSameAs(classes.get("Overload"));
        assertThat(instrumented.get("Orders")).isNotEqualTo(classes.get("Orders"));
    }

    private boolean isConcerned(String name) throws IOException {
        Map<String, byte[]> classes = Compiled.classes(SOURCES, directory);
        try (ClassPath classPath = ClassPath.open(classes, List.of())) {
            TypeHierarchy hierarchy = new TypeHierarchy(classPath);
            return new Marks(hierarchy, classes.keySet())
                    .concerns(hierarchy.find(name).orElseThrow(), classes.get(name));
        }
    }
}
