package dev.bobbin.greenlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Generators that are made of greenlets. */
class GeneratorRulesTest {

    @Suspendable
    private static <T> List<T> all(Genlet<T> generator) {
        List<T> all = new ArrayList<>();
        for (T each : generator) {
            all.add(each);
        }
        return all;
    }

    @Test
    @Rule(60)
    void aGeneratorIsPulledByWhoeverSwitchesToIt() {
        List<Integer> seen = new ArrayList<>();
        for (int pass = 0; pass < 3; pass++) {
            for (int value : Genlet.<Integer>of(GeneratorRulesTest::eachTwice)) {
                seen.add(value);
            }
        }
        assertThat(seen).startsWith(0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 0, 0).hasSize(30);
    }

    @Suspendable
    private static void eachTwice() {
        for (int i = 0; i < 5; i++) {
            Genlet.yield(i);
            Genlet.yield(i);
        }
    }

    @Test
    @Rule(61)
    void aYieldWorksFromWithinCalls() {
        assertThat(all(Genlet.<Integer>of(() -> deep(3)))).containsExactly(3, 2, 1, 0, 1, 2, 3);
    }

    @Suspendable
    private static void deep(int n) {
        Genlet.yield(n);
        if (n > 0) {
            deep(n - 1);
            Genlet.yield(n);
        }
    }

    @Test
    @Rule(62)
    void aYieldOutsideAGeneratorIsAnError() {
        assertThatThrownBy(() -> Genlet.yield(1))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("yield() was called outside a generator");
        assertThatThrownBy(() -> all(Genlet.<Integer>of(() -> Genlet.yield(1, 2))))
                .hasMessage("yield() was called outside a generator");
    }

    @Test
    @Rule(63)
    void aYieldMaySkipALayer() {
        List<Integer> seen = new ArrayList<>();
        Genlet<Integer> layered = Genlet.of(() -> {
            Genlet<Integer> inner = Genlet.of(() -> {
                for (int i = 1; i < 5; i++) {
                    Genlet.yield(i);
                    Genlet.yield(i * i, 2);
                }
            });
            for (int value : inner) {
                seen.add(value);
            }
        });
        for (int square : layered) {
            seen.add(square);
        }
        assertThat(seen).containsExactly(1, 1, 2, 4, 3, 9, 4, 16);
    }

    @Test
    @Rule(64)
    void generatorsMayBeRecursive() {
        assertThat(all(upTo(5))).containsExactly(1, 2, 3, 4, 5);
    }

    @Suspendable
    private static Genlet<Integer> upTo(int n) {
        return Genlet.of(() -> {
            if (n > 0) {
                for (int each : upTo(n - 1)) {
                    Genlet.yield(each);
                }
                Genlet.yield(n);
            }
        });
    }

    @Test
    @Rule(64)
    void permutationsComeInTheirOrderAndTwoGeneratorsDoNotDisturbEachOther() {
        List<String> sorted = new ArrayList<>(all(permutations("abcd")));
        assertThat(sorted).hasSize(24).isSorted().doesNotHaveDuplicates();
        Genlet<String> one = permutations("abcd");
        Genlet<String> other = permutations("abcd");
        for (String expected : sorted) {
            assertThat(one.next()).isEqualTo(expected);
            assertThat(other.next()).isEqualTo(expected);
        }
        assertThat(one.hasNext() || other.hasNext()).isFalse();
    }

    @Suspendable
    private static Genlet<String> permutations(String letters) {
        return Genlet.of(() -> {
            if (letters.isEmpty()) {
                Genlet.yield("");
            }
            for (int i = 0; i < letters.length(); i++) {
                for (String rest : permutations(letters.substring(0, i) + letters.substring(i + 1))) {
                    Genlet.yield(letters.charAt(i) + rest);
                }
            }
        });
    }
}
