package dev.bobbin.instrument;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InferenceTest {

    private static final String WAITS = """
            import dev.bobbin.Suspendable;
            public class Waits {
              @Suspendable public static int once(int n) {
                dev.bobbin.runtime.FrameStack.current().suspend();
                return n;
              }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void methodsThatCanOnlyBeCalledWhereTheyAreKnownAreInferred() throws IOException {
        assertThat(inferred("""
                class Uses {
                  private int hidden() { return Waits.once(1); }
                  static int fixed() { return Waits.once(2); }
                  int virtual() { return Waits.once(3); }
                  public final int last() { return Waits.once(4); }
                  int calm() { return 5; }
                }
                """)).containsExactly("Uses.fixed()I", "Uses.hidden()I", "Uses.last()I", "Uses.virtual()I");
    }

    @Test
    void whatCallsInferredMethodsIsInferred() throws IOException {
        assertThat(inferred("""
                final class Uses {
                  static int top(int n) { return n == 0 ? middle(n) : top(n - 1); }
                  static int middle(int n) { return bottom(n); }
                  static int bottom(int n) { return Waits.once(n); }
                  static int round(int n) { return n == 0 ? 0 : round(n - 1); }
                }
                """)).containsExactly("Uses.bottom(I)I", "Uses.middle(I)I", "Uses.top(I)I");
    }

    @Test
    void methodsOfExtendedClassesAreInferredOnlyIfTheyAreFinal() throws IOException {
        assertThat(inferred("""
                class Uses {
                  int open() { return Waits.once(1); }
                  final int shut() { return Waits.once(2); }
                }
                class More extends Uses {
                  int own() { return open() + shut(); }
                }
                """)).containsExactly("More.own()I", "Uses.shut()I");
    }

    @Test
    void implementationsOfOthersMethodsAreNotInferred() throws IOException {
        assertThat(inferred("""
                class Uses implements Runnable, Comparable<Uses> {
                  public void run() { Waits.once(1); }
                  public int compareTo(Uses other) { return Waits.once(2); }
                  public String toString() { return "" + Waits.once(3); }
                }
                """)).isEmpty();
    }

    @Test
    void whatWouldBeRefusedIsNotInferred() throws IOException {
        assertThat(inferred("""
                final class Uses {
                  synchronized int locked() { return Waits.once(3); }
                  int block() { synchronized (this) { return Waits.once(4); } }
                  Runnable lambda() { return () -> Waits.once(5); }
                }
                """)).isEmpty();
    }

    @Test
    void whatInitialisersCallIsNotInferred() throws IOException {
        assertThat(inferred("""
                class Uses {
                  static final int FIRST = constant();
                  private final int size = field();
                  Uses() { constructor(); new Inner(); }
                  private static int constant() { return Waits.once(1); }
                  private int field() { return Waits.once(2); }
                  private void constructor() { Waits.once(3); }
                  private void fromInner() { Waits.once(4); }
                  private void farther() { fromInner(); }
                  private void other() { fromInner(); Waits.once(5); }
                  class Inner { Inner() { fromInner(); } }
                }
                """)).containsExactly("Uses.other()V");
    }

    @Test
    void whatIsCalledUnderAMonitorIsNotInferred() throws IOException {
        assertThat(inferred("""
                import dev.bobbin.Suspendable;
                class Uses {
                  @Suspendable synchronized int locked() { return fromMethod(); }
                  @Suspendable int block() { synchronized (this) { fromBlock(); } return outside(); }
                  private int fromMethod() { return Waits.once(1); }
                  private int fromBlock() { return Waits.once(2); }
                  private int outside() { return Waits.once(3); }
                }
                """, 2)).containsExactly("Uses.outside()I");
    }

    @Test
    void whatHasNoPlaceForAContinuationIsNotInferred() throws IOException {
        String parameters = IntStream.range(0, 127).mapToObj(i -> "long p" + i).collect(Collectors.joining(", "));
        assertThat(inferred("final class Uses { static int full(" + parameters
                        + ", int last) { return Waits.once(last); } }"))
                .isEmpty();
    }

    @Test
    void nothingIsInferredUnlessAskedFor() throws IOException {
        Path classes = compile("class Uses { static int fixed() { return Waits.once(2); } }");
        Summary summary = Instrumenter.with(Options.of(List.of())).instrument(classes);
        assertThat(summary.inferred()).isEmpty();
        assertThat(summary.methodsRewritten()).isEqualTo(1);
    }

    private Set<String> inferred(String source) throws IOException {
        return inferred(source, 1);
    }

    /** @param marked how many methods are suspendable without that */
    private Set<String> inferred(String source, int marked) throws IOException {
        Summary summary = Instrumenter.with(Options.of(List.of()).infer(true)).instrument(compile(source));
        assertThat(summary.hasErrors()).isFalse();
        assertThat(summary.methodsRewritten())
                .isEqualTo(marked + summary.inferred().size());
        return summary.inferred();
    }

    private Path compile(String source) {
        Compiled.classes(Map.of("Waits", WAITS, "Uses", source), directory);
        return directory.resolve("classes");
    }
}
