package dev.bobbin.instrument.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.bobbin.instrument.Compiled;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the report says of small programs, and what becomes of it from run to run. */
class ReportTest {

    static final String ORDERS = """
            import dev.bobbin.Suspendable;
            import dev.bobbin.runtime.FrameStack;
            import java.util.Comparator;
            import java.util.List;
            class Orders implements Comparator<Object> {
              interface Task { @Suspendable long run(String name); }
              @Suspendable long price(Object order) { FrameStack.current().suspend(); return order.hashCode(); }
              @Suspendable final long total(List<?> orders, int[] discounts) {
                long sum = 0;
                int n = 0;
                for (Object order : orders) {
                  sum += price(order) - discounts[n++];
                }
                return sum;
              }
              @Suspendable static String label(Orders orders, List<?> list) {
                try {
                  return "total " + orders.total(list, null);
                } catch (RuntimeException e) {
                  return "without " + orders.price(e);
                }
              }
              @Suspendable static String plain(Orders orders) { return "Orders"; }
              static Task task(Orders orders) { return name -> orders.price(name) + 1; }
              public int compare(Object a, Object b) { return 0; }
              @Suspendable void sort(List<?> list) { list.sort((a, b) -> (int) (price(a) - price(b))); }
            }
            """;

    private static final String OTHER = """
            class Other {
              @dev.bobbin.Suspendable int twice(int n) { return once(n) + once(n); }
              @dev.bobbin.Suspendable int once(int n) { dev.bobbin.runtime.FrameStack.current().suspend(); return n; }
            }
            """;

    private static final String LOCKS = """
            class Locks {
              @dev.bobbin.Suspendable synchronized int locked(Other other) { return other.once(1); }
            }
            """;

    @TempDir
    Path directory;

    @Test
    void tellsWhatBecameOfASmallProgram() throws IOException {
        compile(Map.of("Orders", ORDERS));
        String text = run();
        Path expected = Path.of("src/test/expected/report.json");
        if (System.getProperty("updateExpected") != null) {
            Files.writeString(expected, text);
        }
        assertThat(text).isEqualTo(Files.readString(expected));
    }

    @Test
    void readsBackWhatItHasWritten() throws IOException {
        compile(Map.of("Orders", ORDERS));
        String text = run();
        assertThat(Report.read(file()).toJson()).isEqualTo(text);
    }

    @Test
    void knowsWhatEarlierRunsHaveDone() throws IOException {
        compile(Map.of("Other", OTHER, "Orders", ORDERS));
        String all = run();
        compile(Map.of("Other", OTHER));
        assertThat(run()).isEqualTo(all);
        assertThat(Report.read(file()).classes()).extracting(ClassReport::name).contains("Orders", "Other");
    }

    @Test
    void aRunWithNothingToDoLeavesTheFileItsTime() throws IOException {
        compile(Map.of("Other", OTHER));
        run();
        FileTime time = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(file(), time);
        run();
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(time);
    }

    @Test
    void forgetsAClassThatIsGone() throws IOException {
        compile(Map.of("Other", OTHER, "Gone", OTHER.replace("Other", "Gone")));
        run();
        Files.delete(classes().resolve("Gone.class"));
        run();
        assertThat(Report.read(file()).classes()).extracting(ClassReport::name).containsExactly("Other");
    }

    @Test
    void forgetsAClassThatSuspendsNoLonger() throws IOException {
        compile(Map.of("Other", OTHER));
        run();
        compile(Map.of("Other", "class Other {}"));
        run();
        assertThat(Report.read(file()).isEmpty()).isTrue();
    }

    @Test
    void namesInstrumentedClassesOfWhichItKnowsNothing() throws IOException {
        compile(Map.of("Other", OTHER));
        run();
        Files.delete(file());
        run();
        assertThat(Report.read(file()).undescribed()).containsExactly("Other");
        Files.writeString(file(), "{\"version\": 1, \"classes\": [{");
        run();
        assertThat(Report.read(file()).undescribed()).containsExactly("Other");
        compile(Map.of("Other", OTHER));
        run();
        assertThat(Report.read(file()).undescribed()).isEmpty();
    }

    @Test
    void aDamagedFileIsNotShown() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "{\"version\": 2}");
        assertThatThrownBy(() -> Report.read(file()))
                .isInstanceOf(IOException.class)
                .hasMessage(file()
                        + " is no report: version 2, and this Bobbin reads version 1. Delete it, and build again.");
    }

    @Test
    void aRefusedBuildReportsWhyAndNothingThatItHasNotDone() throws IOException {
        compile(Map.of("Other", OTHER, "Locks", LOCKS));
        run();
        Report report = Report.read(file());
        assertThat(report.classes()).hasSize(1);
        ClassReport locks = report.classes().get(0);
        assertThat(locks.methods()).isEmpty();
        assertThat(locks.remarks()).hasSize(1);
        assertThat(locks.remarks().get(0).isError()).isTrue();
        assertThat(locks.remarks().get(0).where()).isEqualTo("Locks.java:2");
        assertThat(locks.remarks().get(0).rule()).isEqualTo("holds-a-monitor");
    }

    @Test
    void isMadeAgainFromWhatTheInstrumenterRemembers() throws IOException {
        compile(Map.of("Other", OTHER, "Orders", ORDERS));
        Options options = Options.of(List.of()).reportingTo(file()).remembering(directory.resolve("memory"));
        Instrumenter.with(options).instrument(classes());
        String all = Files.readString(file());
        FileTime time = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(file(), time);
        Instrumenter.with(options).instrument(classes());
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(time);
        Files.delete(file());
        Instrumenter.with(options).instrument(classes());
        assertThat(Files.readString(file())).isEqualTo(all);
        assertThat(Report.read(file()).undescribed()).isEmpty();
    }

    @Test
    void tellsOfTheClassesAgainWhenWhatWasRefusedIsTakenBack() throws IOException {
        compile(Map.of("Other", OTHER));
        Options options = Options.of(List.of()).reportingTo(file()).remembering(directory.resolve("memory"));
        Instrumenter.with(options).instrument(classes());
        String before = Files.readString(file());
        Path locks = classes().resolve("Locks.class");
        byte[] refused = Compiled.classes(
                        Map.of("Other", OTHER, "Locks", LOCKS), Files.createDirectory(directory.resolve("refused")))
                .get("Locks");
        Files.write(locks, refused);
        Instrumenter.with(options).instrument(classes());
        assertThat(Report.read(file()).hasErrors()).isTrue();
        Files.delete(locks);
        Instrumenter.with(options).instrument(classes());
        assertThat(Files.readString(file())).isEqualTo(before);
    }

    @Test
    void knowsSmallTypesThatTheJvmKeepsAsInts() throws IOException {
        compile(Map.of("Other", OTHER.replace("int twice(int n) { return once(n) + once(n); }", """
                static int pick(Other o, boolean b, char c, byte y, short s, int i) {
                  int n = o.once(1);
                  return b ? n + c + y + s + i : n;
                }
                """)));
        run();
        MethodReport pick = Report.read(file()).classes().get(0).methods().get(0);
        assertThat(pick.points().get(0).kept())
                .extracting(KeptValue::label, KeptValue::type)
                .containsExactly(
                        tuple("b", "boolean"),
                        tuple("c", "char"),
                        tuple("y", "byte"),
                        tuple("s", "short"),
                        tuple("i", "int"));
    }

    @Test
    void namesMethodsThatNobodyMarked() throws IOException {
        compile(Map.of("Other", OTHER.replace("@dev.bobbin.Suspendable int twice", "final int twice")));
        Instrumenter.with(Options.of(List.of()).infer(true).reportingTo(file())).instrument(classes());
        assertThat(Report.read(file()).classes().get(0).methods())
                .extracting(MethodReport::name, MethodReport::kind)
                .containsExactly(tuple("twice", "inferred"), tuple("once", "method"));
    }

    private void compile(Map<String, String> sources) {
        Compiled.classes(sources, directory, "--release", "17", "-g");
    }

    private String run() throws IOException {
        Instrumenter.with(Options.of(List.of()).reportingTo(file())).instrument(classes());
        return Files.readString(file());
    }

    private Path classes() {
        return directory.resolve("classes");
    }

    private Path file() {
        return directory.resolve("out/report.json");
    }
}
