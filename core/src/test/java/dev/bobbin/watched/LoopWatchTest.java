package dev.bobbin.watched;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.BlockedLoop;
import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import dev.bobbin.LoopStats;
import dev.bobbin.LoopWatch;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each test blocks its loop until the watch has said so; where it must not, nobody blocks. */
@Timeout(120)
@SuppressSuspensionWarnings("blocking-call") // that is what it is about
class LoopWatchTest {

    private final BlockingQueue<BlockedLoop> found = new LinkedBlockingQueue<>();

    @BeforeEach
    void watch() {
        LoopWatch.setLimit(Duration.ofMillis(20));
        LoopWatch.onBlockedLoop(found::add);
    }

    @AfterEach
    void asBefore() {
        LoopWatch.setLimit(Duration.ofMillis(100));
        LoopWatch.reportToStandardError();
    }

    private BlockedLoop blockUntilFound() {
        try {
            return found.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStepThatHoldsItsLoopIsReportedWithWhoAndWhere() {
        BlockedLoop report =
                runBlocking(() -> spawn("importer", () -> blockUntilFound()).get());
        assertThat(report.coroutine().map(Coroutine::name)).contains("importer");
        assertThat(report.loop().toString())
                .isEqualTo("event loop " + Thread.currentThread().getName());
        assertThat(report.held()).isGreaterThanOrEqualTo(Duration.ofMillis(20));
        assertThat(report.place().getMethodName()).isEqualTo("blockUntilFound");
        assertThat(report.stack().get(0).getClassName()).startsWith("j"); // the JDK's, where it is parked
        assertThat(report.toString().split("\\R", 2)[0])
                .matches(
                        "LoopWatchTest\\.java:\\d+: coroutine \"importer\" has held event loop .* for \\d+ ms, and all else on"
                                + " this loop waits\\. Let Coroutines\\.blocking\\(\\) make calls that block, and"
                                + " Dispatchers\\.parallel\\(\\) run long computations\\.");
        assertThat(report.toString())
                .contains("\tat dev.bobbin.watched.LoopWatchTest.blockUntilFound(LoopWatchTest.java:");
    }

    /** Cancellation is thrown again at each suspension point, so this loop spins. */
    @Test
    void aLoopThatCatchesItsCancellationIsToldFromOneThatComputes() {
        BlockedLoop report = runBlocking(() -> {
            AtomicReference<BlockedLoop> caught = new AtomicReference<>();
            Coroutine<Void> stubborn = spawn("stubborn", () -> {
                while (caught.get() == null) {
                    try {
                        sleep(1);
                    } catch (RuntimeException e) {
                        caught.set(found.poll());
                    }
                }
            });
            sleep(2);
            stubborn.cancel();
            stubborn.join();
            return caught.get();
        });
        assertThat(report.toString().split("\\R", 2)[0])
                .endsWith(
                        "all else on this loop waits. It was cancelled, and each of its suspension points throws since then: does"
                                + " a loop catch the CancellationException, with others, and go on? Throw it again, or catch less.");
    }

    @Test
    void theStackShowsTheCallersThatHaveWaitedBefore() {
        BlockedLoop report = runBlocking(() -> outer());
        assertThat(report.stack())
                .extracting(StackTraceElement::getMethodName)
                .anyMatch(name -> name.startsWith("inner"))
                .anyMatch(name -> name.startsWith("outer"));
        assertThat(report.stack()).noneMatch(each -> each.getClassName().equals("dev.bobbin.EventLoop"));
    }

    @Suspendable
    private BlockedLoop outer() {
        BlockedLoop report = inner();
        yieldNow();
        return report;
    }

    @Suspendable
    private BlockedLoop inner() {
        sleep(1);
        return blockUntilFound();
    }

    @Test
    void onePlaceIsReportedOnce() throws InterruptedException {
        runBlocking(() -> {
            for (int i = 0; i < 3; i++) {
                hold();
                yieldNow();
            }
            blockUntilFoundElsewhere();
        });
        assertThat(found.take().place().getMethodName()).isEqualTo("hold");
        assertThat(found.take().place().getMethodName()).isEqualTo("blockUntilFoundElsewhere");
        assertThat(found).isEmpty();
    }

    /** Long enough for the watch, on whichever machine; in one line, since that is a place. */
    private void hold() {
        int before = found.size();
        long began = System.nanoTime();
        while (before == 0 && found.isEmpty() || System.nanoTime() - began < 100_000_000) {}
    }

    private void blockUntilFoundElsewhere() {
        while (found.size() < 2) {
            Thread.yield();
        }
    }

    @Test
    void aDispatchedTaskIsReportedAsSuch() throws InterruptedException {
        EventLoop loop = EventLoop.start("tasks");
        CountDownLatch end = new CountDownLatch(1);
        loop.dispatch(() -> {
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        BlockedLoop report = found.take();
        end.countDown();
        loop.stop();
        assertThat(report.coroutine()).isEmpty();
        assertThat(report.loop()).isSameAs(loop);
        assertThat(report.toString()).contains("a dispatched task has held event loop tasks for");
    }

    @Test
    void zeroEndsTheWatch() throws InterruptedException {
        LoopWatch.setLimit(Duration.ZERO);
        assertThat(LoopWatch.limit()).isEqualTo(Duration.ZERO);
        runBlocking(() -> {
            assertThat(found.poll(200, TimeUnit.MILLISECONDS)).isNull();
        });
        LoopWatch.setLimit(Duration.ofMillis(20));
        runBlocking(() -> {
            blockUntilFound();
        });
    }

    @Test
    void aListenerThatFailsEndsNoWatch() {
        LoopWatch.onBlockedLoop(report -> {
            found.add(report);
            throw new IllegalStateException("the test's listener fails");
        });
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> {});
        try {
            runBlocking(() -> {
                blockUntilFound();
                yieldNow();
                blockAgain();
            });
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    private void blockAgain() throws InterruptedException {
        found.take();
    }

    @Test
    void byDefaultItIsPrinted() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        try {
            LoopWatch.reportToStandardError();
            runBlocking(() -> {
                while (!printed.toString().contains("LoopWatchTest.java:")) {
                    Thread.yield();
                }
            });
        } finally {
            System.setErr(before);
        }
        assertThat(printed.toString()).contains("coroutine \"main\" has held event loop");
    }

    @Test
    void timesThatCannotBeToldAreRefused() {
        assertThatThrownBy(() -> LoopWatch.setLimit(Duration.ofMillis(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "The loop watch cannot tell times as short as 1 ms: give 2 ms or more, or zero for no watch.");
        assertThatThrownBy(() -> LoopWatch.setLimit(Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    // ---- figures ----

    @Test
    void aLoopTellsWhatItHasToDo() {
        runBlocking(() -> {
            EventLoop loop = EventLoop.current();
            LoopStats before = loop.stats();
            spawn(() -> {});
            spawn(() -> {});
            Coroutine<Void> sleeper = spawn(() -> sleep(60_000));
            assertThat(loop.stats().ready()).isEqualTo(before.ready() + 3);
            assertThat(loop.stats().running().map(Coroutine::name)).contains("main");
            yieldNow();
            LoopStats after = loop.stats();
            assertThat(after.ready()).isZero();
            assertThat(after.timers()).isEqualTo(1);
            assertThat(after.channels()).isZero();
            assertThat(after.steps()).isEqualTo(before.steps() + 4);
            assertThat(after.toString())
                    .isEqualTo("0 ready, 1 timers, 0 channels, " + after.steps() + " steps, at coroutine \"main\"");
            sleeper.cancelAndJoin();
        });
    }

    @Test
    void theLagIsTheTimeUntilALoopComesToWhatIsReady() throws InterruptedException {
        EventLoop loop = EventLoop.start("lag");
        assertThat(loop.measureLag()).isBetween(Duration.ZERO, Duration.ofSeconds(60)); // on a plain thread
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        loop.dispatch(() -> {
            begun.countDown();
            try {
                end.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        begun.await();
        runBlocking(() -> {
            assertThat(withTimeoutOrNull(Duration.ofMillis(20), () -> loop.measureLag()))
                    .isNull();
            Coroutine<Duration> lag = spawn(() -> loop.measureLag());
            sleep(50);
            end.countDown();
            assertThat(lag.get()).isGreaterThanOrEqualTo(Duration.ofMillis(49));
            assertThat(EventLoop.current().measureLag()).isLessThan(Duration.ofSeconds(60));
        });
        loop.stop();
        while (!loop.hasEnded()) {
            Thread.sleep(1);
        }
        assertThatThrownBy(loop::measureLag)
                .hasMessage("There is no lag to measure of event loop lag, which has ended.");
        assertThat(Coroutines.running()).isEmpty();
    }
}
