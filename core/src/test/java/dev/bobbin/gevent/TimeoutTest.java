package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.timeLeft;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static dev.bobbin.gevent.VirtualTime.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.DeadlineExceededException;
import dev.bobbin.Thrown;
import dev.bobbin.sync.Event;
import dev.bobbin.sync.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What gevent's tests of {@code Timeout} ask. */
@org.junit.jupiter.api.Timeout(30)
class TimeoutTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void aLimitThatIsNotReachedChangesNothingAfterwards() {
        assertThat(VirtualTime.run(() -> {
                    trace.add(withTimeout(seconds(2), () -> {
                        sleep(seconds(1));
                        return "in time";
                    }));
                    sleep(seconds(10)); // past the limit, which is no more
                }))
                .isEqualTo(seconds(11));
        assertThat(trace).containsExactly("in time");
    }

    @Test
    void ofTwoLimitsTheEarlierIsThrownWhicheverIsInside() {
        for (int[] limits : new int[][] {{1, 5}, {5, 1}}) {
            assertThat(VirtualTime.run(() -> {
                        Throwable thrown = Thrown.by(() -> withTimeout("outer", seconds(limits[0]), () -> {
                            withTimeout("inner", seconds(limits[1]), () -> {
                                sleep(seconds(60));
                                return null;
                            });
                            return null;
                        }));
                        trace.add(((DeadlineExceededException) thrown).owner().replaceAll(" in .*", ""));
                    }))
                    .isEqualTo(seconds(1));
        }
        assertThat(trace).containsExactly("\"outer\"", "\"inner\"");
    }

    @Test
    void ofTwoLimitsThatEndTogetherTheOuterIsThrown() {
        VirtualTime.run(() -> {
            Throwable thrown = Thrown.by(() -> withTimeout(
                    "outer",
                    seconds(1),
                    () -> withTimeout("inner", seconds(1), () -> {
                        sleep(seconds(60));
                        return null;
                    })));
            assertThat(((DeadlineExceededException) thrown).owner()).startsWith("\"outer\"");
        });
    }

    @Test
    void onesOwnLimitIsToldFromAnothersByItsName() {
        VirtualTime.run(() -> {
            String value = withTimeoutOrNull(seconds(9), () -> {
                Throwable inner = Thrown.by(() -> withTimeout("the price service", seconds(1), () -> {
                    sleep(seconds(60));
                    return null;
                }));
                trace.add(((DeadlineExceededException) inner).owner().replaceAll(" in .*", ""));
                return "goes on";
            });
            assertThat(value).isEqualTo("goes on");
        });
        assertThat(trace).containsExactly("\"the price service\"");
    }

    @Test
    void theSilentLimitSwallowsItsOwnAndNoOther() {
        VirtualTime.run(() -> {
            assertThat(withTimeoutOrNull(seconds(1), () -> {
                        sleep(seconds(60));
                        return "late";
                    }))
                    .isNull();
            Throwable thrown = Thrown.by(() -> withTimeout("outer", seconds(1), () -> {
                trace.add(withTimeoutOrNull(seconds(5), () -> {
                    sleep(seconds(60));
                    return "late";
                }));
                return null;
            }));
            assertThat(thrown).isInstanceOf(DeadlineExceededException.class);
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void aLimitOfNoTimeLetsRunWhatDoesNotWait() {
        VirtualTime.run(() -> {
            assertThat(withTimeout(Duration.ZERO, () -> "did not wait")).isEqualTo("did not wait");
            assertThat(Thrown.by(() -> withTimeout(Duration.ZERO, () -> yieldNow())))
                    .isInstanceOf(DeadlineExceededException.class);
        });
    }

    @Test
    void aLimitThatIsSwallowedIsToldAgainUntilItsBodyIsLeft() {
        VirtualTime.run(() -> {
            withTimeout(seconds(1), () -> {
                for (int i = 0; i < 3; i++) {
                    try {
                        sleep(seconds(60));
                    } catch (DeadlineExceededException e) {
                        trace.add(i);
                    }
                }
            });
            sleep(seconds(5));
            trace.add("slept undisturbed");
        });
        assertThat(trace).containsExactly(0, 1, 2, "slept undisturbed");
    }

    @Test
    void aLimitEndsTheWaitOfItsOwnCoroutineOnly() {
        VirtualTime.run(() -> {
            Event event = new Event();
            Coroutine<Void> patient = spawn(() -> event.await());
            assertThat(Thrown.by(() -> withTimeout(seconds(1), () -> event.await())))
                    .isInstanceOf(DeadlineExceededException.class);
            assertThat(patient.isDone()).isFalse();
            event.set();
            patient.join();
        });
    }

    @Test
    void aSpawnedCoroutineIsNotUnderTheLimitOfWhoeverSpawnsIt() {
        assertThat(VirtualTime.run(() -> {
                    Coroutine<Void> spawned = withTimeout(seconds(1), () -> spawn(() -> sleep(seconds(9))));
                    spawned.join();
                }))
                .isEqualTo(seconds(9));
    }

    @Test
    void theTimeLeftIsThatOfTheEarliestLimit() {
        VirtualTime.run(() -> {
            assertThat(timeLeft()).isEmpty();
            withTimeout(
                    seconds(10),
                    () -> withTimeout(seconds(60), () -> {
                        sleep(seconds(4));
                        trace.add(timeLeft().get());
                    }));
        });
        assertThat(trace).containsExactly(seconds(6));
    }

    @Test
    void anItemThatComesInTheInstantOfTheLimitIsReturnedOrStillThere() {
        for (boolean putterFirst : new boolean[] {true, false}) {
            VirtualTime.run(() -> {
                WorkQueue<String> queue = WorkQueue.fifo();
                Coroutine<Void> putter = spawn(() -> {
                    sleep(seconds(1));
                    queue.put("item");
                });
                if (putterFirst) {
                    yieldNow();
                }
                Optional<String> got = queue.tryTake(seconds(1));
                putter.join();
                trace.add(
                        got.isPresent()
                                ? "got " + got.get()
                                : "left " + queue.tryTake().get());
            });
        }
        assertThat(trace).hasSize(2).allMatch(what -> what.equals("got item") || what.equals("left item"));
    }

    @Test
    void oneLimitAfterAnotherIsMeasuredFromItsOwnBeginning() {
        assertThat(VirtualTime.run(() -> {
                    for (int i = 0; i < 3; i++) {
                        assertThat(withTimeoutOrNull(seconds(2), () -> {
                                    sleep(seconds(60));
                                    return "late";
                                }))
                                .isNull();
                    }
                }))
                .isEqualTo(seconds(6));
    }
}
