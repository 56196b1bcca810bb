package dev.bobbin.shapes;

import org.junit.jupiter.api.Test;

/** Calls and dispatch: who is called, and through what. */
class CallsTest extends ShapeTest {

    @Shape({"A1", "A2", "A3", "A4", "A5", "A6", "A22"})
    @Test
    void everyKindOfReceiver() {
        alike("""
                interface I { @Suspendable int m(int x); }
                abstract static class Abs implements I { int base = 2; @Suspendable int twice(int x) { return m(x) + this.m(x) + base; } }
                static class C extends Abs { public int m(int x) { return at(x) + p(x); } @Suspendable private int p(int x) { pause(); return x * 3; } }
                static final class D extends C { @Override public int m(int x) { return super.m(x) - at(1); } }
                """ + inRun("""
                I i = new C(); note(i.m(1)); Abs a = new D(); note(a.twice(2)); note((at(true) ? new D() : i).m(3)); note(new C().p(4)); note(new D().twice(at(5)));
                """));
    }

    @Shape({"A7", "L7", "A33"})
    @Test
    void bridgesSuspend() {
        alike(
                """
                interface G<T> { @Suspendable T get(T t); @Suspendable default T both(T t) { return get(get(t)); } }
                interface H extends G<Integer> { @Suspendable Integer get(Integer t); }
                static class N { @Suspendable Number make() { return at(1); } }
                static class M extends N implements H { @Override Integer make() { return at(2); } public Integer get(Integer t) { return at(t + 1); } }
                @Suspendable static <T extends Comparable<T>> T max(T a, T b) { return at(a).compareTo(at(b)) > 0 ? a : b; }
                """
                        + inRun(
                                "N n = new M(); note(n.make()); G<Integer> g = new M(); note(g.both(3)); note(new M().make() + 1); note(max(3, 4)); note(max(\"b\", \"a\"));"));
    }

    @Shape({"A8", "A9", "A12"})
    @Test
    void superChainsAndInnerClasses() {
        alike("""
                private int v = 1; @Suspendable private int own(int x) { return at(x) + v; }
                class In { @Suspendable int m(int x) { return own(x) + Shape.this.own(at(x)); } private int q = 3; @Suspendable private int w() { return at(q); } }
                class In2 extends In { @Override int m(int x) { return 1 + super.m(x + 1); } }
                class In3 extends In2 { @Override int m(int x) { v += at(2); return 2 * super.m(x + 1); } }
                static class S { @Suspendable static int st(int x) { return at(x); } } static class T extends S {}
                """ + inRun("Shape s = new Shape(); note(s.new In3().m(1)); note(s.new In().w()); note(T.st(4));"));
    }

    @Shape({"A13", "A14", "A17", "A19"})
    @Test
    void overloadsVarargsAndForwarding() {
        alike(
                """
                @Suspendable static int o(int x) { return at(x); } static int o(long x) { return 7; } @Suspendable static int o(Object x) { pause(); return 8; }
                @Suspendable static int sum(int... xs) { int s = 0; for (int x : xs) s += at(x); return s; }
                @Suspendable static long fl(long x) { return at(x); } @Suspendable static double fd(double x) { return at(x); } @Suspendable static void fv() { pause(); }
                @Suspendable static int idle(int x) { return x; }
                """
                        + inRun(
                                "note(o(1)); note(o(2L)); note(o(\"x\")); note(sum()); note(sum(1, at(2), 3)); note(fl(5)); note(fd(-0.0)); fv(); note(idle(6));"));
    }

    @Shape({"A26", "A27"})
    @Test
    void defaultMethodsOfSeveralInterfaces() {
        alike(
                """
                interface L { @Suspendable default int m(int x) { return at(x); } } interface R { @Suspendable default int m(int x) { return at(x + 1); } }
                static class B implements L, R { public int m(int x) { return L.super.m(x) * R.super.m(x); } }
                interface X { @Suspendable int n(); } interface Y { @Suspendable int n(); } static class Z { public int n() { return 4; } } static class W extends Z implements X, Y {}
                """
                        + inRun(
                                "note(new B().m(2)); L l = new B(); note(l.m(3)); X x = new W(); Y y = new W(); note(x.n() + y.n());"));
    }

    /** What extends another interface is more specific, wherever it stands in the list. */
    @Shape({"A26", "A27"})
    @Test
    void theMoreSpecificOfTwoInterfacesCounts() {
        alike(
                """
                interface A { @Suspendable default int m(int x) { return at(x); } } interface B extends A { @Override default int m(int x) { return at(x) + 1; } }
                static class T implements A, B {} static class U implements B, A {} interface L extends A { int m(int x); } static class V implements A, L { public int m(int x) { return at(x) * 3; } }
                interface S { static int m(int x) { return 7; } } interface N { @Suspendable int m(int x); } interface O extends S, N {}
                interface P<X> { @Suspendable X p(X x); @Suspendable void g(X x); } interface Q extends P<String> { @Override default void g(String s) { note(at(s)); } } interface R extends P<String>, Q {}
                """
                        + inRun(
                                "note(new T().m(1)); A a = new T(); note(a.m(at(2))); note(new U().m(3)); a = new V(); note(a.m(4)); O o = x -> at(x); note(o.m(5)); R r = s -> at(s) + 1; note(r.p(\"p\")); r.g(at(\"g\"));"));
    }

    /** {@code Par} knows nothing of the interfaces, and what it does not have a twin of, {@code super.x()} must not look for. */
    @Shape({"A9", "A26"})
    @Test
    void superCallsReachClassesThatKnowNothingOfTheInterface() {
        alike(
                """
                static class Par { public int x(int a) { note("par"); return a; } } interface X { @Suspendable int x(int a); } static class C extends Par implements X {}
                static class D extends C { public int x(int a) { return at(super.x(a)) + 1; } } static class E extends D { public int x(int a) { X f = super::x; return f.x(a) + super.x(at(a)); } }
                interface Sized { @Suspendable int size(); @Suspendable default boolean isEmpty() { return at(size()) == 0; } } static class Many extends ArrayList<Integer> implements Sized {}
                static class More extends Many { public int size() { return super.size() + at(1); } public boolean isEmpty() { return super.isEmpty() & at(true); } }
                """
                        + inRun(
                                "X x = new D(); note(x.x(at(1))); note(new E().x(at(2))); Sized s = new More(); note(s.size()); note(s.isEmpty()); s = new Many(); note(s.isEmpty());"));
    }

    @Shape("A29")
    @Test
    void enumConstantsRecordsAndNestmates() {
        alike(
                "17",
                """
                enum Op { ADD { int f(int a) { return at(a) + 1; } }, MUL { int f(int a) { return at(a) * 2; } }; @Suspendable abstract int f(int a); }
                record P(int x, String y) { @Suspendable int m() { return at(x) + at(y).length(); } }
                interface Pr { @Suspendable private int h(int x) { return at(x); } @Suspendable default int d(int x) { return h(x) + st(x); } @Suspendable static int st(int x) { return at(x * 2); } }
                """
                        + inRun(
                                "for (Op o : Op.values()) note(o.f(5)); note(new P(at(1), at(\"yy\")).m()); note(new Pr() {}.d(3));"));
    }

    /** Where a method switches on an enum, an initialiser calls {@code values()}, which no mark of the type concerns. */
    @Shape("A29")
    @Test
    void aMarkedEnumCanBeSwitchedOn() {
        alike(
                "@Suspendable enum E { A, B { int go(int x) { return at(x) * 2; } }; int go(int x) { return at(x) + 1; } }"
                        + inRun(
                                "for (E e : E.values()) { switch (at(e)) { case A: note(e.go(1)); break; case B: note(at(\"b\") + e.go(2)); } } note(E.valueOf(at(\"B\")).go(3));"));
    }
}
