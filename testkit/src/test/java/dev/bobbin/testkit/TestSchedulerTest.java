package dev.bobbin.testkit;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.sync.Mutex;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

@Timeout(20)
class TestSchedulerTest {

    private int count;

    @CoroutineTest
    @Suspendable
    void aTestMaySleepForADay(TestInfo info) {
        Coroutine<Integer> child = spawn(() -> {
            sleep(Duration.ofDays(1));
            return 5;
        });
        assertThat(child.get()).isEqualTo(5);
        assertThat(info.getDisplayName()).startsWith("aTestMaySleepForADay");
    }

    @CoroutineTest(schedules = 100)
    @Suspendable
    void aMutexHoldsUnderAllSchedules() throws Exception {
        count = 0;
        Mutex mutex = new Mutex();
        Coroutine<?> a = spawn(() -> mutex.withLock(() -> addOne()));
        Coroutine<?> b = spawn(() -> mutex.withLock(() -> addOne()));
        joinAll(a, b);
        assertThat(count).isEqualTo(2);
    }

    @Suspendable
    private int addOne() {
        int read = count;
        yieldNow();
        return count = read + 1;
    }

    @Test
    void virtualTimeIsSaid() {
        assertThat(TestScheduler.run(() -> sleep(Duration.ofHours(3)))).isEqualTo(Duration.ofHours(3));
        assertThat(TestScheduler.<Integer>call(() -> {
                    sleep(1);
                    return 1;
                }))
                .isEqualTo(1);
        assertThatThrownBy(() -> TestScheduler.run(() -> {
                    throw new IOException("as it is");
                }))
                .isInstanceOf(IOException.class);
    }

    @Test
    void aRaceIsFoundAndItsScheduleReplaysIt() {
        AssertionError found = new AssertionError();
        try {
            TestScheduler.explore(200, this::race);
        } catch (AssertionError thrown) {
            found = thrown;
        }
        assertThat(found).hasMessageMatching("(?s)Schedule \\d+ of 200 fails: .*replay\\(\\d+, ...\\).*");
        long seed = Long.parseLong(found.getMessage().replaceAll("(?s)Schedule (\\d+) .*", "$1"));
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> TestScheduler.replay(seed, this::race)).isInstanceOf(AssertionError.class);
        }
        assertThatThrownBy(() -> TestScheduler.explore(0, this::race)).isInstanceOf(IllegalArgumentException.class);
    }

    @Suspendable
    private void race() {
        count = 0;
        Coroutine<?> a = spawn(() -> addOne());
        Coroutine<?> b = spawn(() -> addOne());
        joinAll(a, b);
        assertThat(count).isEqualTo(2);
    }

    // ---- what JUnit is told ----

    @Test
    void aFailingTestFails() {
        Events tests = run("fails");
        tests.assertStatistics(stats -> stats.failed(1));
        assertThat(tests.failed().stream()
                        .findFirst()
                        .get()
                        .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                        .getThrowable())
                .get()
                .isInstanceOf(IOException.class);
    }

    @Test
    void aMethodThatCannotSuspendIsNamed() {
        Events tests = run("cannotSuspend");
        tests.assertStatistics(stats -> stats.failed(1));
        assertThat(tests.failed().stream()
                        .findFirst()
                        .get()
                        .getRequiredPayload(org.junit.platform.engine.TestExecutionResult.class)
                        .getThrowable())
                .get()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("Mark it @Suspendable, too");
    }

    private static Events run(String method) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectMethod(Cases.class, method))
                .execute()
                .testEvents();
    }

    /** Run by the tests above alone. */
    static class Cases {

        @CoroutineTest
        @Suspendable
        void fails() throws IOException {
            sleep(1000);
            throw new IOException("after a suspension");
        }

        @CoroutineTest
        void cannotSuspend() {}
    }
}
