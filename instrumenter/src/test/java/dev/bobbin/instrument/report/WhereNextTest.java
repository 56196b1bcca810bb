package dev.bobbin.instrument.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.Compiled;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** From where to where control can flow, as a reader of the source would say. In each body, f() is a suspension point. */
class WhereNextTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "f();                                        | start -> 1; 1 -> return",
                "f(); f();                                   | start -> 1; 1 -> 2; 2 -> return",
                "while (b) f();                              | start -> 1, return; 1 -> 1, return",
                "while (true) f();                           | start -> 1; 1 -> 1",
                "if (b) f(); else f();                       | start -> 1, 2; 1 -> return; 2 -> return",
                "f(); throw new Error();                     | start -> 1; 1 -> throw",
                "if (f() > 0) throw new Error(); f();        | start -> 1; 1 -> 2, throw; 2 -> return",
                "switch (n) { case 1: f(); case 2: f(); default: f(); } | start -> 1, 2, 3; 1 -> 2; 2 -> 3; 3 -> return",
                "for (int i = f(); i < n; i++) { f(); f(); } | start -> 1; 1 -> 2, return; 2 -> 3; 3 -> 2, return",
                "try { f(); } catch (Error e) { f(); }       | start -> 1; 1 -> return / 2; 2 -> return",
                "try { n++; f(); } finally { f(); }          | start -> 1; 1 -> 2 / 3; 2 -> return; 3 -> throw",
                "try { f(); n = 1; } catch (Error e) { }     | start -> 1; 1 -> return",
                "try { n /= n; n++; } catch (Error e) { f(); } f(); | start -> 2 / 1; 1 -> 2; 2 -> return",
                "n++; try { n = 2; } catch (Error e) { f(); } f(); | start -> 2; 1 -> 2; 2 -> return",
            })
    void isWhatTheSourceSays(String body, String expected) throws IOException {
        String source = """
                class Flow {
                  @dev.bobbin.Suspendable static int f() {
                    dev.bobbin.runtime.FrameStack.current().suspend();
                    return 1;
                  }
                  @dev.bobbin.Suspendable static void m(boolean b, int n) { %s }
                }
                """;
        Compiled.classes(Map.of("Flow", source.formatted(body)), directory);
        Path file = directory.resolve("report.json");
        Instrumenter.with(Options.of(List.of()).reportingTo(file)).instrument(directory.resolve("classes"));
        MethodReport method = Report.read(file).classes().get(0).methods().stream()
                .filter(m -> m.name().equals("m"))
                .findFirst()
                .orElseThrow();
        StringBuilder flow = new StringBuilder("start -> ").append(print(method.start()));
        method.points()
                .forEach(point ->
                        flow.append("; ").append(point.state()).append(" -> ").append(print(point.next())));
        assertThat(flow).hasToString(expected);
    }

    private static String print(WhereNext next) {
        String always = String.join(", ", next.always());
        return next.ifCaught().isEmpty() ? always : always + " / " + String.join(", ", next.ifCaught());
    }
}
