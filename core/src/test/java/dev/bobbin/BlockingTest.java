package dev.bobbin;

import static dev.bobbin.Coroutines.blocking;
import static dev.bobbin.Coroutines.blockingUntilCancelled;
import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.shielded;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withContext;
import static dev.bobbin.Coroutines.withDispatcher;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.bobbin.runtime.NotSuspendableException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a call that blocks promises to the coroutine that waits for it. */
@Timeout(120)
class BlockingTest {

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    // ---- the call ----

    @Test
    void theLoopGoesOnWhileTheCallBlocks() {
        CountDownLatch latch = new CountDownLatch(1);
        runBlocking(() -> {
            Coroutine<String> caller = spawn(() -> blocking(() -> {
                latch.await();
                return "value";
            }));
            yieldNow();
            trace.add("meanwhile");
            latch.countDown();
            trace.add(caller.get());
        });
        assertThat(trace).containsExactly("meanwhile", "value");
    }

    @Test
    void aThousandCallsBlockAtOnce() {
        CyclicBarrier all = new CyclicBarrier(1000);
        int sum = runBlocking(() -> {
            List<Coroutine<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                int number = i;
                callers.add(spawn(() -> blocking(() -> {
                    all.await();
                    return number;
                })));
            }
            int total = 0;
            for (Coroutine<Integer> caller : callers) {
                total += caller.get();
            }
            return total;
        });
        assertThat(sum).isEqualTo(499_500);
    }

    @Test
    void theVeryExceptionIsThrown() {
        IOException broken = new IOException("broken");
        Throwable thrown = runBlocking(() -> Thrown.by(() -> blocking(() -> {
            throw broken;
        })));
        assertThat(thrown).isSameAs(broken);
        assertThat(thrown.getSuppressed()).isEmpty();
    }

    @Test
    void anErrorIsThrownAsItIs() {
        AssertionError wrong = new AssertionError("wrong");
        Throwable thrown = runBlocking(() -> Thrown.by(() -> blocking(() -> {
            throw wrong;
        })));
        assertThat(thrown).isSameAs(wrong);
    }

    @Test
    void nullIsAValue() {
        assertThat(runBlocking(() -> "got " + blocking(() -> null))).isEqualTo("got null");
    }

    @Test
    void itsThreadIsADaemonWithAName() {
        Thread thread = runBlocking(() -> blocking(Thread::currentThread));
        assertThat(thread.getName()).matches("bobbin-blocking-\\d+");
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread).isNotSameAs(Thread.currentThread());
    }

    @Test
    void onAPlainThreadItIsSimplyRun() {
        assertThat(blocking(Thread::currentThread)).isSameAs(Thread.currentThread());
        assertThat(blockingUntilCancelled(Thread::currentThread)).isSameAs(Thread.currentThread());
        IOException broken = new IOException("broken");
        assertThatThrownBy(() -> blocking(() -> {
                    throw broken;
                }))
                .isSameAs(broken);
    }

    @Test
    @SuppressSuspensionWarnings("lambda-cannot-suspend") // that is what it is about
    void betweenTwoSuspendableMethodsItIsRefusedRatherThanBlockTheLoop() {
        Callable<Object> notSuspendable = () -> blocking(() -> "never");
        Throwable thrown = runBlocking(() -> Thrown.by(notSuspendable::call));
        assertThat(thrown).isInstanceOf(NotSuspendableException.class);
    }

    @Test
    @SuppressSuspensionWarnings("lambda-cannot-suspend") // it runs on a plain thread
    void aCallMadeByACallRunsWhereItIs() {
        boolean same = runBlocking(() -> blocking(() -> {
            Thread outer = Thread.currentThread();
            return blocking(Thread::currentThread) == outer;
        }));
        assertThat(same).isTrue();
    }

    @Test
    void itComesBackToTheDispatcherItLeft() {
        runBlocking(() -> {
            Thread loop = Thread.currentThread();
            blocking(() -> null);
            assertThat(Thread.currentThread()).isSameAs(loop);
            withDispatcher(Dispatchers.parallel("here", 1), () -> {
                blocking(() -> null);
                assertThat(Thread.currentThread().getName()).startsWith("here-");
                return null;
            });
        });
    }

    @Test
    void itSuspendsInsideOfAGenerator() {
        List<Integer> got = runBlocking(() -> {
            List<Integer> values = new ArrayList<>();
            for (int each : Generator.<Integer>of(y -> {
                y.yield(blocking(() -> 1));
                y.yield(blocking(() -> 2));
            })) {
                values.add(each);
            }
            return values;
        });
        assertThat(got).containsExactly(1, 2);
    }

    @Test
    void aLoopThatWaitsForACallOrForAnotherLoopDoesNotSayThatItStandsStill() {
        PrintStream before = System.err;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setErr(new PrintStream(printed, true));
        try {
            runBlocking(() -> {
                Channel<String> channel = Channel.rendezvous();
                spawn(() -> channel.send(blocking(() -> {
                    Thread.sleep(1500); // longer than it takes to be reported
                    return "sent";
                })));
                trace.add(channel.receive());
                Coroutine<Void> waits = spawn(() -> {
                    Coroutines.await(CompletableFuture.runAsync(() -> Coroutines.sleep(1500)));
                });
                waits.join();
                spawn(Dispatchers.parallel(), () -> sleep(1500)).join();
            });
        } finally {
            System.setErr(before);
        }
        assertThat(trace).containsExactly("sent");
        assertThat(printed.toString()).doesNotContain("stands still");
    }

    @Test
    void virtualTimeStandsStillWhileACallBlocks() {
        Simulation simulation = Simulation.inOrder();
        simulation.run(() -> {
            Coroutine<Void> sleeper = spawn(() -> {
                sleep(Duration.ofHours(1));
                trace.add("an hour");
            });
            blocking(() -> {
                Thread.sleep(30);
                return null;
            });
            trace.add("the call");
            sleeper.join();
            return null;
        });
        assertThat(trace).containsExactly("the call", "an hour");
        assertThat(simulation.elapsed()).isEqualTo(Duration.ofHours(1));
    }

    // ---- what goes along ----

    @Test
    void coroutineLocalsGoThereAndBack() {
        CoroutineLocal<String> local = CoroutineLocal.create();
        runBlocking(() -> {
            local.set("there");
            trace.add(blocking(() -> {
                String found = local.get();
                local.set("back");
                return found;
            }));
            trace.add(local.get());
            trace.add(blocking(() -> "" + local.get()));
        });
        assertThat(trace).containsExactly("there", "back", "back");
        assertThat(runBlocking(() -> blocking(() -> "" + local.get()))).isEqualTo("null");
    }

    @Test
    void contextElementsAreInTheirPlaceAndGoneAfterwards() {
        ThreadLocal<String> ofThread = new ThreadLocal<>();
        ContextElement element = new ContextElement() {
            @Override
            public Object install() {
                Object before = ofThread.get();
                ofThread.set("set");
                return before;
            }

            @Override
            public void restore(Object before) {
                ofThread.set((String) before);
            }
        };
        runBlocking(() -> {
            withContext(element, () -> {
                trace.add(blocking(ofThread::get));
                return null;
            });
            trace.add(blocking(() -> "" + ofThread.get()));
        });
        assertThat(trace).containsExactly("set", "null");
    }

    @Test
    void theContextClassLoaderIsTheCallers() {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        ClassLoader mine = new ClassLoader(before) {};
        Thread.currentThread().setContextClassLoader(mine);
        try {
            assertThat(runBlocking(() -> blocking(() -> Thread.currentThread().getContextClassLoader())))
                    .isSameAs(mine);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void aThreadInheritsNothingFromTheCoroutineItWasMadeFor() {
        InheritableThreadLocal<String> inherited = new InheritableThreadLocal<>();
        inherited.set("of the first caller");
        try {
            BlockingPool fresh = new BlockingPool(BlockingPool.platformThreads(), 1, 1);
            runBlocking(() -> {
                assertThat(BlockingCall.untilItEnds(inherited::get, fresh)).isNull();
                assertThat(Coroutines.<String>blocking(inherited::get)).isNull();
            });
        } finally {
            inherited.remove();
        }
    }

    // ---- cancellation ----

    @Test
    void aCancelledCallIsInterruptedAndWaitedFor() {
        CountDownLatch begun = new CountDownLatch(1);
        runBlocking(() -> {
            Coroutine<Void> caller = spawn(() -> {
                try {
                    blocking(() -> {
                        begun.countDown();
                        try {
                            new CountDownLatch(1).await();
                        } finally {
                            trace.add("call ends");
                        }
                        return null;
                    });
                } finally {
                    trace.add("coroutine ends");
                }
            });
            blocking(() -> begun.await(60, TimeUnit.SECONDS));
            caller.cancel("no more");
            caller.awaitEnd();
            assertThat(caller.isCancelled()).isTrue();
        });
        assertThat(trace).containsExactly("call ends", "coroutine ends");
    }

    @Test
    void theCancellationNamesItsReasonAndCarriesWhatTheCallThrew() {
        CountDownLatch begun = new CountDownLatch(1);
        runBlocking(() -> {
            Coroutine<Throwable> caller = spawn(
                    "caller",
                    () -> Thrown.by(() -> blocking(() -> {
                        begun.countDown();
                        return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                    })));
            blocking(() -> begun.await(60, TimeUnit.SECONDS));
            caller.cancel("no more");
            Throwable thrown = caller.get();
            assertThat(thrown)
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("coroutine \"caller\" ends: no more");
            assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(InterruptedException.class);
        });
    }

    @Test
    void theValueOfACallThatEndsAllTheSameIsNotLost() {
        CountDownLatch begun = new CountDownLatch(1);
        runBlocking(() -> {
            Coroutine<Void> caller = spawn(() -> {
                trace.add(blocking(() -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        return "value";
                    }
                    return "never";
                }));
                trace.add(Thrown.by(() -> yieldNow()).getClass());
            });
            blocking(() -> begun.await(60, TimeUnit.SECONDS));
            caller.cancelAndJoin();
        });
        assertThat(trace).containsExactly("value", CancellationException.class);
    }

    @Test
    void aFailureOfAnotherKindIsNotLostToTheCancellation() {
        CountDownLatch begun = new CountDownLatch(1);
        IOException other = new IOException("disk full");
        Throwable thrown = runBlocking(() -> {
            Coroutine<Throwable> caller = spawn(() -> Thrown.by(() -> blocking(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw other;
                }
                return null;
            })));
            blocking(() -> begun.await(60, TimeUnit.SECONDS));
            caller.cancel();
            return caller.get();
        });
        assertThat(thrown).isSameAs(other);
    }

    @Test
    void aTimeLimitInterruptsTheCallAndIsToldByItsName() {
        Throwable thrown = runBlocking(() -> Thrown.by(() -> withTimeout("the disk", Duration.ofMillis(20), () -> {
            return blocking(() -> {
                new CountDownLatch(1).await();
                return null;
            });
        })));
        assertThat(thrown)
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("the disk")
                .satisfies(e -> assertThat(e.getSuppressed()).hasOnlyElementsOfType(InterruptedException.class));
    }

    @Test
    void aCoroutineThatWasCancelledBeforeMakesNoCall() {
        AtomicBoolean ran = new AtomicBoolean();
        runBlocking(() -> {
            Coroutine<Void> caller = spawn(() -> {
                Thrown.by(() -> sleep(60_000));
                blocking(() -> {
                    ran.set(true);
                    return null;
                });
            });
            yieldNow();
            caller.cancelAndJoin();
            assertThat(caller.isCancelled()).isTrue();
        });
        assertThat(ran).isFalse();
    }

    @Test
    void aShieldKeepsTheInterruptAway() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        runBlocking(() -> {
            Coroutine<Void> caller = spawn(() -> {
                shielded(() -> {
                    trace.add(blocking(() -> {
                        begun.countDown();
                        end.await();
                        return "whole";
                    }));
                });
            });
            blocking(() -> begun.await(60, TimeUnit.SECONDS));
            caller.cancel();
            yieldNow();
            end.countDown();
            caller.awaitEnd();
        });
        assertThat(trace).containsExactly("whole");
    }

    @Test
    void theFailureOfASiblingInterruptsTheCallAndReachesTheScope() {
        CountDownLatch begun = new CountDownLatch(1);
        IllegalStateException failure = new IllegalStateException("sibling");
        Throwable thrown = runBlocking(() -> Thrown.by(() -> CoroutineScope.run(scope -> {
            scope.spawn(() -> {
                blocking(() -> {
                    begun.await();
                    return null;
                });
                throw failure;
            });
            blocking(() -> {
                begun.countDown();
                return new CountDownLatch(1).await(60, TimeUnit.SECONDS);
            });
        })));
        assertThat(thrown).isSameAs(failure);
    }

    @Test
    void theInterruptDoesNotReachTheNextCallOfTheThread() {
        BlockingPool one = new BlockingPool(BlockingPool.platformThreads(), 1, 10_000);
        for (int i = 0; i < 200; i++) {
            CountDownLatch begun = new CountDownLatch(1);
            runBlocking(() -> {
                Coroutine<Object> first = spawn(() -> BlockingCall.untilItEnds(
                        () -> {
                            begun.countDown();
                            return null;
                        },
                        one));
                Coroutine<Object> second = spawn(() ->
                        BlockingCall.untilItEnds(() -> Thread.currentThread().isInterrupted(), one));
                Coroutines.<Boolean>blocking(() -> begun.await(60, TimeUnit.SECONDS));
                first.cancel(); // while it runs, or a moment after
                assertThat(second.get()).isEqualTo(false);
            });
        }
    }

    /** Time limits that hit before, in and after the calls; what is checked does not depend on which. */
    @Test
    void timeLimitsAtRandomLeaveNothingBehind() {
        BlockingPool few = new BlockingPool(BlockingPool.platformThreads(), 4, 10_000);
        AtomicInteger leaked = new AtomicInteger();
        AtomicInteger running = new AtomicInteger();
        runBlocking(() -> {
            List<Coroutine<?>> callers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Random random = new Random(i);
                callers.add(spawn(i % 2 == 0 ? EventLoop.current() : Dispatchers.parallel(), () -> {
                    for (int n = 0; n < 25; n++) {
                        int callMicros = random.nextInt(2000);
                        boolean waits = random.nextBoolean();
                        Callable<Object> call = () -> {
                            running.incrementAndGet();
                            try {
                                TimeUnit.MICROSECONDS.sleep(callMicros);
                            } finally {
                                running.decrementAndGet();
                            }
                            return callMicros;
                        };
                        Object value = Coroutines.withTimeoutOrNull(Duration.ofNanos(random.nextInt(2_000_000)), () -> {
                            return waits ? BlockingCall.untilItEnds(call, few) : BlockingCall.untilCancelled(call, few);
                        });
                        if (value != null) {
                            assertThat(value).isEqualTo(callMicros);
                        }
                        if (BlockingCall.untilItEnds(Thread::interrupted, few).equals(true)) {
                            leaked.incrementAndGet(); // meant for a call before
                        }
                    }
                }));
            }
            joinAll(callers);
        });
        assertThat(few.queued()).isZero();
        assertThat(few.threads()).isLessThanOrEqualTo(4);
        while (running.get() > 0) {
            Thread.onSpinWait(); // calls that were left to themselves
        }
        assertThat(leaked.get()).isZero();
    }

    @Test
    void whoWaitsOnlyUntilCancelledGoesOnAtOnce() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        CountDownLatch ended = new CountDownLatch(1);
        runBlocking(() -> {
            Coroutine<Void> caller = spawn(() -> {
                blockingUntilCancelled(() -> {
                    begun.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                    end.await();
                    trace.add("call ends");
                    ended.countDown();
                    return null;
                });
            });
            blocking(() -> begun.await(60, TimeUnit.SECONDS));
            caller.cancelAndJoin();
            assertThat(caller.isCancelled()).isTrue();
            blocking(() -> interrupted.await(60, TimeUnit.SECONDS));
            trace.add("gone on");
            end.countDown();
            blocking(() -> ended.await(60, TimeUnit.SECONDS));
        });
        assertThat(trace).containsExactly("gone on", "call ends");
    }

    @Test
    void whoWaitsOnlyUntilCancelledGetsValuesAndFailuresAllTheSame() {
        IOException broken = new IOException("broken");
        runBlocking(() -> {
            assertThat(Coroutines.<Integer>blockingUntilCancelled(() -> 7)).isEqualTo(7);
            assertThat(Thrown.by(() -> blockingUntilCancelled(() -> {
                        throw broken;
                    })))
                    .isSameAs(broken);
        });
    }

    // ---- interrupts ----

    @Test
    void anInterruptThatIsPendingIsTheCalls() {
        runBlocking(() -> {
            Thread.currentThread().interrupt();
            assertThat(Thrown.by(() -> blocking(() -> {
                        Thread.sleep(60_000);
                        return null;
                    })))
                    .isInstanceOf(InterruptedException.class);
            assertThat(Thread.interrupted()).isFalse();
        });
    }

    @Test
    void anInterruptThatTheCallLeavesIsTheCoroutines() {
        runBlocking(() -> {
            blocking(() -> {
                Thread.currentThread().interrupt();
                return null;
            });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Coroutines.<Boolean>blocking(() -> Thread.currentThread().isInterrupted()))
                    .isFalse();
        });
    }

    // ---- the pool ----

    @Test
    void noMoreThreadsThanAllowedAndTheOthersWaitTheirTurn() {
        BlockingPool two = new BlockingPool(BlockingPool.platformThreads(), 2, 10_000);
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        runBlocking(() -> {
            List<Coroutine<Object>> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                callers.add(spawn(() -> BlockingCall.untilItEnds(
                        () -> {
                            most.accumulateAndGet(now.incrementAndGet(), Math::max);
                            Thread.sleep(1);
                            now.decrementAndGet();
                            return number;
                        },
                        two)));
            }
            for (int i = 0; i < 50; i++) {
                assertThat(callers.get(i).get()).isEqualTo(i);
            }
        });
        assertThat(most.get()).isBetween(1, 2);
        assertThat(two.threads()).isBetween(1, 2);
    }

    @Test
    void threadsAreUsedAgainAndNotMadeForEachCall() {
        BlockingPool pool = new BlockingPool(BlockingPool.platformThreads(), 100, 60_000);
        runBlocking(() -> {
            for (int i = 0; i < 500; i++) {
                BlockingCall.untilItEnds(() -> null, pool);
            }
        });
        // The thread of a call that has just ended may not be back yet when the next one comes.
        assertThat(pool.threads()).isLessThan(20);
    }

    @Test
    void threadsWithoutWorkEnd() throws Exception {
        BlockingPool pool = new BlockingPool(BlockingPool.platformThreads(), 100, 1);
        runBlocking(() -> {
            BlockingCall.untilItEnds(() -> null, pool);
        });
        while (pool.threads() > 0) {
            Thread.sleep(1);
        }
        assertThat(runBlocking(() -> BlockingCall.untilItEnds(() -> 1, pool))).isEqualTo(1);
    }

    @Test
    void aCallThatIsCancelledBeforeItsTurnNeverBegins() {
        BlockingPool one = new BlockingPool(BlockingPool.platformThreads(), 1, 10_000);
        CountDownLatch end = new CountDownLatch(1);
        AtomicBoolean ran = new AtomicBoolean();
        runBlocking(() -> {
            Coroutine<Object> first = spawn(() -> BlockingCall.untilItEnds(
                    () -> {
                        end.await();
                        return "first";
                    },
                    one));
            Coroutine<Object> second = spawn(() -> BlockingCall.untilItEnds(() -> ran.getAndSet(true), one));
            yieldNow();
            yieldNow();
            assertThat(one.queued()).isLessThanOrEqualTo(2);
            second.cancelAndJoin(); // while the first still has the only thread
            assertThat(second.isCancelled()).isTrue();
            end.countDown();
            assertThat(first.get()).isEqualTo("first");
        });
        assertThat(ran).isFalse();
        assertThat(one.queued()).isZero();
    }

    @Test
    void noThreadToBeHadIsAnErrorOfTheCaller() {
        OutOfMemoryError none = new OutOfMemoryError("unable to create native thread");
        BlockingPool pool = new BlockingPool(
                task -> {
                    throw none;
                },
                1,
                1);
        Throwable thrown = runBlocking(() -> Thrown.by(() -> BlockingCall.untilItEnds(() -> null, pool)));
        assertThat(thrown).isSameAs(none);
        assertThat(pool.threads()).isZero();
        assertThat(pool.queued()).isZero();
    }

    /** A thread that another call is about to start is none that will come: that may fail, too. */
    @Test
    void callsThatFindNoThreadTogetherFailTogether() throws Exception {
        CountDownLatch bothAsk = new CountDownLatch(2);
        Semaphore mayFail = new Semaphore(0);
        BlockingPool pool = new BlockingPool(
                task -> {
                    bothAsk.countDown();
                    mayFail.acquireUninterruptibly();
                    throw new OutOfMemoryError("unable to create native thread");
                },
                2,
                1);
        AtomicInteger failures = new AtomicInteger();
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            Thread caller = new Thread(() -> {
                try {
                    pool.execute(() -> {});
                } catch (OutOfMemoryError none) {
                    failures.incrementAndGet();
                }
            });
            caller.setDaemon(true);
            caller.start();
            callers.add(caller);
        }
        bothAsk.await();
        mayFail.release(2);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(failures).hasValue(2);
        assertThat(pool.queued()).isZero();
    }

    @Test
    void noWakeUpIsLostUnderLoad() {
        BlockingPool few = new BlockingPool(BlockingPool.platformThreads(), 3, 1);
        AtomicInteger ran = new AtomicInteger();
        runBlocking(() -> {
            List<Coroutine<?>> callers = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                callers.add(spawn(Dispatchers.parallel(), () -> {
                    for (int n = 0; n < 100; n++) {
                        BlockingCall.untilItEnds(ran::incrementAndGet, few);
                    }
                }));
            }
            joinAll(callers);
        });
        assertThat(ran.get()).isEqualTo(5000);
    }

    @Test
    void theKindOfThreadsIsChosenByAProperty() {
        assertThat(BlockingPool.isVirtual("platform")).isFalse();
        assertThat(BlockingPool.isVirtual("automatic")).isEqualTo(Dispatchers.javaVersion() >= 24);
        assertThatThrownBy(() -> BlockingPool.isVirtual("green"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("System property dev.bobbin.blocking.threads is green: it can be automatic, platform or"
                        + " virtual.");
    }

    @Test
    void virtualThreadsAreRefusedWhereThereAreNone() {
        assumeThat(Dispatchers.hasVirtualThreads()).isFalse();
        assertThatThrownBy(() -> BlockingPool.isVirtual("virtual"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("System property dev.bobbin.blocking.threads is virtual, but Java "
                        + Dispatchers.javaVersion() + " has no virtual threads: it takes 21. Leave the property out, or"
                        + " set it to platform.");
    }

    @Test
    void theLimitIsChosenByAProperty() {
        assertThat(BlockingPool.mostThreads(null, 1024)).isEqualTo(1024);
        assertThat(BlockingPool.mostThreads("7", 1024)).isEqualTo(7);
        for (String wrong : List.of("0", "-1", "many", "")) {
            assertThatThrownBy(() -> BlockingPool.mostThreads(wrong, 1024))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("System property dev.bobbin.blocking.maxThreads is " + wrong
                            + ": it must be a whole number of threads, 1 or more.");
        }
    }
}
