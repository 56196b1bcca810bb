package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.RefusedException;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Monitors that are given back before anything suspends; the others are refused. */
class MonitorsTest extends ShapeTest {

    @Shape({"G1", "G4", "G5", "G6"})
    @Test
    void blocksBetweenSuspensionsKeepTheirMonitors() {
        alike("""
                static final Object a = new Object(), b = new Object(); static int n;
                static synchronized int locked(int x) { return n += x; }
                static void held() { note(Thread.holdsLock(a) + "" + Thread.holdsLock(b) + Thread.holdsLock(Shape.class)); }
                """ + inRun("""
                pause(); synchronized (a) { held(); synchronized (b) { held(); synchronized (a) { n++; held(); } held(); } held(); } held();
                note(at(n)); note(locked(at(2))); held();
                for (int i = 0; i < 3; i++) { int got; synchronized (b) { got = n + i; if (i == 1) b.notifyAll(); } note(at(got)); }
                try { pause(); throw new IllegalStateException(); } catch (IllegalStateException e) {
                  synchronized (a) { n += 10; try { throw new RuntimeException("in"); } catch (RuntimeException r) { note(r.getMessage()); } }
                  held(); note(at(n));
                }
                Object equal = new String("x"), other = new String("x");
                synchronized (equal) { note(Thread.holdsLock(other)); }
                try { synchronized (b) { a.notify(); } } catch (IllegalMonitorStateException e) { pause(); note("not owner"); held(); }
                synchronized (at(a)) { held(); }
                """));
    }

    @Shape("G7")
    @Test
    void lambdasThatLockDoNotConcernTheMethodTheyAreIn() {
        alike(
                "static int n;"
                        + inRun(
                                "Runnable r = () -> { synchronized (Shape.class) { n++; } }; r.run(); note(at(n)); r.run(); pause(); note(n);"));
    }

    @Shape({"G2", "G3"})
    @ParameterizedTest
    @ValueSource(
            strings = {
                "@Suspendable synchronized int m() { return at(1); }",
                "@Suspendable static synchronized int m() { return at(1); }",
                "@Suspendable int m() { synchronized (this) { return at(1); } }",
                "@Suspendable int m() { synchronized (this) { synchronized (\"x\") { } at(2); } return 0; }",
                "@Suspendable int m() { int x; synchronized (this) { x = 1; try { x = at(x); } finally { x++; } } return x; }",
            })
    void suspendingUnderAMonitorIsRefused(String member) {
        Map<String, String> source = Map.of("Shape", PROGRAM.formatted(member + inRun("")));
        assertThatThrownBy(() -> Programs.compile(source, directory, "17"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> assertThat(refused.getDiagnostics())
                                .extracting(Diagnostic::rule)
                                .containsExactly("holds-a-monitor"));
    }
}
