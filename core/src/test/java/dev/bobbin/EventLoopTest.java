package dev.bobbin;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** In which order a loop runs what it is given, and what it survives. */
class EventLoopTest {

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());
    private final EventLoop loop = EventLoop.start("tested");

    @AfterEach
    void stopLoop() {
        loop.stop();
    }

    // ---- order ----

    @Test
    void sleepersOfTwoOneAndZeroUnitsComeBackInReverse() {
        runBlocking(() -> {
            joinAll(printAroundSleep(1, 4, 600), printAroundSleep(2, 5, 300), printAroundSleep(3, 6, 0));
        });
        assertThat(trace).containsExactly(1, 2, 3, 6, 5, 4);
    }

    private Coroutine<Void> printAroundSleep(int before, int after, int millis) {
        return spawn(() -> {
            trace.add(before);
            sleep(millis);
            trace.add(after);
        });
    }

    @Test
    void sleepingZeroIsOneTripRoundTheReadyQueue() {
        runBlocking(() -> {
            Coroutine<Void> first = counting("a", 3);
            Coroutine<Void> second = counting("b", 3);
            joinAll(first, second);
        });
        assertThat(trace).containsExactly("a0", "b0", "a1", "b1", "a2", "b2");
    }

    private Coroutine<Void> counting(String name, int times) {
        return spawn(() -> {
            for (int i = 0; i < times; i++) {
                trace.add(name + i);
                sleep(0);
            }
        });
    }

    @Test
    void equalSleepsEndInTheOrderOfTheirCalls() {
        runBlocking(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int number = i;
                all.add(spawn(() -> {
                    sleep(5);
                    trace.add(number);
                }));
            }
            joinAll(all);
        });
        assertThat(trace).hasSize(200).isSortedAccordingTo((a, b) -> (Integer) a - (Integer) b);
    }

    @Test
    void concurrentSleepsTakeAsLongAsTheLongest() {
        long start = System.nanoTime();
        runBlocking(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                all.add(spawn(() -> sleep(50)));
            }
            joinAll(all);
        });
        assertThat(System.nanoTime() - start)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(50), TimeUnit.SECONDS.toNanos(20));
    }

    @Test
    void aSleepIsNeverShorterThanAsked() {
        runBlocking(() -> {
            for (int millis = 1; millis <= 5; millis++) {
                long start = System.nanoTime();
                sleep(millis);
                assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(millis));
            }
            long start = System.nanoTime();
            sleep(Duration.ofNanos(1_500_000));
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_500_000);
        });
    }

    @Test
    void aPlainThreadSleeps() {
        long start = System.nanoTime();
        sleep(10);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(10));
    }

    @Test
    void aSleepAlmostForEverIsNotAtAnEndAtOnce() {
        runBlocking(() -> {
            Coroutine<Void> millis = spawn(() -> sleep(Long.MAX_VALUE));
            Coroutine<Void> seconds = spawn(() -> sleep(Duration.ofSeconds(Long.MAX_VALUE)));
            sleep(5);
            assertThat(millis.isDone() || seconds.isDone()).isFalse();
            millis.cancel();
            seconds.cancel();
            joinAll(millis, seconds);
        });
    }

    @Test
    void aNegativeTimeIsRefused() {
        assertThatThrownBy(() -> sleep(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot sleep -1 milliseconds: a time to wait is 0 or more");
        assertThatThrownBy(() -> sleep(Duration.ofNanos(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Cannot sleep PT-0.000000001S: a time to wait is 0 or more");
    }

    @Test
    void whatIsReadyDoesNotKeepTimersWaiting() {
        runBlocking(() -> {
            Coroutine<Void> busy = spawn(() -> {
                while (true) {
                    yieldNow();
                }
            });
            sleep(5);
            busy.cancel();
            busy.join();
        });
    }

    @Test
    void whatIsReadyDoesNotKeepChannelsWaiting() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        Coroutine<Void> busy = spawn(loop, () -> {
            while (true) {
                yieldNow();
            }
        });
        loop.dispatch(() -> {
            try {
                loop.register(pipe.source(), SelectionKey.OP_READ, key -> {
                    key.interestOps(0);
                    read.complete(key.readyOps());
                });
            } catch (Exception e) {
                read.completeExceptionally(e);
            }
        });
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        assertThat(read.get(10, TimeUnit.SECONDS)).isEqualTo(SelectionKey.OP_READ);
        busy.cancel();
        busy.join();
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void whatIsReadyDoesNotKeepOtherThreadsWaiting() throws Exception {
        Coroutine<Void> busy = spawn(loop, () -> {
            while (true) {
                yieldNow();
            }
        });
        CountDownLatch ran = new CountDownLatch(1);
        loop.dispatch(ran::countDown);
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        busy.cancel();
        busy.join();
    }

    @Test
    void stepsOfOneThreadRunInTheirOrder() throws Exception {
        CountDownLatch ran = new CountDownLatch(1000);
        for (int i = 0; i < 1000; i++) {
            int number = i;
            loop.dispatch(() -> {
                trace.add(number);
                ran.countDown();
            });
        }
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(trace).isSortedAccordingTo((a, b) -> (Integer) a - (Integer) b);
    }

    /** Sleep and wake-up race: a hand-over that comes while the loop goes to sleep must be seen. */
    @Test
    void noHandOverIsLostBetweenTwoSleeps() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 3; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 5_000; i++) {
                    CountDownLatch latch = new CountDownLatch(1);
                    loop.dispatch(() -> {
                        ran.incrementAndGet();
                        latch.countDown();
                    });
                    try {
                        if (!latch.await(10, TimeUnit.SECONDS)) {
                            return;
                        }
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ran).hasValue(15_000);
    }

    // ---- schedule ----

    @Test
    void scheduledTasksRunByTheirTimesAndThenByTheirOrder() throws Exception {
        CountDownLatch ran = new CountDownLatch(4);
        loop.dispatch(() -> {
            schedule(400, "late", ran);
            schedule(200, "early", ran);
            schedule(200, "early too", ran);
            schedule(-5, "at once", ran);
        });
        assertThat(ran.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(trace).containsExactly("at once", "early", "early too", "late");
    }

    private void schedule(int millis, String what, CountDownLatch ran) {
        loop.schedule(TimeUnit.MILLISECONDS.toNanos(millis), () -> {
            trace.add(what);
            ran.countDown();
        });
    }

    @Test
    void aScheduledTaskCanBeForgotten() throws Exception {
        CountDownLatch last = new CountDownLatch(1);
        loop.dispatch(
                () -> { // in one task of the loop: no timer fires before it has ended
                    Runnable forget = loop.schedule(TimeUnit.MILLISECONDS.toNanos(10), () -> trace.add("forgotten"));
                    loop.schedule(TimeUnit.MILLISECONDS.toNanos(20), last::countDown);
                    forget.run();
                    forget.run();
                });
        assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(trace).isEmpty();
    }

    // ---- what it survives ----

    @Test
    void anExceptionInATaskDoesNotStopTheLoop() throws Exception {
        CountDownLatch survived = new CountDownLatch(1);
        loop.dispatch(() -> Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
            trace.add(thrown.getMessage());
            throw new IllegalStateException("the handler throws, too");
        }));
        loop.dispatch(() -> {
            throw new IllegalArgumentException("a task fails");
        });
        loop.schedule(1, () -> {
            throw new AssertionError("a timer fails");
        });
        loop.schedule(TimeUnit.MILLISECONDS.toNanos(5), survived::countDown);
        assertThat(survived.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(trace).containsExactly("a task fails", "a timer fails");
    }

    @Test
    void anExceptionInAChannelsListenerDoesNotStopTheLoop() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        CountDownLatch reported = new CountDownLatch(1);
        loop.dispatch(() -> {
            Thread.currentThread().setUncaughtExceptionHandler((thread, thrown) -> {
                trace.add(thrown.getMessage());
                reported.countDown();
            });
            try {
                loop.register(pipe.source(), SelectionKey.OP_READ, key -> {
                    key.interestOps(0);
                    throw new IllegalArgumentException("a listener fails");
                });
            } catch (Exception e) {
                trace.add(e);
            }
        });
        pipe.sink().write(ByteBuffer.wrap(new byte[1]));
        assertThat(reported.await(10, TimeUnit.SECONDS)).isTrue();
        assertThat(trace).containsExactly("a listener fails");
        assertThat((int) spawn(loop, () -> 1).get()).isEqualTo(1);
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void anInterruptOfItsThreadDoesNotStopTheLoop() {
        assertThat(spawn(loop, () -> {
                            Thread.currentThread().interrupt();
                            sleep(5);
                            return "awake";
                        })
                        .get())
                .isEqualTo("awake");
    }

    @Test
    void anInterruptDoesNotEndThePlainThreadsWaitAndStaysPending() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Thread waiting = new Thread(() -> {
            Coroutines.await(gate);
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        waiting.start();
        waiting.interrupt();
        while (waiting.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        assertThat(interrupted).isNotDone();
        gate.complete(null);
        assertThat(interrupted.get(10, TimeUnit.SECONDS)).isTrue();
    }

    // ---- whose thread it is ----

    @Test
    void theSharedLoopIsADaemon() {
        boolean daemon = spawn(() -> Thread.currentThread().isDaemon()).get();
        assertThat(daemon).isTrue();
        assertThat(spawn(() -> Thread.currentThread().getName()).get()).isEqualTo("bobbin");
        assertThat(EventLoop.current()).isSameAs(EventLoop.shared());
    }

    @Test
    void theSharedLoopCannotBeStopped() {
        assertThatThrownBy(() -> EventLoop.shared().stop())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "The shared event loop was to be stopped, but all of the program may use it. It ends with the JVM."
                                + " Start a loop of your own with EventLoop.start(), and stop that.");
    }

    @Test
    void spawningInACoroutineStaysOnItsLoop() {
        String child = spawn(
                        loop,
                        () -> spawn(() -> Thread.currentThread().getName()).get())
                .get();
        assertThat(child).isEqualTo("tested");
    }

    @Test
    void aLoopIsCurrentOnItsThreadAlone() {
        assertThat(loop.isCurrent()).isFalse();
        boolean inside = spawn(loop, () -> loop.isCurrent() && EventLoop.current() == loop)
                .get();
        assertThat(inside).isTrue();
    }

    @Test
    void aChannelIsRegisteredOnTheLoopsThreadAlone() throws Exception {
        Pipe pipe = Pipe.open();
        pipe.source().configureBlocking(false);
        assertThatThrownBy(() -> loop.register(pipe.source(), SelectionKey.OP_READ, key -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("A channel is registered on the thread of its loop (tested), not on "
                        + Thread.currentThread().getName() + ". Hand the call over with dispatch().");
        pipe.sink().close();
        pipe.source().close();
    }

    @Test
    void anEndedLoopTakesNoCoroutines() throws Exception {
        EventLoop ended = EventLoop.start("ended");
        ended.stop();
        while (!ended.hasEnded()) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> spawn(ended, () -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "A coroutine was to run on event loop ended, which has ended. Spawn it on a loop that runs.");
    }

    /** The selector is closed between two looks of whoever asks. */
    @Test
    void figuresCanBeAskedForWhileALoopEnds() throws Exception {
        for (int i = 0; i < 200; i++) {
            EventLoop ending = EventLoop.start("ending");
            Pipe pipe = Pipe.open();
            pipe.source().configureBlocking(false);
            spawn(ending, () -> ending.register(pipe.source(), SelectionKey.OP_READ, key -> {}))
                    .join();
            ending.stop();
            while (!ending.hasEnded()) {
                assertThat(ending.stats().channels()).isBetween(0, 1);
            }
            assertThat(ending.stats().channels()).isZero();
            pipe.sink().close();
            pipe.source().close();
        }
    }

    @Test
    void aDispatcherThatRefusesAWakeUpFailsTheCoroutine() {
        boolean[] closed = new boolean[1];
        Dispatcher closing = step -> {
            if (closed[0]) {
                throw new java.util.concurrent.RejectedExecutionException("closed");
            }
            loop.dispatch(step);
        };
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Coroutine<Void> waiting = spawn(closing, () -> {
            Coroutines.await(gate);
        });
        spawn(loop, () -> {}).join();
        closed[0] = true;
        gate.complete(null);
        assertThatThrownBy(waiting::join)
                .isInstanceOf(java.util.concurrent.RejectedExecutionException.class)
                .hasMessage("closed");
    }
}
