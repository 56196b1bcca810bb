package dev.bobbin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The heap of timers, on a clock of the test's own. */
class TimersTest {

    private final Timers timers = new Timers();
    private final List<Integer> fired = new ArrayList<>();

    private final class Numbered extends Timers.Timer {
        private final long deadline;
        private final int number;

        Numbered(long deadline, int number) {
            super(EventLoop.shared(), deadline);
            this.deadline = deadline;
            this.number = number;
        }

        @Override
        void due() {
            fired.add(number);
        }
    }

    private Numbered add(long deadline, int number) {
        Numbered timer = new Numbered(deadline, number);
        timers.add(timer);
        return timer;
    }

    @Test
    void fireByDeadline() {
        add(30, 3);
        add(10, 1);
        add(20, 2);
        timers.fire(19);
        assertThat(fired).containsExactly(1);
        timers.fire(30);
        assertThat(fired).containsExactly(1, 2, 3);
        assertThat(timers.isEmpty()).isTrue();
    }

    @Test
    void equalDeadlinesFireInTheOrderInWhichTheyWereAdded() {
        for (int i = 0; i < 100; i++) {
            add(7, i);
        }
        timers.fire(7);
        assertThat(fired).hasSize(100).isSorted();
    }

    @Test
    void theClockMayRunOverItsEnd() {
        add(Long.MIN_VALUE + 5, 2); // 10 after the next
        add(Long.MAX_VALUE - 4, 1);
        assertThat(timers.nanosToFirst(Long.MAX_VALUE - 5)).isEqualTo(1);
        timers.fire(Long.MAX_VALUE - 4);
        assertThat(fired).containsExactly(1);
        timers.fire(Long.MIN_VALUE + 5);
        assertThat(fired).containsExactly(1, 2);
    }

    @Test
    void noTimerIsFarAway() {
        assertThat(timers.nanosToFirst(0)).isEqualTo(Long.MAX_VALUE);
        add(5, 1);
        assertThat(timers.nanosToFirst(9)).as("overdue").isZero();
    }

    @Test
    void removingTwiceOrWhatWasNeverAddedDoesNothing() {
        Numbered timer = add(1, 1);
        timers.remove(timer);
        timers.remove(timer);
        timers.remove(new Numbered(1, 2));
        assertThat(timers.size()).isZero();
    }

    /** Compares the heap with a sorted list, through random additions and removals. */
    @Test
    void agreesWithASortedListThroughRandomChanges() {
        long seed = 20261124;
        Random random = new Random(seed);
        List<Numbered> expected = new ArrayList<>();
        long now = 0;
        for (int step = 0; step < 20_000; step++) {
            int choice = random.nextInt(10);
            if (choice < 5) {
                expected.add(add(now + random.nextInt(50), step));
            } else if (choice < 8 && !expected.isEmpty()) {
                timers.remove(expected.remove(random.nextInt(expected.size())));
            } else {
                now += random.nextInt(5);
                long time = now;
                fired.clear();
                timers.fire(now);
                List<Integer> due = expected.stream()
                        .filter(timer -> timer.deadline <= time)
                        .sorted(Comparator.comparingLong((Numbered timer) -> timer.deadline)
                                .thenComparingInt(timer -> timer.number))
                        .map(timer -> timer.number)
                        .toList();
                assertThat(fired).as("seed %d, step %d", seed, step).isEqualTo(due);
                expected.removeIf(timer -> timer.deadline <= time);
            }
            assertThat(timers.size()).isEqualTo(expected.size());
        }
    }
}
