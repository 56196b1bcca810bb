package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Programs;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What stands between two suspendable methods: forwarding ones, and ones that cannot be saved. */
class BetweenTest extends ShapeTest {

    @Shape({"A11", "A18", "A21"})
    @Test
    void forwardingWithSomethingAround() {
        alike("""
                static int field = 3; static int plain(int x) { return x + 100; }
                static class Even { @Suspendable static boolean is(int n) { return n == 0 ? at(true) : Odd.is(n - at(1)); } }
                static class Odd { @Suspendable static boolean is(int n) { return n == 0 ? at(false) : Even.is(n - 1); } }
                @Suspendable static int caught(int x) { try { return at(x); } catch (RuntimeException e) { return -1; } }
                @Suspendable static long looped(int x) { for (int i = 0; i < 2; i++) field += i; long r = at((long) x); for (int i = 0; i < 2; i++) field += i; return r; }
                @Suspendable static int around(int x) { while (true) { return at(x); } }
                @Suspendable static int before(int x) { plain(x); return at(x); }
                @Suspendable static double after(double x) { double r = at(x); plain(1); return r; }
                @Suspendable static int read(int x) { int f = field; return at(f + x); }
                """
                + inRun(
                        "note(Even.is(7)); note(caught(1)); note(looped(2)); note(around(3)); note(before(4)); note(after(5)); note(read(6));"
                                + " note(plain(at(7)) + at(8) + plain(9)); note(plain(plain(at(1))));"));
    }

    @Shape("A30")
    @Test
    void bridgesForVisibility() {
        alike("""
                static class Hidden { @Suspendable public int m(int x) { return at(x) + 1; } }
                public static class Open extends Hidden {}
                public static class Opener extends Open { @Override public int m(int x) { return super.m(x) * at(2); } }
                """ + inRun("note(new Open().m(1)); note(new Opener().m(2)); Hidden h = new Opener(); note(h.m(3));"));
    }

    /** While nothing must wait, such a frame does no harm; else the error names it. */
    @Shape({"A15", "A16", "A20", "A34", "H7", "H9"})
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain method | note(between(1)); | Shape.between() stands between two suspendable methods",
                "reflection | note(Shape.class.getMethod(\"marked\", int.class).invoke(null, 2)); | Shape.run() comes to Shape.marked() by way of the JDK (Method.invoke())",
                "compareTo | note(new TreeSet<>(Arrays.asList(new Key(2), new Key(1))).first().n); | Shape.Key.compareTo() stands between",
                "toString | note(\"<\" + new Key(3) + \">\"); | Shape.Key.toString() stands between",
                "computeIfAbsent | note(new HashMap<Integer, Integer>().computeIfAbsent(4, n -> at(n))); | a lambda in Shape.run() stands between",
                "stream | note(java.util.stream.Stream.of(5, 6).map(n -> at(n + 1)).filter(n -> at(true)).count() > 5); | a lambda in Shape.run() stands between",
                "proxy | note(((Op) java.lang.reflect.Proxy.newProxyInstance(Shape.class.getClassLoader(), new Class<?>[] {Op.class}, "
                        + "(p, m, a) -> a[0] instanceof Integer ? between((Integer) a[0]) : 0)).op(7)); | Shape.between() stands between",
            })
    void whatCannotBeSaved(String what, String statement, String named) throws Exception {
        String members = """
                public interface Op { @Suspendable int op(int x); }
                static int between(int x) { return marked(x) + 1; }
                @Suspendable public static int marked(int x) { return at(x); }
                static class Key implements Comparable<Key> { final int n; Key(int n) { this.n = n; }
                  public int compareTo(Key k) { return at(n) - at(k.n); } public String toString() { return "k" + at(n); } }
                """
                + inRun("try { " + statement
                        + " } catch (Throwable t) { Throwable c = t; while (c.getCause() != null) c = c.getCause();"
                        + " note(t.getClass().getSimpleName() + \" \" + c.getMessage()); }");
        Programs programs = Programs.compile(Map.of("Shape", PROGRAM.formatted(members)), directory, "17");
        assertThat(programs.trace("Shape", Mode.NEVER, 1)).isEqualTo(programs.tracePlain("Shape"));
        String trace = programs.trace("Shape", Mode.ALWAYS, 1);
        assertThat(trace)
                .as(what)
                .containsPattern("NotSuspendableException|InvocationTargetException|UndeclaredThrowable");
    }

    @Shape("F14")
    @Test
    void wrappedExceptionsAreUnwrappedAcrossSuspensions() {
        alike("public static int fails(int x) throws java.io.IOException { throw new java.io.IOException(\"io\" + x); }"
                + inRun("""
                        for (int i = 0; i < 2; i++) try {
                          pause();
                          Shape.class.getMethod("fails", int.class).invoke(null, at(i));
                        } catch (java.lang.reflect.InvocationTargetException e) {
                          pause(); note(e.getCause().getMessage());
                          try { throw e.getCause(); } catch (java.io.IOException io) { note(at(io.getMessage())); } catch (Throwable t) { throw new Error(t); }
                        }
                        try { ((Runnable) java.lang.reflect.Proxy.newProxyInstance(Shape.class.getClassLoader(), new Class<?>[] {Runnable.class},
                          (p, m, a) -> { throw new java.io.IOException("wrapped"); })).run();
                        } catch (java.lang.reflect.UndeclaredThrowableException e) { pause(); note(e.getCause()); }
                        """));
    }
}
