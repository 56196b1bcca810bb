package dev.bobbin.api;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Broadcast;
import dev.bobbin.Channel;
import dev.bobbin.ChannelClosedException;
import dev.bobbin.Continuation;
import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineScope;
import dev.bobbin.EventLoop;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.Thrown;
import dev.bobbin.sync.Barrier;
import dev.bobbin.sync.Condition;
import dev.bobbin.sync.Event;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.Pool;
import dev.bobbin.sync.ReadWriteLock;
import dev.bobbin.sync.Semaphore;
import dev.bobbin.sync.WorkQueue;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is used in the wrong way, or too late, says so, and is none the worse for it. */
@Timeout(60)
class MisuseTest {

    private static final Duration NEGATIVE = Duration.ofMillis(-5);

    private final List<Object> trace = new ArrayList<>();

    // ---- a bad time limit leaves nobody in a queue ----

    @Suspendable
    private static void refused(SuspendableRunnable waiting) {
        assertThat(Thrown.by(waiting))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A time limit of PT-0.005S: a time to wait is 0 or more");
    }

    @Test
    void aMutexThatIsAskedForWithABadLimitGoesToTheNextAllTheSame() {
        runBlocking(() -> {
            Mutex mutex = new Mutex();
            mutex.lock();
            spawn(() -> refused(() -> mutex.tryLock(NEGATIVE))).join();
            mutex.unlock();
            assertThat(mutex).hasToString("mutex (free, 0 wait)");
        });
    }

    @Test
    void aPermitIsNotGivenToOneThatAskedWithABadLimit() {
        runBlocking(() -> {
            Semaphore semaphore = new Semaphore(0);
            refused(() -> semaphore.tryAcquire(NEGATIVE));
            semaphore.release();
            assertThat(semaphore).hasToString("semaphore (1 permits, 0 wait)");
        });
    }

    @Test
    void aBarrierDoesNotCountOneThatCameWithABadLimit() {
        runBlocking(() -> {
            Barrier barrier = new Barrier(2);
            refused(() -> barrier.await(NEGATIVE));
            assertThat(barrier).hasToString("barrier (0 of 2 wait)");
        });
    }

    @Test
    void aSignalIsNotLostOnOneThatWaitedWithABadLimit() {
        runBlocking(() -> {
            Mutex mutex = new Mutex();
            Condition condition = mutex.newCondition();
            mutex.lock();
            refused(() -> condition.await(NEGATIVE));
            assertThat(mutex.isHeld()).isTrue();
            assertThat(condition).hasToString("condition (0 wait)");
            mutex.unlock();
        });
    }

    @Test
    void aQueueServesNobodyThatCameWithABadLimit() {
        runBlocking(() -> {
            WorkQueue<String> queue = WorkQueue.fifo(1);
            refused(() -> queue.tryTake(NEGATIVE));
            refused(() -> queue.tryPut("not put", NEGATIVE));
            assertThat(queue).hasToString("queue (0 items, 0 putters and 0 takers wait)");
            queue.put("first");
            refused(() -> queue.tryPut("not put", NEGATIVE));
            refused(() -> queue.join(NEGATIVE));
            assertThat(queue).hasToString("queue (1 items, 0 putters and 0 takers wait)");
            ReadWriteLock lock = new ReadWriteLock();
            refused(() -> lock.tryLockWrite(NEGATIVE));
            assertThat(lock).hasToString("read-write lock (0 read, 0 wait)");
            Event event = new Event();
            refused(() -> event.await(NEGATIVE));
            assertThat(event).hasToString("event (not set, 0 wait)");
        });
    }

    @Test
    void aTimeLimitForNothingDoesNotStayWithWhoeverAskedForIt() {
        runBlocking(() -> {
            assertThat(Thrown.by(() -> withTimeout(Duration.ZERO, (SuspendableRunnable) null)))
                    .isInstanceOf(NullPointerException.class)
                    .hasMessage("body");
            sleep(1); // the limit would end it
        });
    }

    @Test
    void nullAmongTheCoroutinesIsFoundBeforeAnyIsWaitedForOrKilled() {
        runBlocking(() -> {
            Coroutine<Void> waiting = spawn(() -> sleep(Duration.ofHours(1)));
            List<Coroutine<?>> withNull = Arrays.asList(waiting, null);
            for (SuspendableRunnable call : List.<SuspendableRunnable>of(
                    () -> dev.bobbin.Coroutines.joinAll(withNull),
                    () -> dev.bobbin.Coroutines.joinAll(waiting, null),
                    () -> dev.bobbin.Coroutines.killAll(withNull))) {
                assertThat(Thrown.by(call))
                        .isInstanceOf(NullPointerException.class)
                        .hasMessage("one of the coroutines");
            }
            yieldNow();
            assertThat(waiting.isDone()).isFalse();
        });
    }

    // ---- what belongs to others ----

    @Test
    void nobodyReleasesWhatAnotherHolds() {
        runBlocking(() -> {
            Mutex mutex = new Mutex();
            ReadWriteLock lock = new ReadWriteLock();
            Condition condition = mutex.newCondition();
            mutex.lock();
            lock.lockWrite();
            Coroutine<Void> other = spawn("other", () -> {
                assertThat(Thrown.by(mutex::unlock))
                        .hasMessageContaining(
                                "coroutine \"other\" was to unlock a mutex that coroutine \"main\" holds");
                assertThat(Thrown.by(lock::unlockWrite))
                        .hasMessageContaining(
                                "coroutine \"other\" does not hold this lock to write, coroutine \"main\" does");
                assertThat(Thrown.by(lock::unlockRead))
                        .hasMessageContaining("coroutine \"other\" does not hold this lock to read");
                assertThat(Thrown.by(condition::signal)).hasMessageContaining("coroutine \"other\" does not");
            });
            other.join();
            mutex.unlock();
            lock.unlockWrite();
        });
    }

    // ---- once only ----

    @Test
    void aContinuationRunsInOnePlaceAndToOneEnd() {
        Continuation[] itself = new Continuation[1];
        itself[0] = new Continuation(() -> trace.add(Thrown.by(itself[0]::run)));
        itself[0].run();
        assertThat((Throwable) trace.get(0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is running; run() was called again");
        assertThatThrownBy(itself[0]::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has ended")
                .hasMessageContaining("Ask isDone() before run()");
    }

    @Test
    void aGeneratorCannotWaitForItsOwnNextElement() {
        List<SuspendableIterator<Integer>> itself = new ArrayList<>();
        Generator<Integer> generator = Generator.of(y -> y.yield(itself.get(0).next()));
        itself.add(generator.iterator());
        assertThatThrownBy(itself.get(0)::next)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("A body cannot wait for its own next element");
    }

    // ---- too late ----

    @Test
    void aClosedChannelSaysSoToWhoeverSendsOrReceives() {
        runBlocking(() -> {
            Channel<String> channel = Channel.buffered(1);
            channel.close(new IOException("the disk is full"));
            assertThat(Thrown.by(() -> channel.send("late")))
                    .isInstanceOf(ChannelClosedException.class)
                    .hasRootCauseMessage("the disk is full");
            assertThat(Thrown.by(channel::receive)).isInstanceOf(ChannelClosedException.class);
            assertThat(channel.trySend("late")).isFalse();
            channel.close();
            Broadcast<String> broadcast = new Broadcast<>();
            broadcast.close();
            assertThat(Thrown.by(() -> broadcast.send("late"))).isInstanceOf(ChannelClosedException.class);
            assertThat(broadcast.subscribe(Channel.unlimited()).isClosed()).isTrue();
        });
    }

    @Test
    void aClosedPoolTakesNothingMore() {
        runBlocking(() -> {
            Pool pool = new Pool(3);
            pool.close();
            assertThat(Thrown.by(() -> pool.spawn(() -> trace.add("never"))))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage(
                            "This pool of 3 is closed: it takes nothing more. Spawn before close(), or make another.");
            assertThat(pool.free()).isEqualTo(3);
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void aQueueThatIsShutDownSaysSo() {
        runBlocking(() -> {
            WorkQueue<String> queue = WorkQueue.fifo();
            queue.shutdown();
            assertThat(Thrown.by(() -> queue.put("late")))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage(
                            "This queue is shut down: nothing can be put any more. Put before shutdown(), or make another.");
            assertThat(Thrown.by(queue::take))
                    .isInstanceOf(RejectedExecutionException.class)
                    .hasMessage(
                            "This queue is shut down and empty: no item will come. A loop over the queue ends by itself.");
        });
    }

    @Test
    void aClosedScopeSpawnsNothing() {
        runBlocking(() -> {
            CoroutineScope scope = CoroutineScope.open();
            scope.close();
            scope.close();
            assertThat(Thrown.by(() -> scope.spawn(() -> trace.add("never"))))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("is closed: a coroutine spawned now would outlive it");
        });
        assertThat(trace).isEmpty();
    }

    @Test
    void aLoopThatHasEndedRunsNoCoroutine() throws InterruptedException {
        EventLoop loop = EventLoop.start("short-lived");
        loop.stop();
        loop.stop();
        while (!loop.hasEnded()) {
            Thread.onSpinWait();
        }
        assertThatThrownBy(() -> spawn(loop, () -> trace.add("never")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("which has ended. Spawn it on a loop that runs.");
        assertThatThrownBy(() -> EventLoop.shared().stop())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Start a loop of your own");
    }

    @Test
    void runBlockingIsNotForThreadsThatRunCoroutines() {
        runBlocking(() -> assertThat(Thrown.by(() -> runBlocking(() -> trace.add("never"))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("In a coroutine, call the body directly"));
        assertThat(trace).isEmpty();
    }
}
