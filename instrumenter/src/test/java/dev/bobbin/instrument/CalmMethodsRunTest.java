package dev.bobbin.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Marked methods that never suspend, called where nothing can wait, in the builds after the first one. */
class CalmMethodsRunTest {

    private static final String PRICES = """
            import dev.bobbin.Suspendable;
            @Suspendable public final class Prices {
              static int of(int n) { return n == 0 ? 1 : doubled(n - 1); }
              private static int doubled(int n) { return 2 * of(n); }
              int waits() { dev.bobbin.runtime.FrameStack.current().suspend(); return 1; }
            }
            """;

    private static final String SHOP = """
            import dev.bobbin.Suspendable;
            @Suspendable public class Shop {
              private final int price = Prices.of(3);
              synchronized int price() { return Prices.of(price); }
              int waits() { synchronized (this) { Prices.of(2); } return new Prices().waits(); }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void aSecondRunFindsNothingToDoOrToSay() throws IOException {
        Path classes = compile(Map.of("Prices", PRICES, "Shop", SHOP));
        assertThat(instrument(classes).diagnostics()).isEmpty();

        Summary second = instrument(classes);
        assertThat(second.diagnostics()).isEmpty();
        assertThat(second.classesChanged()).isZero();
    }

    @Test
    void aClassThatIsCompiledAloneFindsThemAsBefore() throws IOException {
        Path classes = compile(Map.of("Prices", PRICES, "Shop", SHOP));
        byte[] shop = Files.readAllBytes(classes.resolve("Shop.class"));
        instrument(classes);
        byte[] instrumented = Files.readAllBytes(classes.resolve("Shop.class"));
        Files.write(classes.resolve("Shop.class"), shop);

        assertThat(instrument(classes).diagnostics()).isEmpty();
        assertThat(classes.resolve("Shop.class")).hasBinaryContent(instrumented);
    }

    @Test
    void whatHasComeToSuspendIsFoundInTheClassThatCallsIt() throws IOException {
        Path classes = compile(Map.of("Prices", PRICES, "Shop", SHOP));
        instrument(classes);
        compile(Map.of("Prices", PRICES.replace("return 2 *", "return new Prices().waits() *")));

        assertThat(instrument(classes).diagnostics())
                .extracting(found -> found.rule() + ": " + found.text())
                .isNotEmpty()
                .allMatch(found -> found.startsWith("out-of-date: price() was instrumented before Prices.of() became")
                        || found.startsWith("out-of-date: waits() was instrumented before Prices.of() became"));
    }

    private static Summary instrument(Path classes) throws IOException {
        return Instrumenter.with(Options.of(List.of())).instrument(classes);
    }

    private Path compile(Map<String, String> sources) {
        Compiled.classes(sources, directory);
        return directory.resolve("classes");
    }
}
