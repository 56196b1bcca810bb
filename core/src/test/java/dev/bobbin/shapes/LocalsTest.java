package dev.bobbin.shapes;

import org.junit.jupiter.api.Test;

/** Local variables of every type and history that live over suspensions. */
class LocalsTest extends ShapeTest {

    @Shape({"B1", "B2", "B15", "B16"})
    @Test
    void everyTypeLivesOn() {
        body("""
                boolean z = true; byte b = -7; char c = 'x'; short s = -300; int i = Integer.MIN_VALUE; long l = Long.MIN_VALUE;
                float f = -0f; double d = Double.longBitsToDouble(0x7ff8000000001234L); String t = "t"; Class<?> k = String.class;
                for (int n = 0; n < 2; n++) { pause(); z = !z; b++; c++; s--; i++; l--; }
                note(z); note(b); note(c); note(s); note(i); note(l); note(f); note(d); note(t); note(k);
                """);
    }

    @Shape({"B3", "B4", "B5"})
    @Test
    void nullsAndWhatReplacesThem() {
        body("""
                Object n = null; String s = null; int[] a = null; Object m = at(true) ? null : new int[1];
                pause(); note(n); note(s); note(a); note(m);
                if (at(true)) { s = at("s"); n = s; a = new int[] {at(1)}; } pause(); note(n); note(s); note(a);
                { Object x = null; pause(); note(x); } { int x = at(3); pause(); note(x); }
                """);
    }

    @Shape({"B6", "B7", "B8", "B12", "L2"})
    @Test
    void slotsAreUsedAgainWithOtherTypes() {
        body("""
                for (int i = 0; i < 3; i++) {
                    if (at(i) == 0) { Long x = at(5L); pause(); note(x); } else if (i == 1) { List<Integer> x = new ArrayList<>(); x.add(at(6)); pause(); note(x); }
                    else { double x = at(7.5); pause(); note(x); }
                    { long[][] g = {{at(1L)}, {2}}; pause(); note(g[0][0] + g[1].length); }
                    { Object[] g = at(i) == 0 ? new String[] {"q"} : new Integer[] {1}; pause(); note(g[0]); }
                }
                """);
    }

    @Shape({"B9", "B10", "B19"})
    @Test
    void typesMeetInBranches() {
        body("""
                for (int i = 0; i < 4; i++) {
                    Number n = i == 0 ? (Number) at(1) : i == 1 ? (Number) at(2L) : Float.valueOf(3f); pause(); note(n);
                    Comparable<?> c = i % 2 == 0 ? "s" : Integer.valueOf(4); note(c + at("-")); note(c);
                    Collection<String> l = at(i) == 0 ? new ArrayList<>() : new HashSet<>(); l.add(at("e")); note(l);
                    note(String.valueOf(at(i) > 1 ? at("a") : Integer.valueOf(at(2))) + (Object) n);
                }
                """);
    }

    @Shape({"B11", "B18", "B22"})
    @Test
    void variablesAreAssignedLate() {
        alike("""
                @Suspendable static int f(int p, long q) { int late; p += 2; pause(); if (at(p) > 4) { late = at(1); q = at(9L); } else { late = 2; } pause(); return late + p + (int) q; }
                """ + inRun("note(f(1, 2)); note(f(5, 6));"));
    }

    @Shape({"B20", "L9", "A24", "A25"})
    @Test
    void manyParametersAndLocals() {
        StringBuilder parameters = new StringBuilder();
        StringBuilder arguments = new StringBuilder();
        StringBuilder sum = new StringBuilder("0.0");
        String[] types = {"int", "long", "byte", "double", "float", "char", "short"};
        for (int i = 0; i < 50; i++) {
            String type = types[i % types.length];
            parameters.append(i == 0 ? "" : ", ").append(type).append(" p").append(i);
            arguments
                    .append(i == 0 ? "" : ", ")
                    .append("(")
                    .append(type)
                    .append(") at(")
                    .append(i)
                    .append(')');
            sum.append(" + p").append(i).append(" * ").append(i + 1);
        }
        StringBuilder locals = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            locals.append("long q").append(i).append(" = p1 + ").append(i).append("; ");
            if (i % 2 == 1) { // the others are dead when f suspends
                sum.append(" + q").append(i);
            }
        }
        alike("@Suspendable static double f(" + parameters + ") { " + locals
                + "int wide = 1; for (int i = 0; i < 3; i++) { pause(); wide += 300; p0++; } return wide + " + sum
                + "; }\n"
                + inRun("note(f(" + arguments + "));"));
    }

    @Shape("L1")
    @Test
    void oneConstantIsEveryIntLikeType() {
        body("""
                boolean z = true; byte b = 1; char c = 1; short s = 1; int i = 1; boolean[] zs = {false}; byte[] bs = {0};
                pause();
                zs[0] = z; bs[0] = b; i += c + s; pause(); note(zs[0]); note(bs[0]); note(i); note((byte) at(511)); z = bs[0] == 1; pause(); note(z);
                byte narrow = (byte) (b + at(300)); pause(); bs[0] = narrow; note(bs[0]);
                """);
    }
}
