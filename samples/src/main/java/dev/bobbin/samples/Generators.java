package dev.bobbin.samples;

import dev.bobbin.Generator;
import dev.bobbin.Generator.Yielder;
import dev.bobbin.Suspendable;
import java.util.List;
import java.util.stream.Collectors;

/** Sequences written as loops and recursion: a tree walk, permutations, and all the primes there are. */
public final class Generators {

    /** A binary search tree. */
    record Tree(Tree left, String value, Tree right) {

        static Tree leaf(String value) {
            return new Tree(null, value, null);
        }
    }

    private Generators() {}

    public static void main(String[] args) {
        Tree tree = new Tree(
                new Tree(Tree.leaf("ash"), "beech", Tree.leaf("elm")),
                "larch",
                new Tree(null, "oak", Tree.leaf("yew")));
        System.out.println("Tree: " + joined(Generator.of(y -> walk(tree, y))));
        System.out.println("Permutations: " + joined(Generator.of(y -> permute("", "abc", y))));
        System.out.println(
                "Primes: " + primes().stream().limit(15).map(String::valueOf).collect(Collectors.joining(" ")));
    }

    /** In order. The recursion suspends as a whole, however deep it is. */
    @Suspendable
    private static void walk(Tree tree, Yielder<String> y) {
        if (tree != null) {
            walk(tree.left(), y);
            y.yield(tree.value());
            walk(tree.right(), y);
        }
    }

    @Suspendable
    private static void permute(String chosen, String rest, Yielder<String> y) {
        if (rest.isEmpty()) {
            y.yield(chosen);
        }
        for (int i = 0; i < rest.length(); i++) {
            permute(chosen + rest.charAt(i), rest.substring(0, i) + rest.substring(i + 1), y);
        }
    }

    /** Never ends: whoever asks decides how far it runs. */
    static Generator<Integer> primes() {
        return Generator.of(y -> {
            for (int n = 2; ; n++) {
                if (isPrime(n)) {
                    y.yield(n);
                }
            }
        });
    }

    private static boolean isPrime(int n) {
        for (int divisor = 2; divisor * divisor <= n; divisor++) {
            if (n % divisor == 0) {
                return false;
            }
        }
        return true;
    }

    private static String joined(Generator<String> words) {
        List<String> all = words.stream().toList();
        return String.join(" ", all);
    }
}
