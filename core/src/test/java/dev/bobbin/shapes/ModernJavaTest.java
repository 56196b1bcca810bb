package dev.bobbin.shapes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What Java has got since 8, in so far as it makes other bytecode. */
class ModernJavaTest extends ShapeTest {

    /** Nestmates call each other's private methods directly; before 11, through accessors. */
    @Shape({"A29", "H15"})
    @Test
    void nestmatesReachEachOthersPrivateMethods() {
        alike("""
                private int v = 1; @Suspendable private int own(int x) { return at(x) + v++; } @Suspendable private static long st(long x) { return at(x) * 2; }
                interface Op { @Suspendable int op(int x); }
                static class A { private int w = 2; private A() {} @Suspendable private int m(int x) { return at(x) * w; } class B { @Suspendable private int n(int x) { w += at(1); return m(x) + A.this.w; } } }
                static class C extends A { @Suspendable int m(int x) { return 7 + ((A) this).m(at(x)); } Op op() { return super.w > 0 ? this::m : null; } }
                """ + inRun("""
                Shape s = new Shape(); note(s.own(at(1))); note(st(2)); A a = new A(); note(a.m(3)); note(a.new B().n(4)); note(new C().m(5));
                Op bound = s::own; note(bound.op(6)); Op lambda = x -> s.own(x) + a.m(x); note(lambda.op(7)); s.v += at(2); s.v++; note(s.v); a.w <<= at(1); note(a.w); note(new C().op().op(8));
                """));
    }

    @Shape({"C13", "H12"})
    @Test
    void stringsAreConcatenatedByIndy() {
        alike("17", inRun("""
                String s = "x"; for (int i = 0; i < 3; i++) { s += at(i) + s + '\\u0001' + at(2L) + "\\u0002" + at(1.5) + null + at(true) + at('c') + at((Object) "o"); } note(s);
                note("" + at(1) + at("t") + \"""
                    block %d\\
                    \""".formatted(at(3)) + (char) at('z') + (byte) at((byte) 1) + at(new int[0]).length);
                record P(int a, String b, double c) {} P p = new P(at(1), at("b"), at(-0.0)); note(p + "/" + at(p.hashCode()) + p.equals(new P(at(1), "b", -0.0)));
                """));
    }

    @Shape({"E6", "L5"})
    @Test
    void switchExpressionsStandOnOperandsAndInTries() {
        alike("17", """
                enum Day { MON, TUE, SUN; }
                @Suspendable static int rate(Day d, int x) throws Exception {
                    return x * switch (at(d)) {
                        case MON -> { try { yield fail(x); } catch (java.io.IOException e) { yield at(7); } finally { note(at("f")); } }
                        case TUE -> switch (at(x)) { case 0, 1 -> at(10); default -> throw new IllegalStateException("d" + at(x)); };
                        case SUN -> { int s = 0; for (int i = 0; i < at(3); i++) { if (i == 1) continue; s += at(i); } yield s; }
                    } + at(x);
                }
                """ + inRun("""
                for (Day d : Day.values()) for (int i = 0; i < 3; i++) { try { note(rate(d, i)); } catch (IllegalStateException e) { note(e); } }
                """));
    }

    @Shape({"A29", "D11", "H8"})
    @Test
    void localRecordsEnumsAndInterfacesSuspend() {
        alike("17", inRun("""
                record Point(int x, int y) { Point { if (x < 0) throw new IllegalArgumentException(); } @Suspendable int sum() { return at(x) + at(y); } @Suspendable static Point of(int v) { return new Point(at(v), at(v + 1)); } }
                enum Side { LEFT { @Override int go(int x) { return at(x) - 1; } }, RIGHT; @Suspendable int go(int x) { return at(x) + 1; } }
                interface Walk { @Suspendable int step(Point p); default Walk twice() { return p -> step(new Point(step(p), p.y())); } }
                note(Point.of(at(3)).sum()); note(Side.LEFT.go(4) * Side.RIGHT.go(5)); Walk w = p -> p.sum() + at(1); note(w.twice().step(new Point(at(1), at(2))));
                Object o = at(new Point(1, 2)); if (o instanceof Point p && at(p.x()) == 1 || at(false)) { note(o); } if (!(o instanceof Point q)) { return; } note(q.sum());
                try { new Point(at(-1), at(0)); } catch (IllegalArgumentException e) { note(e); }
                class Inner { static int count = 0; @Suspendable static int next() { return count += at(1); } } note(Inner.next() + Inner.next()); var v = new Object() { int hidden = at(5); @Suspendable int show() { return at(hidden); } };
                """.replace("int hidden = at(5);", "int hidden = 5;") + "note(v.show());"));
    }

    @Shape("E6")
    @Test
    @EnabledForJreRange(min = JRE.JAVA_21)
    void recordPatternsAndGuardsSuspend() {
        alike("21", """
                sealed interface Expr permits Num, Bin, Neg {} record Num(long v) implements Expr {} record Bin(Op op, Expr l, Expr r) implements Expr {} record Neg(Expr e) implements Expr {}
                enum Op { ADD, MUL } record Box<T>(T t) {} sealed interface Tag permits Col, Lit {} enum Col implements Tag { RED, BLUE } record Lit(int n) implements Tag {}
                @Suspendable static long eval(Expr e) {
                    return switch (at(e)) {
                        case Num(var v) when at(v) < 0 -> -at(v);
                        case Num(long v) -> v;
                        case Bin(Op op, Num(var a), Num(var b)) when op == Op.MUL && at(a) == 0 -> at(0L);
                        case Bin(var op, var l, var r) -> switch (op) { case ADD -> eval(l) + eval(r); case MUL -> eval(l) * eval(r); };
                        case Neg(Neg(var inner)) -> 1000 + eval(inner);
                        case Neg(var inner) -> -eval(inner);
                    };
                }
                @Suspendable static String tag(Tag t) { return switch (t) { case Col.RED -> at("red"); case Col c -> at("col") + c; case Lit(int n) when at(n) > 3 -> "big" + at(n); case Lit l -> "lit" + l; }; }
                @Suspendable static Object any(Object o) { return switch (at(o)) { case Integer i when at(i) > 5 -> i + at(1); case String s -> at(s.length()); case int[] a -> a[at(0)]; case Box<?>(Box<?>(String s)) -> at(s); case Box<?>(var x) -> any(x); case null, default -> at("none"); }; }
                """ + inRun("""
                note(eval(new Bin(Op.ADD, new Num(-3), new Neg(new Bin(Op.MUL, new Num(0), new Num(4)))))); note(eval(new Neg(new Neg(new Bin(Op.MUL, new Num(2), new Bin(Op.ADD, new Num(3), new Num(4)))))));
                note(tag(Col.RED) + tag(Col.BLUE) + tag(new Lit(2)) + tag(new Lit(5))); for (Object o : new Object[] {null, 3, 8, "four", new int[] {6}, new Box<>(new Box<>("in")), new Box<>(9), 2L}) { note(any(o)); }
                Object o = new Box<>(new Num(at(4L))); if (o instanceof Box<?>(Num(var n)) && at(n) == 4) { note(n); }
                """));
    }

    @Shape({"E6", "D10"})
    @Test
    @EnabledForJreRange(min = JRE.JAVA_25)
    void whatJava25Has() {
        alike("25", """
                record P(Object a, Object b) {} static class Base { final int x; Base(int x) { this.x = x; } @Suspendable int m() { return at(x); } }
                static class Sub extends Base { final int y; Sub(int v) { int t = v * 2; if (t < 0) throw new IllegalArgumentException(); y = t; super(t + 1); } @Override int m() { return super.m() + at(y); } }
                """ + inRun("""
                note(new Sub(at(3)).m()); Object o = new P(at(1), new P(at("s"), 2)); note(switch (o) { case P(Integer i, P(_, Integer _)) -> at(i); case P(_, _) -> at(8); default -> 0; });
                try { new Sub(at(-1)); } catch (IllegalArgumentException _) { note(at("caught")); } for (var _ : List.of(1, 2)) { pause(); }
                """));
    }
}
