package dev.bobbin;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a coroutine promises from its spawn to its end. Order is asserted as a trace on a loop of the test's own. */
class CoroutineTest {

    private final List<Object> trace = new ArrayList<>();
    private final BiConsumer<Coroutine<?>, Throwable> handler = Coroutines.failureHandler();

    // ---- spawn ----

    @Test
    void spawnNeverRunsTheBodyInline() {
        runBlocking(() -> {
            Coroutine<?> child = spawn(() -> trace.add("child"));
            trace.add("parent");
            child.join();
        });
        assertThat(trace).containsExactly("parent", "child");
    }

    @Test
    void coroutinesStartInTheOrderOfTheirSpawns() {
        runBlocking(() -> {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                int number = i;
                all.add(spawn(() -> trace.add(number)));
            }
            joinAll(all);
        });
        assertThat(trace).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aLambdaThatReturnsSomethingIsACallable() {
        Coroutine<Integer> answer = spawn(() -> 42);
        assertThat(answer.get()).isEqualTo(42);
    }

    @Test
    void aBlockLambdaIsARunnable() {
        Coroutine<Void> nothing = spawn(() -> {
            yieldNow();
        });
        assertThat(nothing.get()).isNull();
    }

    @Test
    void aMethodReferenceSuspends() {
        Coroutine<Void> sleeper = spawn(CoroutineTest::nap);
        sleeper.join();
        assertThat(sleeper.isDone()).isTrue();
    }

    @Suspendable
    private static void nap() {
        sleep(1);
    }

    @Test
    void theNullValueIsAValue() {
        assertThat(CoroutineTest.<String>valueOf(() -> null)).isNull();
    }

    private static <T> T valueOf(SuspendableCallable<T> body) {
        return runBlocking(() -> spawn(body).get());
    }

    @Test
    void bodiesRunOnTheDispatcherTheyAreGiven() {
        EventLoop loop = EventLoop.start("given");
        try {
            assertThat(spawn(loop, () -> {
                                sleep(1);
                                return Thread.currentThread().getName();
                            })
                            .get())
                    .isEqualTo("given");
        } finally {
            loop.stop();
        }
    }

    @Test
    void anExecutorIsADispatcher() {
        Dispatcher newThreads = step -> new Thread(step, "fresh").start();
        Coroutine<Integer> sum = spawn(newThreads, () -> {
            int total = 0;
            for (int i = 1; i <= 10; i++) {
                yieldNow();
                total += i;
            }
            return total;
        });
        assertThat(sum.get()).isEqualTo(55);
    }

    @Test
    void spawningInACoroutineStaysOnItsDispatcher() {
        AtomicInteger steps = new AtomicInteger();
        Dispatcher counting = step -> {
            steps.incrementAndGet();
            new Thread(step, "counted").start();
        };
        String child = spawn(
                        counting,
                        () -> spawn(() -> Thread.currentThread().getName()).get())
                .get();
        assertThat(child).isEqualTo("counted");
        assertThat(steps.get()).isBetween(2, 3);
    }

    @Test
    @SuppressSuspensionWarnings("lambda-cannot-suspend")
    void theThreadsOfAnExecutorAreNotBlockedByAPlainFrameEither() {
        Dispatcher newThreads = step -> new Thread(step, "fresh").start();
        Throwable thrown = spawn(newThreads, () -> Thrown.by(() -> plainly(() -> sleep(60_000))))
                .get();
        assertThat(thrown).isInstanceOf(dev.bobbin.runtime.NotSuspendableException.class);
    }

    @Test
    void aNullBodyIsNamed() {
        assertThatThrownBy(() -> spawn((SuspendableRunnable) null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("body");
    }

    // ---- names ----

    @Test
    void aCoroutineHasTheNameItWasGiven() {
        Coroutine<Void> importer = spawn("importer", () -> sleep(0));
        assertThat(importer.name()).isEqualTo("importer");
        importer.join();
        assertThat(importer).hasToString("coroutine \"importer\" (done)");
    }

    @Test
    void aCoroutineWithoutANameIsNumbered() {
        assertThat(spawn(() -> {}).name()).matches("coroutine-\\d+");
    }

    @Test
    void toStringSaysHowItEnded() {
        runBlocking(() -> {
            Coroutine<Void> failing = spawn("a", () -> {
                throw new IOException("broken");
            });
            Coroutine<Void> cancelled = spawn("b", () -> sleep(60_000));
            assertThat(failing).hasToString("coroutine \"a\" (active)");
            cancelled.cancel();
            failing.awaitEnd();
            cancelled.join();
            assertThat(failing.failure()).get().hasToString("java.io.IOException: broken");
            assertThat(failing).hasToString("coroutine \"a\" (failed)");
            assertThat(cancelled).hasToString("coroutine \"b\" (cancelled)");
        });
    }

    @Test
    void currentIsTheCoroutineThatRuns() {
        runBlocking(() -> {
            Coroutine<Coroutine<?>> self = spawn(() -> {
                yieldNow();
                return CoroutineTest.<Coroutine<?>>same(Coroutines.current());
            });
            assertThat(self.get()).isSameAs(self);
        });
    }

    private static <T> T same(T value) {
        return value;
    }

    @Test
    void currentOutsideACoroutineIsRefused() {
        assertThatThrownBy(Coroutines::current)
                .hasMessage(
                        "Coroutines.current() was called outside a coroutine. There is nothing to go back to. Call it in code"
                                + " that a coroutine runs, through suspendable methods only.");
    }

    // ---- join and get ----

    @Test
    void joinWaitsForTheEnd() {
        runBlocking(() -> {
            Coroutine<Void> child = spawn(() -> {
                sleep(5);
                trace.add("child");
            });
            child.join();
            trace.add("joined");
        });
        assertThat(trace).containsExactly("child", "joined");
    }

    @Test
    void joinersGoOnInTheOrderInWhichTheyCame() {
        runBlocking(() -> {
            Coroutine<Void> child = spawn(() -> sleep(5));
            List<Coroutine<?>> joiners = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                int number = i;
                joiners.add(spawn(() -> {
                    child.join();
                    trace.add(number);
                }));
            }
            joinAll(joiners);
        });
        assertThat(trace).containsExactly(0, 1, 2, 3);
    }

    @Test
    void aPlainThreadBlocksInJoin() {
        Coroutine<String> slow = spawn(() -> {
            sleep(10);
            return "done";
        });
        slow.join();
        assertThat(slow.isDone()).isTrue();
        assertThat(slow.get()).isEqualTo("done");
    }

    @Test
    void whatTheBodyThrowsIsThrownByJoin() {
        IOException broken = new IOException("broken");
        runBlocking(() -> {
            Coroutine<Void> failing = spawn(() -> {
                sleep(1);
                throw broken;
            });
            assertThat(Thrown.by(failing::join)).isSameAs(broken);
            assertThat(Thrown.by(() -> failing.get())).isSameAs(broken);
        });
    }

    @Test
    void anErrorEndsTheCoroutineToo() {
        Coroutine<Void> failing = spawn(() -> {
            throw new StackOverflowError("simulated");
        });
        assertThatThrownBy(failing::join).isInstanceOf(StackOverflowError.class);
    }

    @Test
    void theLoopOutlivesACoroutineThatOverflowsTheStack() {
        Coroutine<Integer> deep = spawn(() -> depth(0));
        assertThatThrownBy(deep::get).isInstanceOf(StackOverflowError.class);
        assertThat(spawn(() -> "alive").get()).isEqualTo("alive");
    }

    @Suspendable
    private static int depth(int n) {
        return 1 + depth(n + 1);
    }

    @Test
    void joiningOneselfIsRefused() {
        runBlocking(() -> {
            Coroutine<?>[] self = new Coroutine<?>[1];
            self[0] = spawn("narcissus", () -> self[0].join());
            assertThat(Thrown.by(() -> self[0].join()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "coroutine \"narcissus\" (active) joins itself: it would wait for ever. Join it from another"
                                    + " coroutine or thread.");
        });
    }

    @Test
    void joinAllWaitsForAllAndThenThrowsTheFirstWithTheOthersSuppressed() {
        runBlocking(() -> {
            Coroutine<Void> first = failingAfter(20, "first");
            Coroutine<Void> second = failingAfter(1, "second");
            Coroutine<Void> fine = spawn(() -> {
                sleep(30);
                trace.add("fine");
            });
            Throwable thrown = Thrown.by(() -> joinAll(first, second, fine));
            assertThat(trace).containsExactly("fine");
            assertThat(thrown).hasMessage("first");
            assertThat(thrown.getSuppressed()).extracting(Throwable::getMessage).containsExactly("second");
        });
    }

    @Test
    void joinAllOfTheSameFailureTwiceSuppressesNothing() {
        runBlocking(() -> {
            Coroutine<Void> failing = failingAfter(1, "once");
            assertThat(Thrown.by(() -> joinAll(failing, failing)))
                    .hasMessage("once")
                    .hasNoSuppressedExceptions();
        });
    }

    @Test
    void joinAllTakesTheCancelledAsEnded() {
        runBlocking(() -> {
            Coroutine<Void> cancelled = spawn(() -> sleep(60_000));
            cancelled.cancel();
            joinAll(cancelled);
            assertThat(cancelled.isCancelled()).isTrue();
        });
    }

    private static Coroutine<Void> failingAfter(int millis, String message) {
        return spawn(() -> {
            sleep(millis);
            throw new IllegalArgumentException(message);
        });
    }

    // ---- cancellation ----

    @Test
    @SuppressSuspensionWarnings("lambda-cannot-suspend") // the sleeper has ended
    void cancelEndsTheWait() {
        runBlocking(() -> {
            Coroutine<Void> sleeper = spawn("sleeper", () -> {
                try {
                    sleep(60_000);
                } catch (CancellationException e) {
                    trace.add(e.getMessage());
                    throw e;
                } finally {
                    trace.add("finally");
                }
            });
            yieldNow();
            sleeper.cancel("the user left");
            sleeper.join();
            assertThat(sleeper.isCancelled()).isTrue();
            assertThatThrownBy(sleeper::get).isInstanceOf(CancellationException.class);
        });
        assertThat(trace).containsExactly("coroutine \"sleeper\" ends: the user left", "finally");
    }

    @Test
    void aCoroutineCancelledBeforeItsStartNeverRuns() {
        runBlocking(() -> {
            Coroutine<?> never = spawn(() -> trace.add("ran"));
            never.cancel();
            never.join();
            assertThat(never.isCancelled()).isTrue();
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void cancellationIsToldAgainAtEachSuspensionPoint() {
        runBlocking(() -> {
            Coroutine<Void> stubborn = spawn(() -> {
                for (int i = 0; i < 3; i++) {
                    try {
                        sleep(60_000);
                    } catch (CancellationException e) {
                        trace.add(i);
                    }
                }
            });
            yieldNow();
            stubborn.cancel();
            stubborn.join();
            assertThat(stubborn.isCancelled()).as("it ended by itself").isFalse();
        });
        assertThat(trace).containsExactly(0, 1, 2);
    }

    @Test
    void yieldNowTellsOfCancellation() {
        runBlocking(() -> {
            Coroutine<Void> busy = spawn(() -> {
                while (true) {
                    yieldNow();
                }
            });
            yieldNow();
            busy.cancel();
            busy.join();
            assertThat(busy.isCancelled()).isTrue();
        });
    }

    @Test
    void cancellingTheOneThatWaitsLeavesTheAwaitedAlone() {
        CompletableFuture<String> gate = new CompletableFuture<>();
        runBlocking(() -> {
            Coroutine<String> awaited = spawn(() -> Coroutines.await(gate));
            Coroutine<Void> waiting = spawn(() -> awaited.join());
            yieldNow();
            waiting.cancel();
            waiting.join();
            assertThat(awaited.isDone()).isFalse();
            gate.complete("whole");
            assertThat(awaited.get()).isEqualTo("whole");
        });
    }

    @Test
    void manyJoinersMayGiveUp() {
        CompletableFuture<String> gate = new CompletableFuture<>();
        runBlocking(() -> {
            Coroutine<String> awaited = spawn(() -> Coroutines.await(gate));
            List<Coroutine<?>> joiners = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                joiners.add(spawn(() -> {
                    awaited.join();
                    trace.add(number);
                }));
            }
            yieldNow();
            for (int i = 0; i < 100; i++) {
                if (i % 10 != 3) {
                    joiners.get(i).cancel();
                }
            }
            gate.complete("open");
            joinAll(joiners);
        });
        assertThat(trace).containsExactly(3, 13, 23, 33, 43, 53, 63, 73, 83, 93);
    }

    @Test
    void cancellingAfterTheEndChangesNothing() {
        Coroutine<Integer> done = spawn(() -> 7);
        done.join();
        done.cancel();
        assertThat(done.get()).isEqualTo(7);
        assertThat(done.isCancelled()).isFalse();
    }

    @Test
    void aCancellationMayComeFromAnyThread() {
        for (int round = 0; round < 200; round++) {
            Coroutine<Void> sleeper = spawn(() -> {
                while (true) {
                    sleep(0);
                    sleep(60_000);
                }
            });
            sleeper.cancel();
            sleeper.join();
            assertThat(sleeper.isCancelled()).isTrue();
        }
    }

    @Test
    void aCancelReasonIsRequired() {
        assertThatThrownBy(() -> spawn(() -> {}).cancel(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("reason");
    }

    // ---- await ----

    @Test
    void awaitReturnsWhatTheStageCompletesWith() {
        CompletableFuture<String> future = new CompletableFuture<>();
        runBlocking(() -> {
            Coroutine<?> waiting = spawn(() -> trace.add(Coroutines.await(future)));
            yieldNow();
            trace.add("before");
            future.complete("value");
            waiting.join();
        });
        assertThat(trace).containsExactly("before", "value");
    }

    @Test
    void awaitOfACompletedStageDoesNotSuspend() {
        runBlocking(() -> {
            spawn(() -> trace.add("other"));
            trace.add(Coroutines.await(CompletableFuture.completedFuture("at once")));
        });
        assertThat(trace).containsExactly("at once");
    }

    @Test
    void awaitThrowsWhatTheStageFailedWith() {
        IOException broken = new IOException("broken");
        CompletableFuture<String> later = CompletableFuture.supplyAsync(() -> {
            throw new java.util.concurrent.CompletionException(broken);
        });
        runBlocking(() -> {
            assertThat(Thrown.by(() -> Coroutines.await(failed(broken)))).isSameAs(broken);
            assertThat(Thrown.by(() -> Coroutines.await(later))).isSameAs(broken);
        });
    }

    private static CompletableFuture<String> failed(Throwable thrown) {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.completeExceptionally(thrown);
        return future;
    }

    @Test
    void aPlainThreadBlocksInAwait() {
        CompletableFuture<String> future = new CompletableFuture<>();
        Coroutine<Void> completing = spawn(() -> {
            sleep(10);
            future.complete("late");
        });
        assertThat(Coroutines.await(future)).isEqualTo("late");
        completing.join();
    }

    /** The completion races with the unwinding: a wake-up that comes first must not be lost. */
    @Test
    @SuppressSuspensionWarnings("blocking-call")
    void eachWakeUpFromAnotherThreadArrivesExactlyOnce() throws Exception {
        int rounds = 20_000;
        SynchronousQueue<CompletableFuture<Integer>> handed = new SynchronousQueue<>();
        Thread waker = new Thread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    CompletableFuture<Integer> future = handed.take();
                    for (int spin = i % 50; spin > 0; spin--) {
                        Thread.onSpinWait();
                    }
                    future.complete(i);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        waker.start();
        EventLoop loop = EventLoop.start("awaiting");
        long sum = spawn(loop, () -> {
                    long total = 0;
                    for (int i = 0; i < rounds; i++) {
                        CompletableFuture<Integer> future = new CompletableFuture<>();
                        handed.put(future);
                        int value = Coroutines.await(future);
                        assertThat(value).isEqualTo(i);
                        total += value;
                    }
                    return total;
                })
                .get();
        loop.stop();
        waker.join();
        assertThat(sum).isEqualTo(rounds * (rounds - 1L) / 2);
    }

    @Test
    void manyThreadsSpawnAndJoinOnOneLoop() throws Exception {
        AtomicInteger ran = new AtomicInteger();
        List<Throwable> failures = java.util.Collections.synchronizedList(new ArrayList<>());
        List<Thread> threads = IntStream.range(0, 8)
                .mapToObj(t -> new Thread(() -> {
                    try {
                        for (int i = 0; i < 500; i++) {
                            int expected = i;
                            Coroutine<Integer> child = spawn(() -> {
                                yieldNow();
                                ran.incrementAndGet();
                                return expected;
                            });
                            assertThat(child.get()).isEqualTo(expected);
                        }
                    } catch (Throwable thrown) {
                        failures.add(thrown);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(failures).isEmpty();
        assertThat(ran).hasValue(4000);
    }

    // ---- runBlocking ----

    @Test
    void runBlockingReturnsTheValue() {
        int value = runBlocking(() -> {
            sleep(1);
            return 3;
        });
        assertThat(value).isEqualTo(3);
    }

    @Test
    void runBlockingThrowsWhatTheBodyThrows() {
        assertThatThrownBy(() -> runBlocking(() -> {
                    sleep(1);
                    throw new IOException("checked");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("checked");
    }

    @Test
    void runBlockingRunsOnTheThreadThatCalls() {
        Thread here = Thread.currentThread();
        Thread inside = runBlocking(() -> {
            sleep(1);
            return Thread.currentThread();
        });
        assertThat(inside).isSameAs(here);
    }

    @Test
    void runBlockingWaitsForItsBodyOnly() {
        runBlocking(() -> {
            spawn(() -> {
                sleep(60_000);
                trace.add("child");
            });
            trace.add("body");
        });
        assertThat(trace).containsExactly("body");
    }

    @Test
    void runBlockingInsideACoroutineIsRefused() {
        runBlocking(() -> {
            assertThatThrownBy(() -> runBlocking(() -> sleep(1)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("runBlocking() was called on thread "
                            + Thread.currentThread().getName()
                            + ", which runs coroutines already and would stop. In a coroutine, call the body directly;"
                            + " elsewhere on this thread, spawn it.");
        });
    }

    @Test
    void anInterruptOfRunBlockingIsStillThereAfterwards() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        AtomicBoolean sleeps = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            runBlocking(() -> {
                sleeps.set(true);
                sleep(50);
                sleep(50);
            });
            interrupted.complete(Thread.currentThread().isInterrupted());
        });
        thread.start();
        while (!sleeps.get()) {
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void runBlockingCanBeCalledAgainAfterwards() {
        assertThat((int) runBlocking(() -> 1)).isEqualTo(1);
        assertThat((int) runBlocking(() -> 2)).isEqualTo(2);
    }

    // ---- what must not be blocked ----

    @Test
    void joiningOnALoopsThreadOutsideACoroutineIsRefused() throws Exception {
        EventLoop loop = EventLoop.start("guarded");
        CompletableFuture<Throwable> thrown = new CompletableFuture<>();
        CompletableFuture<Void> gate = new CompletableFuture<>();
        Coroutine<Void> sleeper = spawn(() -> Coroutines.await(gate));
        loop.dispatch(() -> {
            try {
                sleeper.join();
                thrown.complete(null);
            } catch (Throwable refused) {
                thrown.complete(refused);
            }
        });
        assertThat(thrown.get(10, TimeUnit.SECONDS))
                .isInstanceOf(dev.bobbin.runtime.NotSuspendableException.class)
                .message()
                .matches(
                        "CoroutineTest.java:\\d+: a lambda in CoroutineTest.joiningOnALoopsThreadOutsideACoroutineIsRefused\\(\\) calls Coroutine.join\\(\\), which must wait, on the"
                                + " thread of event loop guarded. It would stop if it were blocked. Wait in a coroutine instead: spawn"
                                + " one there.");
        loop.stop();
        gate.complete(null);
        sleeper.join();
    }

    @Test
    @SuppressSuspensionWarnings("lambda-cannot-suspend")
    void aPlainFrameInBetweenIsNamed() {
        runBlocking(() -> {
            assertThat(Thrown.by(() -> plainly(() -> sleep(60_000))))
                    .isInstanceOf(dev.bobbin.runtime.NotSuspendableException.class)
                    .message()
                    .matches(
                            "CoroutineTest.java:\\d+: a lambda in CoroutineTest.aPlainFrameInBetweenIsNamed\\(\\) stands between two suspendable methods: called"
                                    + " in a coroutine, it calls Coroutines.sleep\\(\\). Its own frame cannot be saved. Do what suspends outside the lambda, or mark the"
                                    + " method of its functional interface @Suspendable. If it is marked, this class was not"
                                    + " instrumented: build it with the bobbin-maven-plugin.");
        });
    }

    private static void plainly(Runnable action) {
        action.run();
    }

    // ---- failures nobody asks for ----

    @Test
    void aFailureNobodyAsksForIsReportedOnceWithTheName() throws Exception {
        List<String> reports = java.util.Collections.synchronizedList(new ArrayList<>());
        CountDownLatch last = new CountDownLatch(1);
        Coroutines.onUnobservedFailure((coroutine, failure) -> {
            reports.add(coroutine.name() + ": " + failure.getMessage());
            if (coroutine.name().equals("last")) {
                last.countDown();
            }
        });
        try {
            spawn("lonely", () -> {
                throw new IOException("nobody looks");
            });
            spawn(
                            () -> { // on one loop, so that the joiner is there first
                                Coroutine<Void> joined = spawn("joined", () -> {
                                    throw new IOException("somebody looks");
                                });
                                assertThat(Thrown.by(joined::join)).hasMessage("somebody looks");
                            })
                    .join();
            spawn("last", () -> {
                throw new IOException("nobody looks either");
            });
            assertThat(last.await(10, TimeUnit.SECONDS)).isTrue();
        } finally {
            Coroutines.onUnobservedFailure(handler);
        }
        assertThat(reports).containsExactly("lonely: nobody looks", "last: nobody looks either");
    }

    @Test
    void aJoinerThatGaveUpHasSeenNothing() throws Exception {
        CompletableFuture<String> reported = new CompletableFuture<>();
        Coroutines.onUnobservedFailure((coroutine, failure) -> reported.complete(failure.getMessage()));
        try {
            CompletableFuture<Void> gate = new CompletableFuture<>();
            Coroutine<Void> failing = spawn(() -> {
                Coroutines.await(gate);
                throw new IOException("unseen");
            });
            Coroutine<Void> waiting = spawn(() -> failing.join());
            spawn(() -> {}).join();
            waiting.cancel();
            waiting.join();
            gate.complete(null);
            assertThat(reported.get(10, TimeUnit.SECONDS)).isEqualTo("unseen");
        } finally {
            Coroutines.onUnobservedFailure(handler);
        }
    }

    @Test
    void aHandlerThatThrowsDoesNotStopTheLoop() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        Coroutines.onUnobservedFailure((coroutine, failure) -> {
            asked.countDown();
            throw new IllegalStateException("the handler of a test throws: expected in the log");
        });
        try {
            spawn(() -> {
                throw new IOException("unseen");
            });
            assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();
            assertThat(spawn(() -> {
                                sleep(1);
                                return "alive";
                            })
                            .get())
                    .isEqualTo("alive");
        } finally {
            Coroutines.onUnobservedFailure(handler);
        }
    }

    // ---- where it waits ----

    @Test
    void aSuspendedCoroutineShowsWhereItWaits() {
        runBlocking(() -> {
            Coroutine<Void> outer = spawn(() -> waitInside());
            yieldNow();
            assertThat(outer.getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .startsWith("waitInside");
            outer.cancel();
            outer.join();
            assertThat(outer.getStackTrace()).isEmpty();
        });
    }

    @Suspendable
    private static void waitInside() {
        sleep(60_000);
        nap();
    }

    @Test
    void aFailureAfterAResumeNamesItsCallers() {
        runBlocking(() -> {
            Coroutine<Void> failing = spawn(() -> {
                failAfterNap();
                nap();
            });
            assertThat(Thrown.by(failing::join).getStackTrace())
                    .extracting(StackTraceElement::getMethodName)
                    .anyMatch(name -> name.startsWith("failAfterNap"))
                    .anyMatch(name -> name.startsWith("lambda$aFailureAfterAResumeNamesItsCallers"));
        });
    }

    @Suspendable
    private static void failAfterNap() {
        nap();
        throw new IllegalArgumentException("tired");
    }
}
