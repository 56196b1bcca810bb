// Java 25: work before super(), unnamed variables, generic sealed hierarchies, patterns that fail halfway
import static dev.bobbin.harness.Probe.*;

import dev.bobbin.Suspendable;
import java.util.List;
import java.util.Map;

public class Newest {
    sealed interface Result<T, E extends Exception> {
        record Ok<T, E extends Exception>(T value) implements Result<T, E> {}

        record Failed<T, E extends Exception>(E cause, int... codes) implements Result<T, E> {}

        @Suspendable
        default T get() throws E {
            return switch (this) {
                case Ok<T, E>(var v) -> at(v);
                case Failed<T, E>(E cause, var codes) when at(codes.length) > 1 -> throw cause;
                case Failed<T, E>(var cause, var _) -> {
                    note(at(cause.getMessage()));
                    yield null;
                }
            };
        }

        interface Step<A, B, E extends Exception> {
            @Suspendable
            B of(A a) throws E;
        }

        @Suspendable
        default <R> Result<R, E> map(Step<? super T, ? extends R, ? extends E> step) throws E {
            if (!(this instanceof Ok<T, E>(var v))) {
                @SuppressWarnings("unchecked")
                var same = (Result<R, E>) this;
                return same;
            }
            return new Ok<>(step.of(v));
        }
    }

    record Pair<A, B>(A first, B second) {
        static int reads;

        public A first() {
            if (++reads == 9) throw new IllegalStateException("ninth");
            return first;
        }
    }

    static class Base {
        final int size;
        final String seen;

        Base(int size) {
            this.size = size;
            this.seen = describe();
        }

        String describe() {
            return "base";
        }
    }

    static class Sub extends Base {
        final String name;
        int later = 5;

        Sub(String name, int... sizes) {
            if (sizes.length == 0) throw new IllegalArgumentException("none");
            int sum = 0;
            for (int size : sizes) sum += size;
            this.name = name + sum;
            try {
                Integer.parseInt(name);
                sum++;
            } catch (NumberFormatException _) {
                sum--;
            }
            super(sum);
            later += size;
        }

        @Override
        String describe() {
            return name + later;
        }

        @Suspendable
        String all() {
            return at(name) + size + seen + at(later);
        }
    }

    @Suspendable
    static String classify(Object o) {
        return switch (at(o)) {
            case null -> "null";
            case Pair<?, ?>(Pair<?, ?>(Integer a, _), Integer b) when at(a) < at(b) -> "rising " + a + b;
            case Pair<?, ?>(Pair<?, ?>(var a, String s), var _) when s.length() == at(1) -> "s" + a + s;
            case Pair<?, ?>(CharSequence a, var b) when b == null || at(a).isEmpty() -> "text " + a;
            case Pair<?, ?>(_, Pair<?, ?>(_, Pair<?, ?>(var deep, _))) -> "deep " + at(deep);
            case Pair<?, ?> p -> "pair " + p.second();
            case Integer i when i > 3 -> {
                int total = 0;
                for (var _ : List.of(1, 2, 3)) total += at(i);
                yield "big " + total;
            }
            case Character c when Character.isDigit(at(c)) -> "digit";
            case Enum<?> e -> "enum " + e.name() + at(e.ordinal());
            case int[] a when a.length > 0 && at(a[0]) == 1 -> "one";
            case Map.Entry<?, ?> e -> "entry " + e;
            case Object[] array -> array.length + classify(array.length == 0 ? null : array[at(0)]);
            default -> "other " + o.getClass().getSimpleName();
        };
    }

    @Suspendable
    public static void run() throws Exception {
        refuel(5000);
        Pair.reads = 0;
        Result<String, java.io.IOException> ok = new Result.Ok<>(at("fine"));
        note(ok.get() + ok.map(s -> at(s).length()).map(n -> n * at(2)).get());
        Result<String, java.io.IOException> failed = new Result.Failed<>(new java.io.IOException("io"), 1, 2);
        try {
            failed.map(s -> at(s) + "!").get();
        } catch (java.io.IOException _) {
            note(at("caught"));
        }
        note(new Result.Failed<Integer, RuntimeException>(new RuntimeException("r"), 1).get());
        note(new Sub(at("a"), at(1), 2).all() + new Sub("7", at(3)).all());
        try {
            new Sub(at("b"));
        } catch (IllegalArgumentException e) {
            note(e.getMessage());
        }
        enum Side { LEFT, RIGHT }
        Object[] all = {
            null, 3, 4, 'x', '7', Side.RIGHT, new int[] {1}, new int[0], new Object[] {5}, Map.entry(1, 2), "s",
            new Pair<>(new Pair<>(1, "k"), 2), new Pair<>(new Pair<>(3, "k"), 2), new Pair<>("", "b"), new Pair<>("t", null),
            new Pair<>(1, new Pair<>(2, new Pair<>(3, 4))), new Pair<>(1, 2), new Pair<>(new Pair<>(1, "k"), 2)
        };
        for (Object o : all) {
            try {
                note(classify(o));
            } catch (MatchException e) {
                note(e.getCause().getMessage());
            }
        }
    }
}
