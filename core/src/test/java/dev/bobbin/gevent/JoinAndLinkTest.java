package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.awaitSome;
import static dev.bobbin.Coroutines.iwait;
import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static dev.bobbin.gevent.VirtualTime.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Completions;
import dev.bobbin.Coroutine;
import dev.bobbin.Thrown;
import dev.bobbin.sync.AsyncResult;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gevent's tests of {@code join}, {@code joinall}, {@code iwait} and {@code link} ask. */
@Timeout(30)
class JoinAndLinkTest {

    private final List<Object> trace = new ArrayList<>();

    private static Coroutine<Integer> endingAfter(int seconds) {
        return spawn(() -> {
            sleep(Duration.ofSeconds(seconds));
            return seconds;
        });
    }

    private static Coroutine<Integer> failingAfter(int seconds) {
        return spawn(() -> {
            sleep(Duration.ofSeconds(seconds));
            throw new IOException("after " + seconds);
        });
    }

    @Test
    void theSameFailureIsThrownToEachWhoAsks() {
        VirtualTime.run(() -> {
            Coroutine<Integer> failing = failingAfter(1);
            Throwable first = Thrown.by(failing::get);
            Throwable second = Thrown.by(failing::join);
            assertThat(first).isInstanceOf(IOException.class).isSameAs(second);
        });
    }

    @Test
    void aFailureThatCameBeforeTheJoinIsThrownByIt() {
        VirtualTime.run(() -> {
            Coroutine<Integer> early = failingAfter(1);
            Coroutine<Integer> late = endingAfter(9);
            sleep(seconds(5));
            assertThat(Thrown.by(() -> joinAll(late, early))).hasMessage("after 1");
        });
    }

    @Test
    void aFailureThatComesLateIsThrownWhenAllHaveEnded() {
        assertThat(VirtualTime.run(() -> {
                    Coroutine<Integer> quick = failingAfter(1);
                    Coroutine<Integer> slow = failingAfter(7);
                    assertThat(Thrown.by(() -> joinAll(slow, quick)))
                            .hasMessage("after 7")
                            .satisfies(thrown -> assertThat(thrown.getSuppressed())
                                    .extracting(Throwable::getMessage)
                                    .containsExactly("after 1"));
                }))
                .isEqualTo(seconds(7));
    }

    @Test
    void joiningManyForATimeSaysWhetherAllHaveEndedAndHurtsNobody() {
        VirtualTime.run(() -> {
            List<Coroutine<Integer>> all = List.of(endingAfter(1), endingAfter(5));
            assertThat(joinAll(all, seconds(2))).isFalse();
            assertThat(all).extracting(Coroutine::isDone).containsExactly(true, false);
            assertThat(joinAll(all, seconds(20))).isTrue();
            assertThat(joinAll(Collections.<Coroutine<?>>emptyList(), Duration.ZERO))
                    .isTrue();
        });
    }

    @Test
    void whoComesToJoinTheDeadDoesNotWait() {
        assertThat(VirtualTime.run(() -> {
                    Coroutine<Integer> dead = endingAfter(1);
                    dead.join();
                    dead.join();
                    assertThat(dead.get()).isEqualTo(1);
                }))
                .isEqualTo(seconds(1));
    }

    @Test
    void someAreWaitedForInTheOrderOfTheirEnds() {
        assertThat(VirtualTime.run(() -> {
                    List<Coroutine<Integer>> all = List.of(endingAfter(3), endingAfter(1), endingAfter(2));
                    assertThat(awaitSome(all, 2, seconds(60))).containsExactly(all.get(1), all.get(2));
                    assertThat(awaitSome(all, 0, seconds(60))).isEmpty();
                    assertThat(awaitSome(all, 9, seconds(60))).hasSize(3);
                }))
                .isEqualTo(seconds(3));
    }

    @Test
    void oneThatIsGivenTwiceIsSeenTwice() {
        VirtualTime.run(() -> {
            Coroutine<Integer> one = endingAfter(1);
            Coroutine<Integer> other = endingAfter(2);
            for (Coroutine<Integer> ended : iwait(Arrays.asList(one, other, one))) {
                trace.add(ended.get());
            }
        });
        assertThat(trace).containsExactly(1, 1, 2);
    }

    @Test
    void anIterationOverEndsMayBeLeftEarlyAndLeavesNoLinks() {
        VirtualTime.run(() -> {
            Coroutine<Integer> slow = endingAfter(9);
            try (Completions<Integer> ends = iwait(List.of(slow, endingAfter(1)))) {
                trace.add(ends.next().get());
            }
            assertThat(slow.isDone()).isFalse();
            assertThat(slow.get()).isEqualTo(9);
        });
        assertThat(trace).containsExactly(1);
    }

    @Test
    void anIterationOverEndsMayBeCutOffByATime() {
        VirtualTime.run(() -> {
            List<Coroutine<Integer>> all = List.of(endingAfter(1), endingAfter(8), endingAfter(2));
            for (Coroutine<Integer> ended : iwait(all, seconds(5))) {
                trace.add(ended.get());
            }
        });
        assertThat(trace).containsExactly(1, 2);
    }

    @Test
    void linksAreRunInTheirOrderAfterTheEndAndAlsoIfTheyComeLate() {
        VirtualTime.run(() -> {
            Coroutine<Integer> coroutine = endingAfter(1);
            coroutine.link(dead -> trace.add("first: " + dead.isDone()));
            coroutine.link(dead -> trace.add("second"));
            coroutine.join();
            coroutine.link(dead -> trace.add("late"));
            trace.add("joined");
            yieldNow();
        });
        assertThat(trace).contains("first: true", "second", "late").endsWith("late");
        assertThat(trace.indexOf("first: true")).isLessThan(trace.indexOf("second"));
    }

    @Test
    void aLinkThatIsTakenBackIsNotRun() {
        VirtualTime.run(() -> {
            Coroutine<Integer> coroutine = endingAfter(1);
            Runnable unlink = coroutine.link(dead -> trace.add("taken back"));
            coroutine.link(dead -> trace.add("kept"));
            unlink.run();
            unlink.run();
            coroutine.join();
            yieldNow();
            unlink.run();
        });
        assertThat(trace).containsExactly("kept");
    }

    @Test
    void aLinkThatThrowsDisturbsNeitherTheOthersNorTheJoiners() {
        VirtualTime.run(() -> {
            Coroutine<Integer> coroutine = endingAfter(1);
            coroutine.link(dead -> {
                throw new IllegalStateException("in the link");
            });
            coroutine.link(dead -> trace.add("the other link"));
            assertThat(coroutine.get()).isEqualTo(1);
            yieldNow();
            assertThat(coroutine.get()).isEqualTo(1);
        });
        assertThat(trace).containsExactly("the other link");
    }

    @Test
    void linksMayBeForOneOutcomeOnly() {
        VirtualTime.run(() -> {
            for (Coroutine<Integer> coroutine : List.of(endingAfter(1), failingAfter(1))) {
                coroutine.linkValue(dead -> trace.add("value " + dead.get()));
                coroutine.linkException(
                        dead -> trace.add("failure " + dead.failure().get().getMessage()));
                coroutine.awaitEnd();
                yieldNow();
            }
        });
        assertThat(trace).containsExactly("value 1", "failure after 1");
    }

    @Test
    void aLinkMayWaitAndMayLinkAgain() {
        VirtualTime.run(() -> {
            Coroutine<Integer> coroutine = endingAfter(1);
            coroutine.link(dead -> {
                sleep(seconds(1));
                dead.link(again -> trace.add("linked in a link"));
            });
            sleep(seconds(3));
        });
        assertThat(trace).containsExactly("linked in a link");
    }

    @Test
    void aResultMayBeSetByALink() {
        VirtualTime.run(() -> {
            AsyncResult<Integer> result = new AsyncResult<>();
            endingAfter(2).linkValue(dead -> result.set(dead.get()));
            AsyncResult<Integer> failed = new AsyncResult<>();
            failingAfter(2)
                    .linkException(dead -> failed.setException(dead.failure().get()));
            assertThat(result.get()).isEqualTo(2);
            assertThat(Thrown.by(failed::get)).hasMessage("after 2");
        });
    }
}
