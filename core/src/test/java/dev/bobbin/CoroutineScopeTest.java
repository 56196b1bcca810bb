package dev.bobbin;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.shielded;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a scope promises of its children and to the code in it. */
@Timeout(30)
class CoroutineScopeTest {

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    // ---- the end ----

    @Test
    void aScopeEndsAfterItsChildren() {
        runBlocking(() -> {
            try (CoroutineScope scope = CoroutineScope.open()) {
                scope.spawn(() -> {
                    sleep(20);
                    trace.add("child");
                });
                trace.add("body");
            }
            trace.add("after");
        });
        assertThat(trace).containsExactly("body", "child", "after");
    }

    @Test
    void aPlainThreadHasScopesToo() {
        try (CoroutineScope scope = CoroutineScope.open()) {
            scope.spawn(() -> {
                sleep(10);
                trace.add("child");
            });
        }
        assertThat(trace).containsExactly("child");
    }

    @Test
    void aChildMaySpawnSiblingsWhileTheScopeEnds() {
        runBlocking(() -> {
            CoroutineScope.run(scope -> {
                scope.spawn(() -> {
                    yieldNow();
                    scope.spawn(() -> trace.add("grandchild"));
                });
            });
            trace.add("after");
        });
        assertThat(trace).containsExactly("grandchild", "after");
    }

    @Test
    void nothingIsSpawnedInAClosedScope() {
        CoroutineScope[] kept = new CoroutineScope[1];
        CoroutineScope.run(scope -> kept[0] = scope);
        assertThat(kept[0].isClosed()).isTrue();
        assertThatThrownBy(() -> kept[0].spawn(() -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is closed");
    }

    @Test
    void onlyItsOpenerClosesAScope() {
        runBlocking(() -> {
            CoroutineScope scope = CoroutineScope.open("mine");
            assertThat(Thrown.by(() -> spawn(scope::close).join()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(
                            "scope \"mine\" is to be closed by whoever has opened it, coroutine \"main\"");
            scope.close();
            scope.close();
        });
    }

    // ---- failures ----

    @Test
    void theFirstFailureCancelsTheSiblingsAndIsThrown() {
        IOException failure = new IOException("first");
        assertThatThrownBy(() -> runBlocking(() -> {
                    try (CoroutineScope scope = CoroutineScope.open()) {
                        scope.spawn("sleeper", () -> {
                            try {
                                sleep(60_000);
                            } catch (CancellationException e) {
                                trace.add(e.getMessage());
                                throw new IllegalStateException("while it ended");
                            }
                        });
                        scope.spawn("failing", () -> {
                            yieldNow();
                            throw failure;
                        });
                    }
                }))
                .isSameAs(failure)
                .satisfies(thrown ->
                        assertThat(thrown.getSuppressed()).singleElement().isInstanceOf(IllegalStateException.class));
        assertThat(trace)
                .containsExactly(
                        "coroutine \"sleeper\" ends: coroutine \"failing\" failed: java.io.IOException: first");
    }

    @Test
    void aFailureThatCameEarlyIsThrownAtTheEnd() {
        IOException failure = new IOException("early");
        assertThatThrownBy(() -> runBlocking(() -> {
                    CoroutineScope.run(scope -> {
                        Coroutine<?> child = scope.spawn(() -> {
                            throw failure;
                        });
                        while (!child.isDone()) {
                            shielded(() -> sleep(1));
                        }
                    });
                }))
                .isSameAs(failure);
    }

    @Test
    void theCodeInTheScopeGetsTheFailureWhereItWaits() {
        IOException failure = new IOException("child");
        assertThatThrownBy(() -> runBlocking(() -> {
                    try (CoroutineScope scope = CoroutineScope.open()) {
                        scope.spawn(() -> {
                            throw failure;
                        });
                        sleep(60_000);
                    } finally {
                        trace.add("out");
                    }
                }))
                .isSameAs(failure)
                .hasNoSuppressedExceptions();
        assertThat(trace).containsExactly("out");
    }

    @Test
    void aPlainThreadGetsTheFailureWhereItWaits() {
        IOException failure = new IOException("child");
        assertThatThrownBy(() -> {
                    try (CoroutineScope scope = CoroutineScope.open()) {
                        scope.spawn(() -> {
                            sleep(10);
                            throw failure;
                        });
                        sleep(60_000);
                    }
                })
                .isSameAs(failure)
                .hasNoSuppressedExceptions();
    }

    /** A thread that had just been about to look was told of the failure, and told its scope so too late. */
    @Test
    void aPlainThreadGetsTheFailureOnceHoweverFastItGoesOn() {
        for (int i = 0; i < 500; i++) {
            IOException failure = new IOException("child");
            assertThatThrownBy(() -> {
                        try (CoroutineScope scope = CoroutineScope.open()) {
                            scope.spawn(() -> {
                                throw failure;
                            });
                            sleep(60_000);
                        }
                    })
                    .isSameAs(failure)
                    .hasNoSuppressedExceptions();
        }
    }

    @Test
    void aFailureThatAJoinBringsIsNotThrownTwice() {
        IOException failure = new IOException("child");
        assertThatThrownBy(() -> runBlocking(() -> {
                    try (CoroutineScope scope = CoroutineScope.open()) {
                        scope.spawn(() -> {
                                    throw failure;
                                })
                                .join();
                    }
                }))
                .isSameAs(failure)
                .hasNoSuppressedExceptions();
    }

    @Test
    void aFailureThatTheBodySwallowsIsThrownByRun() {
        IOException failure = new IOException("child");
        assertThatThrownBy(() -> runBlocking(() -> {
                    CoroutineScope.run(scope -> {
                        scope.spawn(() -> {
                            throw failure;
                        });
                        try {
                            sleep(60_000);
                        } catch (Exception swallowed) {
                            trace.add("swallowed");
                        }
                    });
                }))
                .isSameAs(failure);
        assertThat(trace).containsExactly("swallowed");
    }

    @Test
    void whatTheBodyThrowsCancelsTheChildren() {
        IllegalStateException failure = new IllegalStateException("body");
        assertThatThrownBy(() -> runBlocking(() -> {
                    CoroutineScope.run(scope -> {
                        scope.spawn(() -> {
                            try {
                                sleep(60_000);
                            } finally {
                                trace.add("child ends");
                            }
                        });
                        yieldNow();
                        throw failure;
                    });
                }))
                .isSameAs(failure);
        assertThat(trace).containsExactly("child ends");
    }

    @Test
    void aSupervisedScopeLeavesEachToItself() {
        runBlocking(() -> {
            try (CoroutineScope scope = CoroutineScope.openSupervised()) {
                Coroutine<?> failing = scope.spawn(() -> {
                    throw new IOException("its own");
                });
                Coroutine<Integer> other = scope.spawn(() -> {
                    sleep(10);
                    return 7;
                });
                assertThat(other.get()).isEqualTo(7);
                assertThat(Thrown.by(failing::join)).isInstanceOf(IOException.class);
            }
        });
    }

    // ---- cancelling ----

    @Test
    void cancellingACoroutineCancelsTheChildrenOfItsScopesBeforeItGetsToCloseThem() {
        Simulation.inOrder().run(() -> {
            Coroutine<?> outer = spawn("outer", () -> {
                CoroutineScope.run(scope -> {
                    scope.spawn("inner", () -> {
                        try {
                            sleep(60_000);
                        } finally {
                            trace.add("child");
                        }
                    });
                    shielded(() -> {
                        sleep(30);
                        trace.add("shielded body");
                    });
                    sleep(60_000);
                });
            });
            sleep(5);
            outer.cancelAndJoin();
            assertThat(outer.isCancelled()).isTrue();
            return null;
        });
        assertThat(trace).containsExactly("child", "shielded body");
    }

    @Test
    void aCancelledScopeSpawnsWhatNeverBegins() {
        runBlocking(() -> {
            try (CoroutineScope scope = CoroutineScope.open()) {
                scope.cancel("enough");
                Coroutine<?> late = scope.spawn(() -> trace.add("never"));
                shielded(() -> {
                    while (!late.isDone()) {
                        sleep(1);
                    }
                });
                assertThat(late.isCancelled()).isTrue();
            }
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void cancellingTheScopeAtTheEndJustEndsTheChildren() {
        runBlocking(() -> {
            try (CoroutineScope scope = CoroutineScope.open()) {
                scope.spawn(() -> {
                    while (true) {
                        sleep(1);
                    }
                });
                sleep(5);
                scope.cancel();
            }
            trace.add("went on");
        });
        assertThat(trace).containsExactly("went on");
    }

    @Test
    void aTimeLimitAroundAScopeCancelsItsChildren() {
        assertThatThrownBy(() -> Simulation.inOrder()
                        .run(() -> withTimeout(Duration.ofMillis(20), () -> {
                            try (CoroutineScope scope = CoroutineScope.open()) {
                                scope.spawn("child", () -> {
                                    try {
                                        sleep(60_000);
                                    } catch (CancellationException e) {
                                        trace.add(e.getMessage());
                                        throw e;
                                    }
                                });
                            }
                            return null;
                        })))
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessage("withTimeout in coroutine \"main\" has run out of time: its limit is 20 ms");
        assertThat(trace)
                .containsExactly("coroutine \"child\" ends: withTimeout in coroutine \"main\" has run out of time");
    }

    @Test
    void theTreeOfCoroutinesCanBeAsked() {
        runBlocking(() -> {
            try (CoroutineScope scope = CoroutineScope.open()) {
                Coroutine<?> child = scope.spawn(() -> sleep(5));
                assertThat(child.parent()).get().extracting(Coroutine::name).isEqualTo("main");
                assertThat(scope.children()).isEqualTo(Collections.singletonList(child));
                scope.join();
                assertThat(scope.children()).isEmpty();
            }
        });
    }

    // ---- several at once ----

    @Test
    void allReturnsTheValuesInTheirOrder() {
        List<Integer> values = runBlocking(() -> CoroutineScope.all(Arrays.asList(
                () -> {
                    sleep(20);
                    return 1;
                },
                () -> 2)));
        assertThat(values).containsExactly(1, 2);
    }

    @Test
    void aRaceIsWonByTheFirstAndEndsTheOthers() {
        int first = runBlocking(() -> CoroutineScope.race(
                () -> {
                    try {
                        sleep(60_000);
                    } finally {
                        trace.add("loser ends");
                    }
                    return 1;
                },
                () -> {
                    sleep(5);
                    return 2;
                }));
        assertThat(first).isEqualTo(2);
        assertThat(trace).containsExactly("loser ends");
    }

    @Test
    void theFirstSuccessPassesOverFailures() {
        int first = runBlocking(() -> CoroutineScope.firstSuccess(
                () -> {
                    throw new IOException("no");
                },
                () -> {
                    sleep(5);
                    return 2;
                }));
        assertThat(first).isEqualTo(2);
        assertThatThrownBy(() -> runBlocking(() -> CoroutineScope.<Integer>firstSuccess(
                        () -> {
                            throw new IOException("one");
                        },
                        () -> {
                            throw new IOException("two");
                        })))
                .hasMessage("one")
                .satisfies(thrown ->
                        assertThat(thrown.getSuppressed()).singleElement().hasToString("java.io.IOException: two"));
    }

    @Test
    void collectAllTellsHowEachEnded() {
        List<Outcome<Integer>> outcomes =
                runBlocking(() -> CoroutineScope.collectAll(Arrays.<SuspendableCallable<Integer>>asList(() -> 1, () -> {
                    throw new IOException("no");
                })));
        assertThat(outcomes.get(0).value()).isEqualTo(1);
        assertThat(outcomes.get(1).failure()).get().isInstanceOf(IOException.class);
    }
}
