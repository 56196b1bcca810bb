// Java 17: method references of every kind, adapted, intersected, varargs, of inner classes and arrays
import static dev.bobbin.harness.Probe.*;

import dev.bobbin.Suspendable;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

public class References {
    interface Op<A, R, X extends Exception> {
        @Suspendable
        R apply(A a) throws X;

        default <B> Op<A, B, X> then(Op<? super R, ? extends B, ? extends X> next) {
            return a -> next.apply(apply(a));
        }

        static <T, E extends Exception> Op<T, T, E> same() {
            return t -> t;
        }
    }

    interface ToLong {
        @Suspendable
        long of(int x);
    }

    interface Two {
        @Suspendable
        Object of(References r, Integer x);
    }

    interface Many {
        @Suspendable
        String of(String a, int b, long c);
    }

    interface Nothing {
        @Suspendable
        void of(int x);
    }

    int field = 3;

    @Suspendable
    Integer own(int x) {
        return at(x) + field++;
    }

    @Suspendable
    static int narrow(Integer x) {
        return at(x) * 2;
    }

    @Suspendable
    static String join(Object first, Object... rest) {
        StringBuilder s = new StringBuilder().append(at(first));
        for (Object o : rest) s.append(',').append(at(o));
        return s.toString();
    }

    @Suspendable
    <T extends Comparable<T>> T larger(List<? extends T> all) {
        T best = null;
        for (T t : all) if (best == null || at(t).compareTo(best) > 0) best = t;
        return best;
    }

    class Inner {
        final int x;

        Inner(int x) {
            this.x = x + field;
        }

        class Deeper extends Inner {
            Deeper(int y) {
                super(y * 2);
            }

            @Suspendable
            int all() {
                return at(x) + Inner.this.x + References.this.field;
            }
        }

        @Suspendable
        int get() {
            return at(x);
        }
    }

    static class Parent {
        @Suspendable
        protected String say(String s) {
            return "parent " + at(s);
        }
    }

    static class Child extends Parent {
        @Override
        protected String say(String s) {
            return "child " + s;
        }

        @Suspendable
        String both(String s) {
            Op<String, String, RuntimeException> up = super::say;
            Op<String, String, RuntimeException> own = this::say;
            return own.then(up).apply(s) + up.then(own).apply(at(s));
        }
    }

    /** Sorts by calling back, in place. */
    @Suspendable
    static <T, X extends Exception> void sort(T[] a, Op<T[], Integer, X> order) throws X {
        for (int i = 1; i < a.length; i++) {
            T key = a[i];
            int j = i;
            @SuppressWarnings("unchecked")
            T[] pair = (T[]) java.lang.reflect.Array.newInstance(a.getClass().getComponentType(), 2);
            while (j > 0 && order.apply(both(pair, a[j - 1], key)) > 0) a[j] = a[--j];
            a[j] = key;
        }
    }

    private static <T> T[] both(T[] pair, T x, T y) {
        pair[0] = x;
        pair[1] = y;
        return pair;
    }

    @Suspendable
    @SuppressWarnings("unchecked")
    public static void run() throws Exception {
        refuel(5000);
        References r = new References();
        ToLong widened = r::own;
        ToLong boxed = References::narrow;
        Two unbound = References::own;
        Many varargs = References::join;
        Nothing dropped = r::own;
        note(widened.of(1) + boxed.of(at(2)) + "" + unbound.of(r, 3) + varargs.of("s", 4, 5L));
        dropped.of(6);
        note(r.field);
        Op<Integer, Inner, RuntimeException> make = ((Supplier<References>) () -> r).get().new Inner(1).x > 0 ? r.maker() : null;
        note(make.then(Inner::get).apply(at(10)));
        Inner inner = r.new Inner(at(4));
        note(inner.new Deeper(at(5)).all());
        Op<Integer, int[][], RuntimeException> arrays = int[][]::new;
        note(arrays.then(a -> at(a).length).apply(3));
        note(new Child().both("x"));
        Op<List<Integer>, Integer, RuntimeException> max = r::larger;
        note(max.apply(List.of(3, 9, 4)));
        String[] words = {"pear", "fig", "apple", "kiwi"};
        References.<String, java.io.IOException>sort(words, p -> at(p[0]).length() * 10 + p[0].compareTo(p[1]) - p[1].length() * 10);
        note(String.join("-", words));
        try {
            References.<String, java.io.IOException>sort(words, p -> fail(p[0].length()) - p[1].length());
        } catch (java.io.IOException | IllegalStateException e) {
            note(e);
        }
        var both = (Op<String, String, RuntimeException> & Serializable & Comparator<String>) null;
        note(both == null);
        Op<String, Object, RuntimeException> marked = (Op<String, Object, RuntimeException> & Serializable) s -> at(s) + "!";
        note(marked.apply("m") + "" + (marked instanceof Serializable));
        List<Op<Integer, Integer, RuntimeException>> steps = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int captured = i;
            steps.add(x -> at(x) * 10 + captured);
            if (i == 2) steps.add(Op.same());
        }
        int sum = 0;
        for (var s : steps) sum = s.apply(sum);
        note(sum);
        IntFunction<Function<Integer, Integer>> plain = a -> b -> a - b;
        note(plain.apply(at(7)).apply(at(2)));
    }

    Op<Integer, Inner, RuntimeException> maker() {
        return Inner::new;
    }
}
