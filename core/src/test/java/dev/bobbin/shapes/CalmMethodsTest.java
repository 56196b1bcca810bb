package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.RefusedException;
import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.Map;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mark on a type means all its methods; those that only compute may still be called where nothing can wait. */
class CalmMethodsTest extends ShapeTest {

    @Test
    void initialisersCallMarkedMethodsThatOnlyCompute() {
        alike("""
                @Suspendable static class Account {
                  static final int RATE = rate(3);
                  private final int limit = atLeast(0, 5);
                  private final int[] days;
                  Account(int days) { checked(days); this.days = new int[even(days) ? days : days + 1]; describe(); fill(days, 2); }
                  private static int rate(int n) { return n == 0 ? 1 : 2 * rate(n - 1); }
                  private static boolean even(int n) { return n == 0 || odd(n - 1); }
                  private static boolean odd(int n) { return n != 0 && even(n - 1); }
                  private void checked(int days) { if (days > limit) throw new IllegalArgumentException("" + days); }
                  final int atLeast(int a, int b) { return Math.max(a, b); }
                  void fill(int days, long by) { for (int i = 0; i < days; i++) this.days[i] += by; }
                  public String describe() { return "limit " + limit; }
                  int sum() { int sum = RATE; for (int day : days) sum += at(day); checked(1); return sum; }
                }
                @Suspendable enum Kind { A, B; final int length = length(name()); private static int length(String s) { return s.length(); } }
                """ + inRun("""
                note(new Account(at(3)).sum()); note(Kind.B.length);
                try { new Account(at(6)); } catch (IllegalArgumentException e) { note(e.getMessage()); }
                """));
    }

    @Test
    void underAMonitorMarkedMethodsAreCalledThatOnlyCompute() {
        alike("""
                @Suspendable static class Counter {
                  private int n;
                  synchronized int next() { step(1); return n; }
                  int both(int by) { pause(); synchronized (this) { step(by); next(); note(Thread.holdsLock(this)); } step(at(by)); return n; }
                  private void step(int by) { n = plus(n, by); }
                  private static int plus(int a, int b) { return a + b; }
                }
                """ + inRun("Counter c = new Counter(); note(c.next()); note(c.both(at(2))); note(c.next());"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Service() { far(); } private void far() { near(); } private void near() { pause(); }",
                "Service() { far(1); } private int far(int n) { return n == 0 ? at(1) : round(n); } private int round(int n) { return far(n - 1); }",
                "Service() { hook(); } void hook() { } } static class Other extends Service { void hook() { pause(); }",
                "Service(Hook hook) { hook.call(); } } @Suspendable interface Hook { void call();",
                "Service() { loop(dev.bobbin.Generator.of(y -> y.yield(1))); } "
                        + "private static void loop(dev.bobbin.Generator<Integer> g) { for (Integer i : g) { } }",
            })
    void initialisersThatComeToASuspensionAreRefused(String members) {
        assertRefused("@Suspendable static class Service { " + members + " }", "initializer-suspends");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "synchronized void m() { far(); } private void far() { near(); } private void near() { pause(); }",
                "void m() { synchronized (this) { hook(); } } void hook() { } } static class Other extends Service { void hook() { pause(); }",
            })
    void methodsThatComeToASuspensionUnderAMonitorAreRefused(String members) {
        assertRefused("@Suspendable static class Service { " + members + " }", "holds-a-monitor");
    }

    private void assertRefused(String member, String rule) {
        Map<String, String> source = Map.of("Shape", PROGRAM.formatted(member + inRun("")));
        assertThatThrownBy(() -> Programs.compile(source, directory, "17"))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        refused -> Assertions.assertThat(refused.getDiagnostics())
                                .extracting(Diagnostic::rule)
                                .containsExactly(rule));
    }
}
