package dev.bobbin.shapes;

import org.junit.jupiter.api.Test;

/** Values that lie on the operand stack under a suspending call. */
class OperandsTest extends ShapeTest {

    @Shape("C1")
    @Test
    void everyTypeLiesUnderTheCall() {
        body("""
                int i = 7; long l = 1L << 40; double d = -0.0; float f = Float.NaN; String s = "s";
                note(i + at(1)); note(l - at(2L)); note(d * at(3.5)); note(f + at(4.5f)); note(s + at("t"));
                note(at(5L) + i * at(6)); note(new long[] {1, at(2L), 3}[at(1)]);
                """);
    }

    @Shape({"C2", "C3"})
    @Test
    void sumsMixLocalsAndCalls() {
        body("""
                int x = 3;
                note(5 + at(x) + x);
                note(at(1L) + at("four").length() + at(2L));
                note(at(x) + at(x += 2) + x);
                note(Math.max(x, at("abc").length()));
                """);
    }

    @Shape({"C4", "C12"})
    @Test
    void arrayAndIndexLieUnderTheValue() {
        body("""
                int[] a = {1, 2, 3, 4}; int i = 0;
                a[i] = at(9); a[i++] = at(8); a[at(1)] += at(5); a[i++] *= at(3); note(a[at(2)]++ + --a[at(3)]);
                long[] l = {1, 2}; l[at(0)] += at(7L); note(l[at(1)]++ + l[0] + l[1]);
                double[] d = {1, 2}; d[at(1)] /= at(0.0); note(d[1]);
                String[] s = {"a"}; s[at(0)] += at("b"); note(s[0]);
                note(a); note(i);
                """);
    }

    @Shape("C12")
    @Test
    void fieldsAreAssignedInTheMiddleOfExpressions() {
        alike("""
                int i = 1; long l = 2; double d = 3; String s = "s"; static long sl = 5;
                @Suspendable Shape self() { pause(); return this; }
                @Suspendable public static void run() {
                    Shape o = new Shape();
                    note(o.self().i += at(4)); note(o.self().l += at(5L)); note(o.self().l++ + at(1L));
                    note(o.self().d -= at(0.5)); note(o.self().s += at("t") + at('u')); note(sl <<= at(3));
                    note(o.i = (int) (o.l = at(6L)));
                }
                """);
    }

    @Shape({"C5", "C13"})
    @Test
    void stringsAreConcatenatedAroundCalls() {
        body("""
                String s = "";
                for (int i = 0; i < 3; i++) { s += ":" + at(i) + at('c') + at(1.5f) + null + at(2L) + at(true); }
                note(s); note("a" + at("b") + ("c" + at("d")) + at((Object) null));
                """);
    }

    @Shape({"C6", "C7", "C8"})
    @Test
    void nullsWideValuesAndUnusedResults() {
        alike("""
                static String f(Object a, long b, Object c, double d, int e) { return a + "" + b + c + d + e; }
                @Suspendable public static void run() {
                    note(f(null, 1L << 33, at("x"), 2.5, at(3)));
                    note(f("a", at(2L), null, at(-0.0), 4));
                    at(1); at(1L); at(1.5); at("s"); at(true); pause();
                }
                """);
    }

    @Shape({"C9", "C11"})
    @Test
    void callsAreArgumentsOfCalls() {
        body("""
                int x = 4;
                note(at(at(at(x)) + at(at(1))));
                note(1 + (at(true) ? at(2) : at(3)) * (at(false) ? 5 : at(6)));
                note(at(x > 3 ? at("a") : null) + (at(x) == 4 ? at(1L) : 2));
                """);
    }

    @Shape("C10")
    @Test
    void operatorsSurroundTheCall() {
        body("""
                int i = 77; long l = -9876543210L;
                note(i % at(5)); note(i << at(3)); note(i >>> at(2)); note(i & at(12)); note(i | at(128)); note(~at(i) ^ i);
                note(l / at(7L)); note(l >>> at(3)); note(l >> at(2)); note(-at(l)); note(l % at(11L)); note(l < at(5L));
                note(2.5 % at(2.0)); note(1f / at(-0f)); note((byte) at(300)); note((char) (at(60) + 5)); note((int) at(1e20));
                note((short) at(70000L)); note(at(Double.NaN) > 1); note(at(Float.NaN) <= 1f);
                try { note(i / at(0)); } catch (ArithmeticException e) { note(e); }
                """);
    }

    @Shape({"C14"})
    @Test
    void conditionsAreCutShort() {
        body("""
                boolean t = true;
                note(at(false) && at(1) > 0 || at(true)); note(at(t) & at(false) | at(t)); note(!at(t) || at(2) == at(2));
                note(at(t) ? at(false) ? at(1) : at(2) : at(3)); boolean b = at(t) ^ at(t); note(b);
                if (at(1) < at(2) && (at(3) > at(4) || at("x") != null)) note("in"); else note("out");
                """);
    }

    @Shape("C15")
    @Test
    void smallArraysAreStoredTo() {
        body("""
                boolean[] z = new boolean[2]; byte[] b = new byte[2]; char[] c = new char[2]; short[] s = new short[2]; float[] f = {1};
                z[1] = at(true); b[0] = at((byte) -3); b[1] += at(200); c[at(1)] = at('q'); s[0] = (short) at(70000); s[1]--; f[0] *= at(2f);
                z[0] |= at(z[1]);
                note(z[0]); note(z[1]); note(b[0]); note(b[1]); note(c[1]); note(s[0]); note(s[1]); note(f[0]);
                """);
    }

    @Shape("C16")
    @Test
    void everyInstructionTakesAResult() {
        alike("""
                @Suspendable static Object back() { return at("r"); }
                @Suspendable public static void run() {
                    note(at((Object) "s") instanceof String); note(((String) at((Object) "cast")).length());
                    note(at(new int[3]).length); note(back()); note(new int[at(2)][at(3)][].length);
                    switch (at(2)) { case 1: note("one"); break; case 2: note("two"); default: note("more"); }
                    synchronized (at(new Object())) { note("held"); }
                    try { throw at(new IllegalStateException()); } catch (IllegalStateException e) { note(e); }
                    try { note((Integer) at((Object) "s")); } catch (ClassCastException e) { note("cce"); }
                    try { at((int[]) null)[at(0)] = at(1); } catch (NullPointerException e) { note("npe"); }
                    try { note(new int[at(-1)]); } catch (NegativeArraySizeException e) { note("nase"); }
                    Object[] o = new String[1];
                    try { o[at(0)] = at(Integer.valueOf(1)); } catch (ArrayStoreException e) { note("ase"); }
                }
                """);
    }
}
