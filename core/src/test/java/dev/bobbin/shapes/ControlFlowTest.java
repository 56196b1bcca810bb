package dev.bobbin.shapes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Loops, switches and jumps across suspensions. */
class ControlFlowTest extends ShapeTest {

    @Shape({"E1", "E2", "A32"})
    @Test
    void loopsSuspendInEveryPart() {
        body("""
                for (int i = at(0); i < at(3); i += at(1)) { note(i); for (int j : new int[] {at(5), 6}) { note(j * at(i)); } }
                int w = 0; while (at(w) < 3 && at(true)) { w++; } note(w);
                do { w -= at(1); if (w == 1) continue; note(w); } while (at(w) > 0);
                for (String s : Arrays.asList(at("a"), at("b"))) { note(s); pause(); }
                try { while (true) { if (at(w++) == 3) throw new IllegalStateException(); } } catch (IllegalStateException e) { note(e); }
                """);
    }

    @Shape({"E5", "E6"})
    @Test
    void switchesSuspendInEveryCase() {
        alike("""
                enum Color { RED, GREEN, BLUE }
                """ + inRun("""
                for (int i = 0; i < 5; i++) {
                    switch (at(i)) { case 0: note(at("zero")); break; case 1: pause(); case 2: note(at(2)); break; default: note(at(9L)); }
                    switch (at(i) * 1000) { case 0: note(at(1)); break; case 1000: note(at(2)); case 4000: note(at(3)); }
                    switch (at("s" + i)) { case "s1": note(at('1')); break; case "s3": note(at('3')); default: pause(); }
                    switch (at(Color.values()[i % 3])) { case RED: note(at("r")); break; case BLUE: note(at("b")); break; default: pause(); }
                }
                """));
    }

    @Shape("E6")
    @Test
    void switchExpressionsYieldAcrossSuspensions() {
        alike("17", """
                record P(int x, Object y) {}
                sealed interface T permits L, N {} record L(int v) implements T {} record N(T a, T b) implements T {}
                @Suspendable static int sum(T t) {
                    if (t instanceof L l) { return at(l.v()); }
                    N n = (N) t; return sum(n.a()) + sum(n.b());
                }
                """ + inRun("""
                for (int i = 0; i < 4; i++) {
                    note(10 + switch (at(i)) { case 0 -> at(5); case 1, 2 -> { pause(); yield at(i) * 2; } default -> i; });
                }
                Object o = new P(at(3), at("y"));
                if (o instanceof P p && at(p.x()) == 3) { note(p); }
                note(sum(new N(new L(1), new N(new L(2), new L(3)))));
                """));
    }

    @Shape("E6")
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void patternsAreMatchedAcrossSuspensions() {
        alike(
                "21",
                """
                sealed interface T permits L, N {} record L(int v) implements T {} record N(T a, Object b) implements T {}
                @Suspendable static int sum(Object t) {
                    return switch (at(t)) {
                        case L(int v) when at(v) > 2 -> at(v) * 10;
                        case L l -> at(l.v());
                        case N(L(var x), String s) -> at(x) + at(s).length();
                        case N(var a, var b) -> sum(a) + sum(b);
                        case null -> at(-1);
                        default -> 0;
                    };
                }
                """
                        + inRun(
                                "note(sum(new N(new L(1), new N(new L(2), new N(new L(3), \"abc\"))))); note(sum(null)); note(sum(5L));"));
    }

    @Shape({"E3", "E4", "E7"})
    @Test
    void labelledJumpsCrossSuspensions() {
        body("""
                outer: for (int i = 0; i < 4; i++) {
                    for (int j = 0; j < 4; j++) {
                        if (at(j) == 2) continue outer;
                        if (i + j == at(4)) break outer;
                        if (j == 1) pause();
                    }
                }
                block: { if (at(true)) break block; note("never"); }
                pause(); pause(); pause(); pause();
                """);
    }

    @Shape({"E9", "L8"})
    @Test
    void methodsThatNeverReturn() {
        alike("""
                @Suspendable static int never() { pause(); throw new IllegalStateException(); }
                @Suspendable static void forever() { int i = 0; while (true) { i++; note(at(i)); } }
                """ + inRun("""
                try { note(1 + never()); } catch (IllegalStateException e) { note(e); }
                forever();
                """));
    }

    @Shape("A10")
    @Test
    void recursionKeepsItsFrames() {
        alike("""
                @Suspendable static long fib(int n) { return n < 2 ? at((long) n) : fib(n - 1) + fib(n - 2); }
                @Suspendable static String down(int n, double d) { return n == 0 ? at("bottom") : n + down(n - 1, d / 2) + d; }
                """ + inRun("note(fib(7)); note(down(40, 1));"));
    }
}
