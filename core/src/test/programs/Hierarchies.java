// Java 17: generic visitors and builders with bridges, covariant results, overloads that differ in boxing, diamonds, initialisers
import static dev.bobbin.harness.Probe.*;

import dev.bobbin.Suspendable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

public class Hierarchies {
    interface Visitor<R, P> {
        @Suspendable
        R leaf(int value, P p);

        @Suspendable
        R fork(Tree left, Tree right, P p);

        @Suspendable
        default R visit(Tree t, P p) {
            return t == null ? none(p) : t.accept(this, p);
        }

        @Suspendable
        private R none(P p) {
            note("none " + (at(p) != null));
            return null;
        }

        static <R, P> R all(Visitor<R, P> v, P p, Tree... trees) {
            R last = null;
            for (Tree t : trees) last = v.visit(t, p);
            return last;
        }
    }

    abstract static class Tree implements Cloneable {
        @Suspendable
        abstract <R, P> R accept(Visitor<R, P> v, P p);

        @Override
        @Suspendable
        protected Tree clone() {
            try {
                pause();
                return (Tree) super.clone();
            } catch (CloneNotSupportedException e) {
                throw new AssertionError(e);
            }
        }
    }

    static final class Leaf extends Tree {
        int value;

        Leaf(int value) {
            this.value = value;
        }

        @Override
        <R, P> R accept(Visitor<R, P> v, P p) {
            return v.leaf(value++, p);
        }

        @Override
        protected Leaf clone() {
            Leaf copy = (Leaf) super.clone();
            copy.value = -at(value);
            return copy;
        }
    }

    static class Fork extends Tree {
        final Tree left, right;
        final String trail;

        {
            note("fork");
        }

        Fork(Tree left, Tree right) {
            this(left, right, "f" + (left == null ? 0 : 1));
        }

        private Fork(Tree left, Tree right, String trail) {
            this.left = left;
            this.right = right;
            this.trail = trail;
        }

        @Override
        <R, P> R accept(Visitor<R, P> v, P p) {
            return at(v).fork(left, right, p);
        }
    }

    static class Sum implements Visitor<Long, int[]> {
        public Long leaf(int value, int[] depth) {
            return at((long) value) * depth[0];
        }

        public Long fork(Tree l, Tree r, int[] depth) {
            depth[0]++;
            try {
                Long a = visit(l, depth), b = visit(r, depth);
                return (a == null ? at(1L) : a) + (b == null ? at(2L) : b);
            } finally {
                depth[0] -= at(1);
            }
        }

        @Override
        public String toString() {
            return "sum";
        }
    }

    static class Loud extends Sum {
        @Override
        public Long visit(Tree t, int[] depth) {
            note("visit" + depth[0]);
            return super.visit(at(t), depth);
        }
    }

    // ---- builders that return themselves ----

    abstract static class Builder<B extends Builder<B>> {
        final List<String> parts = new ArrayList<>();

        abstract B self();

        @Suspendable
        B add(String s) {
            parts.add(at(s));
            return self();
        }

        @Suspendable
        Object build() {
            return String.join("/", parts);
        }
    }

    static class Path extends Builder<Path> {
        @Override
        Path self() {
            return this;
        }

        @Override
        Path add(String s) {
            return s.isEmpty() ? up() : super.add(s);
        }

        @Suspendable
        private Path up() {
            parts.remove(parts.size() - at(1));
            return this;
        }

        @Override
        String build() {
            return "/" + super.build();
        }
    }

    // ---- overloads ----

    @Suspendable
    static String f(int x) {
        return "int" + at(x);
    }

    @Suspendable
    static String f(Integer x) {
        return "Integer" + at(x);
    }

    @Suspendable
    static String f(long x) {
        return "long" + at(x);
    }

    static String f(Object x) {
        return "Object" + x;
    }

    @Suspendable
    static String f(int... x) {
        return "ints" + at(x.length);
    }

    // ---- diamonds ----

    interface Top {
        @Suspendable
        default String who() {
            return "top" + at(1);
        }
    }

    interface Left extends Top {
        @Override
        default String who() {
            return "left" + Top.super.who();
        }
    }

    interface Right extends Top {}

    static class Both implements Right, Left {}

    static class Chooser extends Both implements Top {
        @Override
        public String who() {
            return "chooser" + super.who() + at("!");
        }

        class Within {
            @Suspendable
            String outer() {
                return Chooser.this.who() + Chooser.super.who();
            }
        }
    }

    interface Steps extends Iterator<Integer> {
        @Override
        @Suspendable
        boolean hasNext();

        @Override
        @Suspendable
        Integer next();
    }

    /** An ordinary collection, which the JDK calls, too. Its iterator suspends where a coroutine can wait. */
    static class Countdown extends AbstractList<Integer> {
        final int from;

        Countdown(int from) {
            this.from = from;
        }

        @Override
        public Integer get(int i) {
            return from - i;
        }

        @Override
        public int size() {
            return from;
        }

        @Override
        @Suspendable
        public Steps iterator() {
            Iterator<Integer> own = super.iterator();
            pauseIfPossible();
            return new Steps() {
                @Override
                public boolean hasNext() {
                    pauseIfPossible();
                    return own.hasNext();
                }

                @Override
                public Integer next() {
                    pauseIfPossible();
                    return own.next();
                }
            };
        }
    }

    @Suspendable
    public static void run() {
        refuel(5000);
        Tree t = new Fork(new Fork(new Leaf(at(1)), null), new Fork(new Leaf(2), new Leaf(at(3))));
        note(new Sum().visit(t, new int[] {1}));
        note(new Loud().visit(t, new int[] {at(1)}));
        note(new Loud().fork(t, t.clone(), new int[] {0}));
        Leaf copy = new Leaf(8).clone();
        note(copy.value + copy.<Long, int[]>accept(new Sum(), new int[] {at(2)}));
        note(new Path().add("a").add("b").add("").add("c").build());
        Builder<?> raw = new Path();
        note(raw.add("x").add("y").build());
        byte small = at((byte) 4);
        char letter = at('d');
        Integer boxed = at(5);
        note(f(small) + f(letter) + f(boxed) + f(at(6L)) + f(at("s")) + f() + f(at(1), 2) + f((Object) boxed) + f(at(2.5)));
        note(new Both().who() + new Chooser().who() + new Chooser().new Within().outer());
        Countdown down = new Countdown(3);
        int sum = 0;
        for (Steps i = down.iterator(); i.hasNext(); ) sum = sum * 10 + i.next();
        note(sum + down.toString() + new ArrayList<>(down));
    }
}
