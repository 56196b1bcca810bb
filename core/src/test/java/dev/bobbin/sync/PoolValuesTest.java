package dev.bobbin.sync;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Outcome;
import dev.bobbin.SuspendableFunction;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a pool's values promise when some of them fail. */
@Timeout(60)
class PoolValuesTest {

    private final List<Object> trace = new ArrayList<>();
    private final Pool pool = new Pool(2);

    private static final SuspendableFunction<Integer, Integer> NO_ODD_ONES = n -> {
        sleep(n);
        if (n % 2 != 0) {
            throw new IOException("odd: " + n);
        }
        return n;
    };

    @Test
    void aFailureIsThrownAtItsItemAndTheNextOneComesAllTheSame() {
        runBlocking(() -> {
            SuspendableIterator<Integer> values =
                    pool.imap(Arrays.asList(8, 3, 4, 1, 2, 6, 5), NO_ODD_ONES).iterator();
            while (values.hasNext()) {
                Throwable failure = null;
                try {
                    trace.add(values.next());
                } catch (Exception e) {
                    failure = e;
                }
                if (failure != null) {
                    trace.add(failure.getMessage());
                }
            }
        });
        assertThat(trace).containsExactly(8, "odd: 3", 4, "odd: 1", 2, 6, "odd: 5");
    }

    @Test
    void outcomesAreGivenOutInsteadOfThrown() {
        runBlocking(() -> {
            for (Outcome<Integer> each :
                    pool.imapUnordered(Arrays.asList(40, 1, 2), NO_ODD_ONES).outcomes()) {
                trace.add(each.isSuccess() ? each.value() : each.failure().get().getMessage());
            }
        });
        assertThat(trace).containsExactlyInAnyOrder(40, "odd: 1", 2);
    }

    @Test
    void onAPlainThreadItBlocks() {
        SuspendableIterator<Integer> values =
                pool.imap(Arrays.asList(1, 2), NO_ODD_ONES).iterator();
        assertThatThrownBy(values::next).isInstanceOf(IOException.class).hasMessage("odd: 1");
        assertThat(values.next()).isEqualTo(2);
        assertThat(values.hasNext()).isFalse();
    }

    @Test
    void closingCancelsWhatIsAheadEvenAfterAFailure() {
        runBlocking(() -> {
            try (PoolValues<Integer> values = pool.imap(Arrays.asList(1, 60_000, 60_000), NO_ODD_ONES)) {
                assertThat(Thrown.by(() -> values.iterator().next())).hasMessage("odd: 1");
            }
            assertThat(pool.join(Duration.ofSeconds(30))).isTrue();
        });
    }

    @Test
    void aStreamEndsWithTheFirstFailure() {
        assertThatThrownBy(() ->
                        pool.imap(Arrays.asList(2, 1), NO_ODD_ONES).stream().forEach(trace::add))
                .hasMessage("odd: 1");
        assertThat(trace).containsExactly(2);
    }

    @Test
    void noMoreThanThePoolsSizeAreRunAndTwiceThatAreAhead() {
        int[] running = {0, 0, 0};
        runBlocking(() -> {
            SuspendableIterator<Integer> values = pool.imap(Arrays.asList(1, 2, 3, 4, 5, 6, 7, 8, 9), n -> {
                        running[2]++;
                        running[0]++;
                        running[1] = Math.max(running[0], running[1]);
                        sleep(1);
                        running[0]--;
                        return n;
                    })
                    .iterator();
            assertThat(values.next()).isEqualTo(1);
            sleep(30);
            assertThat(running[2]).isLessThanOrEqualTo(4);
            while (values.hasNext()) {
                values.next();
            }
        });
        assertThat(running).containsExactly(0, 2, 9);
    }
}
