package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static dev.bobbin.gevent.VirtualTime.seconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.Thrown;
import dev.bobbin.sync.WorkQueue;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What gevent's tests of queues and channels ask. */
@Timeout(30)
class QueueTest {

    private final List<Object> trace = new ArrayList<>();

    @Test
    void takingFromAnEmptyOneAndPuttingIntoAFullOneEndWithTheirTime() {
        assertThat(VirtualTime.run(() -> {
                    WorkQueue<String> queue = WorkQueue.fifo(1);
                    assertThat(queue.tryTake()).isEmpty();
                    assertThat(queue.tryTake(seconds(1))).isEmpty();
                    queue.put("one");
                    assertThat(queue.tryPut("two")).isFalse();
                    assertThat(queue.tryPut("two", seconds(2))).isFalse();
                    assertThat(queue.take()).isEqualTo("one");
                    assertThat(queue.size()).isZero();
                }))
                .isEqualTo(seconds(3));
    }

    @Test
    void takersAndPuttersAreServedInTheOrderOfTheirComing() {
        VirtualTime.run(() -> {
            WorkQueue<Integer> queue = WorkQueue.fifo(1);
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                int number = i;
                all.add(spawn(() -> trace.add(number + " took " + queue.take())));
            }
            yieldNow();
            for (int i = 10; i < 13; i++) {
                queue.put(i);
            }
            joinAll(all);
            for (int i = 20; i < 24; i++) {
                int item = i;
                all.add(spawn(() -> queue.put(item)));
            }
            yieldNow();
            for (int i = 0; i < 4; i++) {
                trace.add(queue.take());
            }
            joinAll(all);
        });
        assertThat(trace).containsExactly("0 took 10", "1 took 11", "2 took 12", 20, 21, 22, 23);
    }

    @Test
    void aPutterWhoseTimeIsOverHasPutNothing() {
        VirtualTime.run(() -> {
            WorkQueue<String> queue = WorkQueue.fifo(1);
            queue.put("first");
            Coroutine<Boolean> late = spawn(() -> queue.tryPut("never", seconds(1)));
            sleep(seconds(2));
            assertThat(late.get()).isFalse();
            assertThat(queue.take()).isEqualTo("first");
            assertThat(queue.tryTake()).isEmpty();
        });
    }

    @Test
    void nothingCanBePutIntoOneThatIsShutDownAndWhoeverWaitsToIsTold() {
        VirtualTime.run(() -> {
            WorkQueue<String> queue = WorkQueue.fifo(1);
            queue.put("first");
            Coroutine<Throwable> putter = spawn(() -> Thrown.by(() -> queue.put("second")));
            yieldNow();
            queue.shutdown();
            assertThat(putter.get()).isInstanceOf(RejectedExecutionException.class);
            assertThat(Thrown.by(() -> queue.put("third"))).isInstanceOf(RejectedExecutionException.class);
            assertThat(queue.tryPut("fourth")).isFalse();
            assertThat(queue.take()).isEqualTo("first");
            assertThat(Thrown.by(queue::take)).isInstanceOf(RejectedExecutionException.class);
            assertThat(Thrown.by(() -> queue.tryTake(seconds(1)))).isInstanceOf(RejectedExecutionException.class);
        });
    }

    @Test
    void aLoopOverItsItemsEndsWithTheShutdown() {
        VirtualTime.run(() -> {
            WorkQueue<Integer> queue = WorkQueue.fifo(2);
            Coroutine<Void> consumer = spawn(() -> {
                for (int item : queue) {
                    trace.add(item);
                }
                trace.add("end");
            });
            for (int i = 0; i < 5; i++) {
                queue.put(i);
            }
            queue.shutdown();
            consumer.join();
        });
        assertThat(trace).containsExactly(0, 1, 2, 3, 4, "end");
    }

    @Test
    void joiningWaitsForWhatIsDoneNotForWhatIsTaken() {
        assertThat(VirtualTime.run(() -> {
                    WorkQueue<Integer> queue = WorkQueue.fifo();
                    for (int i = 0; i < 3; i++) {
                        queue.put(i);
                    }
                    spawn(() -> {
                        for (int item : queue) {
                            sleep(seconds(1));
                            queue.taskDone();
                        }
                    });
                    assertThat(queue.join(seconds(2))).isFalse();
                    queue.join();
                    queue.join();
                    queue.shutdown();
                }))
                .isEqualTo(seconds(3));
    }

    @Test
    void doneTooOftenIsAnError() {
        VirtualTime.run(() -> {
            WorkQueue<Integer> queue = WorkQueue.fifo();
            queue.put(1);
            queue.take();
            queue.taskDone();
            assertThat(Thrown.by(queue::taskDone))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("more often than items were put");
        });
    }

    @Test
    void theLeastIsFirstWhoeverHasToWait() {
        VirtualTime.run(() -> {
            WorkQueue<Integer> queue = WorkQueue.priority(2, Comparator.naturalOrder());
            queue.put(5);
            queue.put(9);
            Coroutine<Void> putter = spawn(() -> queue.put(1));
            yieldNow();
            trace.add(queue.take()); // 1 was not in yet
            putter.join();
            trace.add(queue.take());
            trace.add(queue.take());
        });
        assertThat(trace).containsExactly(5, 1, 9);
    }

    @Test
    void lastInFirstOut() {
        VirtualTime.run(() -> {
            WorkQueue<Integer> queue = WorkQueue.lifo(10);
            for (int i = 0; i < 3; i++) {
                queue.put(i);
            }
            assertThat(queue.peek()).contains(2);
            for (int i = 0; i < 3; i++) {
                trace.add(queue.take());
            }
        });
        assertThat(trace).containsExactly(2, 1, 0);
    }

    @Test
    void aRendezvousNeedsBothAndEndsWithTheTimeOfEither() {
        assertThat(VirtualTime.run(() -> {
                    Channel<String> channel = Channel.rendezvous();
                    assertThat(channel.trySend("nobody is there")).isFalse();
                    assertThat(channel.trySend("nobody comes", seconds(1))).isFalse();
                    assertThat(channel.tryReceive()).isEmpty();
                    assertThat(channel.tryReceive(seconds(1))).isEmpty();
                    Coroutine<String> receiver = spawn(channel::receive);
                    assertThat(channel.trySend("met", seconds(1))).isTrue();
                    assertThat(receiver.get()).isEqualTo("met");
                }))
                .isEqualTo(seconds(2));
    }

    @Test
    void aSenderThatIsKilledTakesItsElementAlong() {
        VirtualTime.run(() -> {
            Channel<String> channel = Channel.rendezvous();
            Coroutine<Void> killed = spawn(() -> channel.send("never received"));
            Coroutine<Void> next = spawn(() -> channel.send("from the next"));
            yieldNow();
            killed.cancelAndJoin();
            assertThat(channel.receive()).isEqualTo("from the next");
            next.join();
        });
    }
}
