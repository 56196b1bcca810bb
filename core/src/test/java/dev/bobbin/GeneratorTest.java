package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class GeneratorTest {

    private final List<Object> trace = new ArrayList<>();

    private Generator<Integer> count(int end) {
        return Generator.of(y -> {
            try {
                for (int i = 0; i < end; i++) {
                    y.yield(i);
                }
            } finally {
                trace.add("closed");
            }
        });
    }

    @Test
    void yieldsOnDemandAndStartsOverForEachIterator() {
        Generator<Integer> generator = count(3);
        for (int pass = 0; pass < 2; pass++) {
            for (int value : generator) {
                trace.add(value);
            }
        }
        assertThat(trace).containsExactly(0, 1, 2, "closed", 0, 1, 2, "closed");
    }

    @Test
    void asksForNothingBeforeItIsAsked() {
        SuspendableIterator<Integer> iterator = Generator.<Integer>of(y -> {
                    trace.add("started");
                    y.yield(null);
                })
                .iterator();
        assertThat(trace).isEmpty();
        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.hasNext()).isTrue();
        assertThat(iterator.next()).isNull();
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::next)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("This generator has no more elements: its body has ended");
        assertThat(trace).containsExactly("started");
    }

    @Test
    void yieldsAllOfAnotherAndOfACollection() {
        Generator<Integer> all = Generator.of(y -> {
            y.yieldAll(count(2));
            y.yieldAll(Arrays.asList(7, 8));
        });
        try (Stream<Integer> stream = all.stream()) {
            assertThat(stream.collect(Collectors.toList())).containsExactly(0, 1, 7, 8);
        }
    }

    @Test
    void aRunThatThrowsWhenItIsClosedKeepsNoOtherOpen() {
        int[] runs = {0};
        Generator<Integer> generator = Generator.of(y -> {
            int run = runs[0]++;
            try {
                y.yield(run);
            } finally {
                trace.add("closed " + run);
                if (run > 0) {
                    throw new IllegalStateException("run " + run);
                }
            }
        });
        for (int i = 0; i < 3; i++) {
            generator.iterator().next();
        }
        assertThatThrownBy(generator::close)
                .hasMessage("run 2")
                .satisfies(thrown ->
                        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class));
        assertThat(trace).containsExactly("closed 2", "closed 1", "closed 0");
    }

    @Test
    void closingRunsTheFinallyBlocksOfTheBodyAndOfThoseInside() {
        Generator<Integer> outer = Generator.of(y -> {
            try {
                y.yieldAll(count(100));
            } finally {
                trace.add("outer closed");
            }
        });
        SuspendableIterator<Integer> iterator = outer.iterator();
        iterator.next();
        outer.close();
        assertThat(trace).containsExactly("closed", "outer closed");
        assertThat(iterator.hasNext()).isFalse();
        outer.close();
    }

    @Test
    void aBodyThatYieldsWhenItIsClosedIsAnError() {
        Generator<Integer> stubborn = Generator.of(y -> {
            try {
                y.yield(1);
            } finally {
                y.yield(2);
            }
        });
        stubborn.iterator().next();
        assertThatThrownBy(stubborn::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "A generator was closed, and its body yields again instead of ending. Let it end in its finally"
                                + " blocks.");
    }

    @Test
    void whatTheBodyThrowsReachesTheConsumer() {
        SuspendableIterator<Integer> iterator = Generator.<Integer>of(y -> {
                    y.yield(1);
                    throw new IOException("read");
                })
                .iterator();
        assertThat(iterator.next()).isEqualTo(1);
        assertThatThrownBy(iterator::hasNext).isInstanceOf(IOException.class).hasMessage("read");
        assertThat(iterator.hasNext()).isFalse();
    }

    @Test
    void advancingItFromInsideIsAnError() {
        List<SuspendableIterator<Integer>> self = new ArrayList<>();
        self.add(Generator.<Integer>of(y -> self.get(0).next()).iterator());
        assertThatThrownBy(() -> self.get(0).next())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("This generator is running, and was asked for an element or closed on thread "
                        + Thread.currentThread().getName()
                        + ": from inside its own body, or from two threads. A body cannot"
                        + " wait for its own next element.");
    }

    @Test
    void aBodyThatSleepsSuspendsTheCoroutineThatPulls() {
        Generator<Integer> slow = Generator.of(y -> {
            for (int i = 0; i < 3; i++) {
                sleep(20);
                y.yield(i);
            }
        });
        runBlocking(() -> {
            Coroutine<?> other = spawn(() -> trace.add("other runs meanwhile"));
            for (int value : slow) {
                trace.add(value);
            }
            other.join();
        });
        assertThat(trace).containsExactly("other runs meanwhile", 0, 1, 2);
    }

    @Test
    void aBodyThatSleepsBlocksAPlainThread() {
        Generator<Integer> slow = Generator.of(y -> {
            sleep(1);
            y.yield(5);
        });
        assertThat(slow.iterator().next()).isEqualTo(5);
    }

    @Suspendable
    private static void permutations(String prefix, String rest, Generator.Yielder<String> y) {
        if (rest.isEmpty()) {
            y.yield(prefix);
        }
        for (int i = 0; i < rest.length(); i++) {
            permutations(prefix + rest.charAt(i), rest.substring(0, i) + rest.substring(i + 1), y);
        }
    }

    @Test
    void twoRunsInLockStepDoNotDisturbEachOther() {
        Generator<String> all = Generator.of(y -> permutations("", "abcd", y));
        SuspendableIterator<String> one = all.iterator();
        SuspendableIterator<String> other = all.iterator();
        int count = 0;
        String last = "";
        while (one.hasNext()) {
            String value = one.next();
            assertThat(other.next()).isEqualTo(value).isGreaterThan(last);
            last = value;
            count++;
        }
        assertThat(count).isEqualTo(24);
    }

    @Test
    void aMillionElementsFromDepthAThousand() {
        Generator<Integer> deep = Generator.of(y -> descend(1000, y));
        long sum = 0;
        SuspendableIterator<Integer> iterator = deep.iterator();
        for (int i = 0; i < 1_000_000; i++) {
            sum += iterator.next();
        }
        assertThat(sum).isEqualTo(499_999_500_000L);
        deep.close();
    }

    @Suspendable
    private static void descend(int depth, Generator.Yielder<Integer> y) {
        if (depth > 0) {
            descend(depth - 1, y);
            return;
        }
        for (int i = 0; ; i++) {
            y.yield(i);
        }
    }

    @Test
    void yieldsInts() {
        Generator.OfInt generator = Generator.OfInt.of(y -> {
            try {
                for (int i = 0; i < 3; i++) {
                    sleep(1);
                    y.yield(i);
                }
            } finally {
                trace.add("closed");
            }
        });
        try (var stream = generator.stream()) {
            assertThat(stream.toArray()).containsExactly(0, 1, 2);
        }
        SuspendableIterator.OfInt iterator = generator.iterator();
        int sum = runBlocking(() -> iterator.nextInt() + iterator.nextInt());
        assertThat(sum).isEqualTo(1);
        generator.close();
        assertThat(trace).containsExactly("closed", "closed");
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::nextInt)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("This generator has no more elements: its body has ended");
    }

    @Test
    void yieldsLongs() {
        Generator.OfLong generator = Generator.OfLong.of(y -> {
            try {
                for (int i = 0; i < 3; i++) {
                    sleep(1);
                    y.yield(i);
                }
            } finally {
                trace.add("closed");
            }
        });
        try (var stream = generator.stream()) {
            assertThat(stream.toArray()).containsExactly(0, 1, 2);
        }
        SuspendableIterator.OfLong iterator = generator.iterator();
        long sum = runBlocking(() -> iterator.nextLong() + iterator.nextLong());
        assertThat(sum).isEqualTo(1);
        generator.close();
        assertThat(trace).containsExactly("closed", "closed");
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::nextLong)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("This generator has no more elements: its body has ended");
    }

    @Test
    void yieldsDoubles() {
        Generator.OfDouble generator = Generator.OfDouble.of(y -> {
            try {
                for (int i = 0; i < 3; i++) {
                    sleep(1);
                    y.yield(i);
                }
            } finally {
                trace.add("closed");
            }
        });
        try (var stream = generator.stream()) {
            assertThat(stream.toArray()).containsExactly(0, 1, 2);
        }
        SuspendableIterator.OfDouble iterator = generator.iterator();
        double sum = runBlocking(() -> iterator.nextDouble() + iterator.nextDouble());
        assertThat(sum).isEqualTo(1);
        generator.close();
        assertThat(trace).containsExactly("closed", "closed");
        assertThat(iterator.hasNext()).isFalse();
        assertThatThrownBy(iterator::nextDouble)
                .isInstanceOf(NoSuchElementException.class)
                .hasMessage("This generator has no more elements: its body has ended");
    }
}
