package dev.bobbin;

import static dev.bobbin.Coroutines.awaitSome;
import static dev.bobbin.Coroutines.iwait;
import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.killAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.shielded;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.spawnLater;
import static dev.bobbin.Coroutines.suspend;
import static dev.bobbin.Coroutines.timeLeft;
import static dev.bobbin.Coroutines.withContext;
import static dev.bobbin.Coroutines.withDispatcher;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract of cancellation, of time limits, and of what stands beside them. */
@Timeout(30)
class CancellationTest {

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    // ---- cancellation ----

    @Test
    void aSwallowedCancellationIsToldAgainAtTheNextWait() {
        runBlocking(() -> {
            Coroutine<?> stubborn = spawn(() -> {
                for (int i = 0; i < 3; i++) {
                    try {
                        sleep(60_000);
                    } catch (Exception e) {
                        trace.add("told " + i);
                    }
                }
                sleep(0);
            });
            yieldNow();
            stubborn.cancel();
            shielded(() -> stubborn.join());
            assertThat(stubborn.isCancelled()).isTrue();
        });
        assertThat(trace).containsExactly("told 0", "told 1", "told 2");
    }

    @Test
    void aShieldKeepsTheCancellationOutUntilItsEnd() {
        runBlocking(() -> {
            Coroutine<?> c = spawn(() -> {
                shielded(() -> {
                    sleep(10);
                    trace.add("saved");
                });
                sleep(60_000);
            });
            yieldNow();
            c.cancel();
            c.join();
            assertThat(c.isCancelled()).isTrue();
        });
        assertThat(trace).containsExactly("saved");
    }

    @Test
    void theReasonIsSaid() {
        runBlocking(() -> {
            Coroutine<?> c = spawn("reader", () -> sleep(60_000));
            c.cancel("the user closed the window");
            c.join();
            assertThat(Thrown.by(c::get))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("coroutine \"reader\" ends: the user closed the window");
        });
    }

    // ---- time limits ----

    @Test
    void aTimeLimitThatEscapesIsAFailure() {
        runBlocking(() -> {
            Coroutine<?> c = spawn(
                    "fetch",
                    () -> withTimeout("the price service", Duration.ofMillis(5), () -> {
                        sleep(60_000);
                        return 1;
                    }));
            assertThat(Thrown.by(c::join))
                    .isInstanceOf(DeadlineExceededException.class)
                    .hasMessage("\"the price service\" in coroutine \"fetch\" has run out of time: its limit is 5 ms");
            assertThat(c.isCancelled()).isFalse();
            assertThat(c.failure()).isPresent();
        });
    }

    @Test
    void ofNestedLimitsTheEarlierCountsAndIsNamed() {
        runBlocking(() -> {
            assertThat(Thrown.by(() -> withTimeout(
                            "outer",
                            Duration.ofMillis(5),
                            () -> withTimeout("inner", Duration.ofSeconds(60), () -> {
                                sleep(60_000);
                                return 1;
                            }))))
                    .isInstanceOf(DeadlineExceededException.class)
                    .extracting(thrown -> ((DeadlineExceededException) thrown).owner())
                    .isEqualTo("\"outer\" in coroutine \"main\"");
            String inner = withTimeout("outer", Duration.ofSeconds(60), () -> {
                assertThat(timeLeft())
                        .get()
                        .satisfies(left -> assertThat(left).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60)));
                return withTimeoutOrNull(Duration.ofMillis(5), () -> {
                    sleep(60_000);
                    return "late";
                });
            });
            assertThat(inner).isNull();
            assertThat(timeLeft()).isEmpty();
        });
    }

    @Test
    void theNullIsForOnesOwnLimitOnly() {
        runBlocking(() -> assertThat(Thrown.by(() -> withTimeout(
                        Duration.ofMillis(5),
                        () -> withTimeoutOrNull(Duration.ofSeconds(60), () -> {
                            sleep(60_000);
                            return 1;
                        }))))
                .isInstanceOf(DeadlineExceededException.class));
    }

    @Test
    void aSwallowedLimitIsToldAgain() {
        runBlocking(() -> assertThat(Thrown.by(() -> withTimeout(Duration.ofMillis(1), () -> {
                    try {
                        sleep(60_000);
                    } catch (Exception e) {
                        trace.add("swallowed");
                    }
                    sleep(60_000);
                })))
                .isInstanceOf(DeadlineExceededException.class));
        assertThat(trace).containsExactly("swallowed");
    }

    @Test
    void aBodyThatEndsInTimeLeavesNothingBehind() {
        runBlocking(() -> {
            assertThat(withTimeout(Duration.ofMillis(10), () -> 7)).isEqualTo(7);
            sleep(20);
        });
    }

    @Test
    void aPlainThreadHasTimeLimits() {
        assertThat(Thrown.by(() -> withTimeout(Duration.ofMillis(5), () -> sleep(60_000))))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("thread " + Thread.currentThread().getName());
        sleep(1);
    }

    @Test
    void workBeforeATimerDoesNotShortenIt() {
        runBlocking(() -> {
            long began = System.nanoTime();
            while (System.nanoTime() - began < 30_000_000) {
                Thread.onSpinWait();
            }
            long start = System.nanoTime();
            assertThat(Thrown.by(() -> withTimeout(Duration.ofMillis(40), () -> sleep(60_000))))
                    .isInstanceOf(DeadlineExceededException.class);
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(40_000_000L);
        });
    }

    @Test
    void aLimitOfNoTimeEndsAtTheFirstWait() {
        runBlocking(() -> assertThat(Thrown.by(() -> withTimeout(Duration.ZERO, () -> {
                    trace.add("began");
                    sleep(1);
                    trace.add("never");
                })))
                .isInstanceOf(DeadlineExceededException.class));
        assertThat(trace).containsExactly("began");
        assertThat(Thrown.by(() -> withTimeout(Duration.ofSeconds(-1), () -> {})))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("a time to wait is 0 or more");
    }

    @Test
    void aLimitInAGeneratorIsNotOneForItsConsumer() {
        runBlocking(() -> {
            Generator<Integer> slow = Generator.of(y -> withTimeout(Duration.ofMillis(10), () -> {
                y.yield(1);
                y.yield(2);
            }));
            for (int each : slow) {
                sleep(20);
                trace.add(each);
            }
        });
        assertThat(trace).containsExactly(1, 2);
    }

    // ---- callbacks ----

    @Test
    void aWakeUpBeforeOrAfterParkingCounts() {
        runBlocking(() -> {
            assertThat(Coroutines.<Integer>suspend(wakeUp -> wakeUp.success(1))).isEqualTo(1);
            assertThat(Coroutines.<Integer>suspend(wakeUp -> new Thread(() -> wakeUp.success(2)).start()))
                    .isEqualTo(2);
            assertThat(Thrown.by(() -> suspend(wakeUp -> wakeUp.failure(new IllegalStateException("no")))))
                    .hasMessage("no");
        });
    }

    @Test
    void theHookRunsOnceWhenTheWaitIsGivenUp() {
        AtomicInteger aborted = new AtomicInteger();
        AtomicReference<WakeUp<Integer>> kept = new AtomicReference<>();
        runBlocking(() -> {
            Coroutine<?> c = spawn(() -> Coroutines.<Integer>suspend(wakeUp -> {
                kept.set(wakeUp);
                wakeUp.onCancel(aborted::incrementAndGet);
            }));
            yieldNow();
            c.cancelAndJoin();
        });
        assertThat(aborted).hasValue(1);
        assertThat(kept.get().success(1)).isFalse();
    }

    @Test
    void aFutureAndACoroutineBecomeEachOther() {
        runBlocking(() -> {
            Coroutine<Integer> c = spawn(() -> {
                sleep(1);
                return 5;
            });
            CompletableFuture<Integer> future = c.toFuture();
            assertThat(Coroutines.await(future)).isEqualTo(5);
            Coroutine<?> endless = spawn(() -> sleep(60_000));
            endless.toFuture().cancel(false);
            endless.join();
            assertThat(endless.isCancelled()).isTrue();
            CompletableFuture<?> failed = spawn(() -> {
                        throw new IllegalStateException("no");
                    })
                    .toFuture();
            assertThat(Thrown.by(() -> Coroutines.await(failed))).hasMessage("no");
            assertThat(Thrown.by(failed::join)).isInstanceOf(CompletionException.class);
        });
    }

    // ---- links and waiting for some ----

    @Test
    void linksRunAfterTheEndInTheirOrderAlsoWhenTheyAreLate() {
        runBlocking(() -> {
            Coroutine<Integer> c = spawn(() -> 4);
            c.link(ended -> trace.add("link " + ended.get()));
            c.linkValue(ended -> trace.add("value " + ended.get()));
            c.linkException(ended -> trace.add("never"));
            Runnable unlink = c.link(ended -> trace.add("taken back"));
            unlink.run();
            c.join();
            sleep(1);
            c.link(ended -> trace.add("late"));
            sleep(1);
        });
        assertThat(trace).containsExactly("link 4", "value 4", "late");
    }

    @Test
    void aLinkObservesTheFailure() {
        runBlocking(() -> {
            Coroutine<?> c = spawn(() -> {
                throw new IllegalStateException("no");
            });
            c.linkException(ended -> trace.add(ended.failure().get().getMessage()));
            sleep(5);
        });
        assertThat(trace).containsExactly("no");
    }

    @Test
    void coroutinesComeInTheOrderOfTheirEnds() {
        Simulation.inOrder().run(() -> {
            List<Coroutine<Integer>> all = new ArrayList<>();
            for (int millis : new int[] {30, 10, 20}) {
                all.add(spawn(() -> {
                    sleep(millis);
                    return millis;
                }));
            }
            for (Coroutine<Integer> each : iwait(all)) {
                trace.add(each.get());
            }
            return null;
        });
        assertThat(trace).containsExactly(10, 20, 30);
    }

    @Test
    void waitingForSomeEndsWithTheTime() {
        runBlocking(() -> {
            Coroutine<?> fast = spawn(() -> {});
            Coroutine<?> slow = spawn(() -> sleep(60_000));
            assertThat(awaitSome(Arrays.asList(slow, fast), 1, Duration.ofSeconds(5)))
                    .isEqualTo(Collections.singletonList(fast));
            assertThat(joinAll(Arrays.asList(slow, fast), Duration.ofMillis(5))).isFalse();
            assertThat(killAll(Arrays.asList(slow, fast), Duration.ofSeconds(5)))
                    .isTrue();
            assertThat(joinAll(Arrays.asList(slow, fast), Duration.ofMillis(5))).isTrue();
        });
    }

    @Test
    void whatIsKilledBeforeItsTimeNeverBegins() {
        runBlocking(() -> {
            Coroutine<?> later = spawnLater(Duration.ofSeconds(60), () -> trace.add("never"));
            killAll(Collections.singletonList(later));
            assertThat(later.isCancelled()).isTrue();
            spawnLater(Duration.ofMillis(1), () -> trace.add("later")).join();
        });
        assertThat(trace).containsExactly("later");
    }

    // ---- where and with what ----

    @Test
    void aCoroutineMovesThereAndBack() {
        EventLoop other = EventLoop.start("other");
        try {
            runBlocking(() -> {
                Thread home = Thread.currentThread();
                String there = withDispatcher(other, () -> {
                    sleep(1);
                    return Thread.currentThread().getName();
                });
                assertThat(there).isEqualTo("other");
                assertThat(Thread.currentThread()).isSameAs(home);
                assertThat(Thrown.by(() -> withDispatcher(other, () -> {
                            throw new IllegalStateException("there");
                        })))
                        .hasMessage("there");
                assertThat(Thread.currentThread()).isSameAs(home);
            });
        } finally {
            other.stop();
        }
    }

    @Test
    void aLocalIsInheritedAndThenOnesOwn() {
        CoroutineLocal<String> user = CoroutineLocal.withInitial(() -> "nobody");
        runBlocking(() -> {
            assertThat(user.get()).isEqualTo("nobody");
            user.set("ann");
            Coroutine<String> child = spawn(() -> {
                String inherited = user.get();
                user.set("bob");
                yieldNow();
                return inherited + user.get();
            });
            assertThat(child.get()).isEqualTo("annbob");
            assertThat(user.get()).isEqualTo("ann");
            user.remove();
            assertThat(user.get()).isEqualTo("nobody");
        });
        assertThat(user.get()).isEqualTo("nobody");
    }

    @Test
    void aContextElementIsThereInEachStepAndNowhereElse() {
        ThreadLocal<String> id = new ThreadLocal<>();
        ContextElement element = new ContextElement() {
            @Override
            public Object install() {
                Object before = id.get();
                id.set("42");
                return before;
            }

            @Override
            public void restore(Object before) {
                id.set((String) before);
            }
        };
        runBlocking(() -> {
            Coroutine<?> other = spawn(() -> {
                for (int i = 0; i < 3; i++) {
                    assertThat(id.get()).isNull();
                    yieldNow();
                }
            });
            withContext(element, () -> {
                assertThat(id.get()).isEqualTo("42");
                sleep(2);
                assertThat(id.get()).isEqualTo("42");
                assertThat(spawn(() -> id.get()).get()).isEqualTo("42");
                return null;
            });
            assertThat(id.get()).isNull();
            other.join();
        });
        assertThat(id.get()).isNull();
    }
}
