package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Channel;
import dev.bobbin.ChannelClosedException;
import dev.bobbin.Coroutine;
import dev.bobbin.DeadlineExceededException;
import dev.bobbin.Simulation;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.Semaphore;
import dev.bobbin.sync.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Kills and time limits at any moment, in hundreds of orders of what is ready: nothing is lost, and nothing is there twice. The
 * seed is in each failure, and repeats it.
 */
@Timeout(120)
class RoughSchedulesTest {

    private static final int SCHEDULES_EACH = 100;
    private static final int WORKERS = 6;
    private static final int ROUNDS = 8;

    private final List<Coroutine<?>> workers = new ArrayList<>();
    private Random random;
    private int in;
    private int out;
    private int handedOver;

    /** Runs {@code work} in many workers, and kills some of them, in many orders. */
    private void inManyOrders(
            long first, SuspendableRunnable prepare, SuspendableRunnable work, SuspendableRunnable check) {
        for (long seed = first; seed < first + SCHEDULES_EACH; seed++) {
            random = new Random(seed);
            in = 0;
            out = 0;
            workers.clear();
            try {
                Simulation.shuffled(seed).run(() -> {
                    prepare.run();
                    for (int i = 0; i < WORKERS; i++) {
                        workers.add(spawn(() -> repeatedly(work)));
                    }
                    for (int i = 0; i < WORKERS / 2; i++) {
                        sleep(random.nextInt(6));
                        workers.get(random.nextInt(WORKERS)).cancel();
                    }
                    for (Coroutine<?> worker : workers) {
                        worker.join();
                    }
                    check.run();
                    return null;
                });
            } catch (Throwable thrown) {
                throw new AssertionError("with seed " + seed, thrown);
            }
        }
    }

    @Suspendable
    private void repeatedly(SuspendableRunnable work) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try {
                if (random.nextBoolean()) {
                    withTimeoutOrNull(shortTime(), () -> {
                        work.run();
                        return null;
                    });
                } else {
                    work.run();
                }
            } catch (DeadlineExceededException e) {
                throw new AssertionError("a limit that was left came back", e);
            }
        }
    }

    private Duration shortTime() {
        return Duration.ofMillis(random.nextInt(4));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000})
    void whatIsPutIsTakenOnceOrStillThere(long seed) {
        List<WorkQueue<Integer>> queue = new ArrayList<>();
        inManyOrders(
                seed,
                () -> {
                    queue.clear();
                    queue.add(WorkQueue.fifo(2));
                },
                () -> {
                    if (random.nextBoolean()) {
                        if (queue.get(0).tryPut(1, shortTime())) {
                            in++;
                        }
                    } else if (queue.get(0).tryTake(shortTime()).isPresent()) {
                        out++;
                    }
                },
                () -> {
                    assertThat(queue.get(0).size()).isEqualTo(in - out);
                    queue.get(0).shutdown();
                    for (int left : queue.get(0)) {
                        out += left;
                    }
                    assertThat(out).isEqualTo(in);
                    handedOver += out;
                    assertThat(queue.get(0)).hasToString("queue (0 items, 0 putters and 0 takers wait, shut down)");
                });
        assertThat(handedOver).isGreaterThan(SCHEDULES_EACH);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000})
    void whatIsSentIsReceivedOnce(long seed) {
        List<Channel<Integer>> channel = new ArrayList<>();
        inManyOrders(
                seed,
                () -> {
                    channel.clear();
                    channel.add(random.nextBoolean() ? Channel.rendezvous() : Channel.buffered(2));
                },
                () -> {
                    if (random.nextBoolean()) {
                        if (channel.get(0).trySend(1, shortTime())) {
                            in++;
                        }
                    } else if (channel.get(0).tryReceive(shortTime()).isPresent()) {
                        out++;
                    }
                },
                () -> {
                    channel.get(0).close();
                    for (int left : channel.get(0)) {
                        out += left;
                    }
                    assertThat(out).isEqualTo(in);
                    handedOver += out;
                });
        assertThat(handedOver).isGreaterThan(SCHEDULES_EACH);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000})
    void permitsAndLocksAreAllGivenBack(long seed) {
        List<Object> locks = new ArrayList<>();
        inManyOrders(
                seed,
                () -> {
                    locks.clear();
                    locks.add(Semaphore.bounded(3));
                    locks.add(new Mutex());
                },
                () -> {
                    Semaphore semaphore = (Semaphore) locks.get(0);
                    Mutex mutex = (Mutex) locks.get(1);
                    int permits = 1 + random.nextInt(3);
                    semaphore.acquire(permits);
                    try {
                        in += permits;
                        assertThat(in).isLessThanOrEqualTo(3);
                        if (mutex.tryLock(shortTime())) {
                            try {
                                out++;
                                assertThat(out).isEqualTo(1);
                                sleep(shortTime());
                            } finally {
                                out--;
                                mutex.unlock();
                            }
                        }
                        yieldNow();
                    } finally {
                        in -= permits;
                        semaphore.release(permits);
                    }
                },
                () -> {
                    assertThat(locks.get(0)).hasToString("semaphore (3 permits, 0 wait)");
                    assertThat(locks.get(1)).hasToString("mutex (free, 0 wait)");
                });
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1_000, 2_000})
    void whoeverWaitsWhenAllIsClosedIsTold(long seed) {
        List<Object> closable = new ArrayList<>();
        inManyOrders(
                seed,
                () -> {
                    closable.clear();
                    WorkQueue<Integer> queue = WorkQueue.fifo(1);
                    Channel<Integer> channel = Channel.rendezvous();
                    closable.add(queue);
                    closable.add(channel);
                    spawn(() -> {
                        sleep(random.nextInt(8));
                        queue.shutdown();
                        channel.close();
                    });
                },
                () -> {
                    try {
                        waitForEver(closable);
                    } catch (RejectedExecutionException | ChannelClosedException e) {
                        out++;
                    }
                },
                () -> {
                    // Whoever was not killed has come to its end, or the simulation would have said who waits.
                    assertThat(workers).allMatch(Coroutine::isDone);
                });
    }

    @Suspendable
    @SuppressWarnings("unchecked") // as they were put there
    private void waitForEver(List<Object> closable) {
        WorkQueue<Integer> queue = (WorkQueue<Integer>) closable.get(0);
        Channel<Integer> channel = (Channel<Integer>) closable.get(1);
        switch (random.nextInt(4)) {
            case 0:
                queue.put(1);
                break;
            case 1:
                queue.take();
                break;
            case 2:
                channel.send(1);
                break;
            default:
                channel.receive();
        }
    }
}
