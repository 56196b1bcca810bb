package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static dev.bobbin.gevent.VirtualTime.seconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.DeadlockException;
import dev.bobbin.Thrown;
import dev.bobbin.sync.AsyncResult;
import dev.bobbin.sync.Event;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gevent's tests of {@code Event} and {@code AsyncResult} ask. */
@Timeout(30)
class EventAndResultTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void allWhoWaitAreWokenInTheirOrderAndWhoComesLateDoesNotWait() {
        VirtualTime.run(() -> {
            Event event = new Event();
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                all.add(spawn(() -> {
                    event.await();
                    trace.add(number);
                }));
            }
            yieldNow();
            event.set();
            event.await();
            trace.add("did not wait");
            joinAll(all);
        });
        assertThat(trace).containsExactly("did not wait", 0, 1, 2);
    }

    @Test
    void whoWaitsWhileItIsSetAndClearedInOneTurnGoesOn() {
        VirtualTime.run(() -> {
            Event event = new Event();
            Coroutine<Boolean> waiter = spawn(() -> event.await(seconds(60)));
            yieldNow();
            event.set();
            event.clear();
            assertThat(waiter.get()).isTrue();
            assertThat(event.await(seconds(1))).isFalse();
        });
    }

    @Test
    void anEventMayBeUsedAgainAndAgain() {
        VirtualTime.run(() -> {
            Event event = new Event();
            spawn(() -> {
                for (int i = 0; i < 3; i++) {
                    sleep(seconds(1));
                    event.set();
                }
            });
            for (int i = 0; i < 3; i++) {
                event.await();
                event.clear();
                trace.add(i);
            }
        });
        assertThat(trace).containsExactly(0, 1, 2);
    }

    @Test
    void aWaitThatTimesOutSaysSoAndLeavesNobodyBehind() {
        assertThat(VirtualTime.run(() -> {
                    Event event = new Event();
                    assertThat(event.await(seconds(2))).isFalse();
                    assertThat(event).hasToString("event (not set, 0 wait)");
                }))
                .isEqualTo(seconds(2));
    }

    @Test
    void anEventThatIsSetByAnotherThreadWakesCoroutinesAndThreads() throws InterruptedException {
        Event event = new Event();
        Coroutine<String> coroutine = spawn(() -> {
            event.await();
            return "woken";
        });
        Thread setter = new Thread(event::set);
        setter.start();
        event.await();
        assertThat(coroutine.get()).isEqualTo("woken");
        setter.join();
    }

    @Test
    void aFailureIsThrownToAllWhoAskBeforeAndAfter() {
        VirtualTime.run(() -> {
            AsyncResult<String> result = new AsyncResult<>();
            IOException down = new IOException("down");
            Coroutine<Throwable> before = spawn(() -> Thrown.by(result::get));
            yieldNow();
            result.setException(down);
            assertThat(before.get()).isSameAs(down);
            assertThat(Thrown.by(result::get)).isSameAs(down);
            assertThat(result.failure()).containsSame(down);
            assertThat(result.peek()).isEmpty();
        });
    }

    @Test
    void aResultThatDoesNotComeInTimeIsAnErrorThatSaysSo() {
        VirtualTime.run(() -> {
            AsyncResult<String> result = new AsyncResult<>();
            assertThat(Thrown.by(() -> result.get(seconds(2))))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessageContaining("not set within");
            result.set("late");
            assertThat(result.get(seconds(0))).isEqualTo("late");
        });
    }

    @Test
    void aResultIsSetOnceWhateverItIsSetTo() {
        VirtualTime.run(() -> {
            AsyncResult<String> result = new AsyncResult<>();
            result.set(null);
            assertThat(result.isDone()).isTrue();
            assertThat(result.get()).isNull();
            assertThat(result.trySet("other")).isFalse();
            assertThat(result.trySetException(new IOException())).isFalse();
            assertThat(Thrown.by(() -> result.set("other"))).isInstanceOf(IllegalStateException.class);
        });
    }

    @Test
    void aResultIsAFutureForOtherLibraries() throws Exception {
        AsyncResult<String> result = new AsyncResult<>();
        CompletableFuture<String> future = result.toFuture();
        assertThat(result.toFuture().cancel(true)).isTrue();
        spawn(() -> result.set("value"));
        assertThat(future.get()).isEqualTo("value");
        AsyncResult<String> failed = new AsyncResult<>();
        failed.setException(new IOException("down"));
        assertThatThrownBy(failed.toFuture()::get)
                .isInstanceOf(ExecutionException.class)
                .hasRootCauseMessage("down");
    }

    @Test
    void whenNobodyIsLeftWhoCouldWakeAWaiterThatIsAnError() {
        assertThatThrownBy(() -> VirtualTime.run(() -> {
                    AsyncResult<String> never = new AsyncResult<>();
                    spawn("other", () -> never.get());
                    never.get();
                }))
                .isInstanceOf(DeadlockException.class)
                .hasMessageContaining("\"main\" waits for")
                .hasMessageContaining("\"other\" waits for");
    }

    @Test
    void thousandsOfResultsArriveOnceEachFromAnotherThread() {
        int count = 5_000;
        runBlocking(() -> {
            List<AsyncResult<Integer>> results = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                results.add(new AsyncResult<>());
            }
            Thread setter = new Thread(() -> {
                for (int i = 0; i < count; i++) {
                    results.get(i).set(i);
                }
            });
            setter.start();
            long sum = 0;
            for (AsyncResult<Integer> each : results) {
                sum += each.get();
            }
            assertThat(sum).isEqualTo((long) count * (count - 1) / 2);
        });
    }
}
