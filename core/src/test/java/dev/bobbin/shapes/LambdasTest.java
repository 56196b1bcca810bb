package dev.bobbin.shapes;

import org.junit.jupiter.api.Test;

/** Lambdas and method references of suspendable functional interfaces. */
class LambdasTest extends ShapeTest {

    private static final String F = """
            interface F<A, B> { @Suspendable B ap(A a) throws Exception;
                @Suspendable default <C> F<A, C> then(F<? super B, ? extends C> n) { return a -> n.ap(ap(a)); } }
            interface Op { @Suspendable int op(int a, long b) throws Exception; }
            """;

    @Shape({"H1", "H2", "H3"})
    @Test
    void lambdasCaptureAndNest() {
        alike(F + inRun("""
                long w = at(5L); double d = at(1.5); String s = at("s");
                for (int i = 0; i < 3; i++) { int c = i;
                    Op o = (a, b) -> { try { return fail(a + c) + (int) (b + w + d); } catch (IllegalStateException e) { pause(); return s.length(); } finally { note(at(c)); } };
                    try { note(o.op(at(0), 3L)); } catch (java.io.IOException e) { note(e); }
                    F<Integer, F<Integer, Integer>> curry = x -> y -> at(x) * at(y) + c; note(curry.ap(3).ap(4));
                }
                """));
    }

    @Shape("H4")
    @Test
    void methodReferencesOfEveryKind() {
        alike(F + """
                int v = 2; @Suspendable int inst(int a, long b) { return at(a) + v; } @Suspendable int un(Integer a) { return at(a) * v; }
                interface G { @Suspendable int un(Shape s, Integer a); } @Suspendable static int va(Object... xs) { pause(); return xs.length; }
                interface V { @Suspendable int v(Object a, Object b); }
                """ + inRun("""
                F<Integer, Integer> st = dev.bobbin.harness.Probe::at; note(st.ap(1)); Op b = new Shape()::inst; note(b.op(3, 4L));
                G g = Shape::un; note(g.un(new Shape(), 5)); F<String, StringBuilder> c = StringBuilder::new; note(c.ap(at("x"))); V v = Shape::va; note(v.v(1, 2));
                F<Integer, int[]> arr = int[]::new; note(arr.ap(2)); F<Integer, String> t = st.then(x -> at("r" + x)); note(t.ap(7));
                """));
    }

    @Shape({"H5", "H10", "H14", "H16"})
    @Test
    void genericSpecialisationsAndSerializableLambdas() {
        alike(F + """
                interface Sp extends F<String, Integer> { @Override @Suspendable Integer ap(String s); }
                interface Df extends Op { @Suspendable default int tw(int a) throws Exception { Op o = (x, y) -> op(at(x), y); return o.op(a, 1L) + op(a, 2L); } }
                @Suspendable static <T> T gen(T t, F<T, T> f) throws Exception { F<T, T> g = x -> f.ap(f.ap(x)); return g.ap(t); }
                static final F<Integer, Integer> STATIC = x -> at(x) + 1;
                """ + inRun("""
                Sp sp = s -> at(s).length(); note(sp.ap("abc")); F<String, Integer> up = sp; note(up.ap("de")); Df df = (a, b) -> at(a) + (int) b; note(df.tw(3));
                note(gen(4, STATIC)); Op ser = (Op & java.io.Serializable) (a, b) -> at(a); note(ser.op(6, 0)); note(STATIC.ap(1));
                try { ((Op) (a, b) -> { pause(); throw new IllegalStateException(); }).op(1, 2); } catch (IllegalStateException e) { note(e); }
                """));
    }
}
