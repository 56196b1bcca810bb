// Java 8: compound assignments, increments, narrowing, overflow, NaN and strings with calls in every place
import static dev.bobbin.harness.Probe.*;

import dev.bobbin.Suspendable;

public class Arithmetic {
    byte b = 127;
    short s = -32768;
    char c = 'z';
    long l = Long.MAX_VALUE;
    float f = 16777216f;
    double d = 0.1;
    Integer boxed = 127;
    Character letter = 'a';
    static Long total = 5L;
    String text = "t";
    Arithmetic next;
    int[][] grid = {{1, 2, 3}, {4, 5, 6}, null};

    @Suspendable
    Arithmetic self() {
        note("self");
        return at(this) == null ? null : this;
    }

    @Override
    public String toString() {
        return "A";
    }

    @Suspendable
    void members() {
        note(self().b++ + ++self().b);
        note(self().s-- - --self().s);
        note((int) (self().c += at(1.7)));
        note(self().l++ + at(1));
        note(self().f += at(1f));
        note(self().d *= at(3) + at(0.5f));
        note(self().boxed++ + ++self().boxed);
        note(boxed == self().boxed);
        note(++self().letter);
        note(total += at(3) * total--);
        note(self().text += at('c') + at(1) + self().text + null + at(2L));
        note(self().b >>>= at(1));
        note(self().s <<= at(33L));
        note(self().b ^= self().c &= at(~0) | self().s);
        note((byte) at(200) + (short) at(70000) + (char) at(65601) + (int) at(1e20) + (long) at(Float.NaN) + (int) at(-0.0f));
    }

    @Suspendable
    int[] row(int i) {
        note("row" + i);
        return at(grid[i]);
    }

    @Suspendable
    void arrays() {
        int i = 0;
        row(i++)[i++] = i++ + at(i) * i--;
        note(i);
        row(at(1))[at(i = 2)] += i += at(1);
        note(row(0)[1]++ + --row(0)[1] - (row(1)[2] <<= at(2)));
        grid[at(0)][at(0)] = grid[at(1)][at(1)] = at(42);
        int[] a = {at(0), at(1), at(2)};
        int k = 0;
        a[k] = k = at(2);
        note(a);
        a[at(1)] = a[a[at(0)]]++ % at(3);
        note(a);
        try {
            row(2)[at(0)] = at(1);
        } catch (NullPointerException e) {
            note("null");
        }
        try {
            row(0)[at(3)] = at(7);
        } catch (ArrayIndexOutOfBoundsException e) {
            note("index");
        }
        try {
            Object[] objects = new String[at(2)];
            objects[at(0)] = at(1);
        } catch (ArrayStoreException e) {
            note(e);
        }
        try {
            note(new int[at(1)][at(-1)][at(0)].length);
        } catch (NegativeArraySizeException e) {
            note(e);
        }
        long[] longs = {1, 2};
        longs[at(1)] <<= longs[at(0)] = at(5);
        note(longs[0] + longs[1]);
        boolean[] flags = new boolean[2];
        flags[at(0)] |= flags[at(1)] ^= at(true);
        note(flags[0] & flags[1]);
        char[] chars = {'a', 'b'};
        chars[at(0)] += chars[at(1)]++;
        note((int) chars[0] + chars[1]);
    }

    @Suspendable
    void numbers() {
        note(at(Integer.MIN_VALUE) / at(-1) + at(Integer.MIN_VALUE) % -1 - at(1));
        note(at(5) % at(-3) + at(-5.5) % at(3));
        note(at(1) / at(0.0) + (0.0 / at(0.0)));
        note(at(Double.NaN) < 1 || at(Double.NaN) >= 1);
        note(at(0.0) == at(-0.0) && !Double.valueOf(at(0.0)).equals(at(-0.0)));
        note(at(1L) << at(65) | at(1) << at(33));
        note(at(-1) >>> at(28) ^ at(-1L) >>> at(60));
        note(at((byte) -1) >>> 4);
        note(at('a') + at((short) 1) + at((byte) 1) + "" + at('a') + (char) (at('a') + 1));
        try {
            note(at(1) % at(0));
        } catch (ArithmeticException e) {
            note(e);
        }
        Integer none = at((Integer) null);
        try {
            note(at(true) ? none : at(1));
        } catch (NullPointerException e) {
            note("unboxed");
        }
        Object mixed = at(true) ? at(1) : at(2.0);
        note(mixed);
        note(at(false) ? at('x') : at(0) + 'y');
        long big = at(1_000_003), product = 1;
        for (int i = 0; i < 6; i++) product = product * big + at(i) ^ product >>> 7;
        note(product);
    }

    @Suspendable
    public static void run() {
        refuel(5000);
        Arithmetic a = new Arithmetic();
        a.members();
        a.arrays();
        a.numbers();
        Arithmetic none = null;
        try {
            none.b += at(1);
        } catch (NullPointerException e) {
            note("before");
        }
        a.next = new Arithmetic();
        a.next.next = a;
        note((a = a.next).b = (a = a.next).self().b += at(3));
        note(a.next.b);
    }
}
