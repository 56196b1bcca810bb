package dev.bobbin.shapes;

import org.junit.jupiter.api.Test;

/** Objects whose constructor's arguments suspend. */
class ConstructionTest extends ShapeTest {

    private static final String A = """
            static class A { final Object o; final long l;
              static { note("A initialised"); }
              A(Object o) { this(o, 0); } A(Object o, long l) { this.o = o; this.l = l; note("A" + o + l); if (l == 13) throw new IllegalStateException(); }
              public String toString() { return "A(" + o + ")"; } }
            """;

    @Shape({"D1", "C9"})
    @Test
    void argumentsSuspendFourDeep() {
        alike(A + inRun("""
                note(new A(at(1))); note(new A(new A(new A(new A(at("x")), at(2L)))));
                A a = new A(at("y"), at(3L)); note(a); note(5 + new A(at(7), 8L + at(9L)).l);
                """));
    }

    @Shape({"D2", "D8"})
    @Test
    void argumentsBranch() {
        alike(A + inRun("""
                for (int i = 0; i < 3; i++) {
                    note(new A(at(i) == 1 ? at("one") : i == 2 ? null : new A(at(i)), at(true) ? i : at(4L)));
                }
                """));
    }

    @Shape("D3")
    @Test
    void theConstructorThrowsAfterTheResume() {
        alike(A + inRun("""
                String s = "kept";
                try { note(new A(at(s), at(13L))); } catch (IllegalStateException e) { note(e); note(s); }
                try { note(new A(at(s), fail(1))); } catch (java.io.IOException e) { note(e); }
                """));
    }

    @Shape("D5")
    @Test
    void severalAreUnderConstructionAtOnce() {
        alike(A + """
                static String f(A a, long l, A b) { return a + "" + l + b; }
                """ + inRun("""
                note(f(new A(at(1)), at(2L), new A(new A(at(3)), at(4L))));
                Object[] all = {new A(at(5)), new A(at(6), at(7L)), at("s")}; note(all[0]); note(all[1]);
                throw new IllegalArgumentException(new StringBuilder(at("m")).append(new A(at(8))).append(at(1.5)).toString());
                """));
    }

    @Shape("D7")
    @Test
    void aStringIsMadeOfAResult() {
        body("note(new String(at(\"s\").toCharArray(), at(0), at(1))); note(new String(at(new char[] {'a'})));");
    }

    @Shape("D9")
    @Test
    void theClassIsInitialisedWhereTheExpressionStarts() {
        alike("""
                static class B { static { note("B initialised"); } B(int i) { note("B" + i); } }
                """ + inRun("note(1); note(new B(at(2)) != null); note(new B(at(3)) == null);"));
    }

    @Shape({"D11", "H8"})
    @Test
    void anonymousAndLocalClassesCaptureAcrossSuspensions() {
        alike("""
                interface S { @Suspendable int get(int i) throws Exception; }
                """ + inRun("""
                int a = at(1); long b = at(2L); String c = at("c");
                S s = new S() { int sum = a; public int get(int i) { sum += at(i) + (int) b; return sum + at(c).length(); } };
                note(s.get(3)); note(s.get(4));
                class Local { final int v; Local(int v) { this.v = v + a; } @Suspendable int w() { return at(v) + a; } }
                note(new Local(at(5)).w());
                """));
    }
}
