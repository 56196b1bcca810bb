package dev.bobbin.gevent;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.Dispatcher;
import dev.bobbin.Dispatchers;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.Semaphore;
import dev.bobbin.sync.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The same on several cores, where a time limit or a kill may come in the very instant of the hand-over. */
@Timeout(120)
class RoughThreadsTest {

    private static final int WORKERS = 8;
    private static final int ROUNDS = 1_500;

    private final Dispatcher cores = Dispatchers.parallel("rough", 4);
    private final AtomicInteger in = new AtomicInteger();
    private final AtomicInteger out = new AtomicInteger();

    private static Duration instant() {
        return Duration.ofNanos(ThreadLocalRandom.current().nextInt(60_000));
    }

    private static boolean tossed() {
        return ThreadLocalRandom.current().nextBoolean();
    }

    /** Does {@code work} again and again, in many coroutines, half of which are killed on the way. */
    private void inManyPlaces(SuspendableRunnable work) {
        List<Coroutine<?>> workers = new ArrayList<>();
        for (int i = 0; i < WORKERS; i++) {
            workers.add(spawn(cores, () -> {
                for (int round = 0; round < ROUNDS; round++) {
                    if (tossed()) {
                        withTimeoutOrNull(instant(), () -> {
                            work.run();
                            return null;
                        });
                    } else {
                        work.run();
                    }
                }
            }));
        }
        for (int i = 0; i < WORKERS / 2; i++) {
            yieldNow();
            workers.get(2 * i).cancel();
        }
        joinAll(workers);
    }

    @Test
    void whatIsPutIsTakenOnceOrStillThere() {
        WorkQueue<Integer> queue = WorkQueue.fifo(2);
        inManyPlaces(() -> {
            if (tossed()) {
                if (queue.tryPut(1, instant())) {
                    in.incrementAndGet();
                }
            } else if (queue.tryTake(instant()).isPresent()) {
                out.incrementAndGet();
            }
        });
        assertThat(queue.size()).isEqualTo(in.get() - out.get());
        assertThat(queue.toString()).endsWith("0 putters and 0 takers wait)");
        assertThat(out.get()).isPositive();
    }

    @Test
    void whatIsSentIsReceivedOnce() {
        Channel<Integer> channel = Channel.rendezvous();
        inManyPlaces(() -> {
            if (tossed()) {
                if (channel.trySend(1, instant())) {
                    in.incrementAndGet();
                }
            } else if (channel.tryReceive(instant()).isPresent()) {
                out.incrementAndGet();
            }
        });
        assertThat(out.get()).isEqualTo(in.get()).isPositive();
    }

    @Test
    void permitsAndLocksAreAllGivenBack() {
        Semaphore semaphore = Semaphore.bounded(3);
        Mutex mutex = new Mutex();
        int[] guarded = {0};
        AtomicInteger most = new AtomicInteger();
        inManyPlaces(() -> {
            semaphore.acquire();
            try {
                most.accumulateAndGet(in.incrementAndGet(), Math::max);
                if (mutex.tryLock(instant())) {
                    try {
                        int read = guarded[0];
                        yieldNow();
                        guarded[0] = read + 1;
                    } finally {
                        guarded[0]++; // also if the wait was ended
                        mutex.unlock();
                    }
                }
            } finally {
                in.decrementAndGet();
                semaphore.release();
            }
        });
        assertThat(semaphore).hasToString("semaphore (3 permits, 0 wait)");
        assertThat(mutex).hasToString("mutex (free, 0 wait)");
        assertThat(most.get()).isBetween(1, 3);
        assertThat(guarded[0]).isPositive();
    }
}
