package dev.bobbin.sync;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.DeadlineExceededException;
import dev.bobbin.DeadlockException;
import dev.bobbin.EventLoop;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What each means of synchronisation promises. */
@Timeout(30)
class SyncTest {

    private static final Duration SHORT = Duration.ofMillis(5);

    private final List<Object> trace = Collections.synchronizedList(new ArrayList<>());

    // ---- mutex ----

    @Test
    void aMutexBelongsToWhoHasLockedIt() {
        Mutex mutex = new Mutex();
        runBlocking(() -> {
            mutex.lock();
            assertThat(mutex.isHeld()).isTrue();
            assertThat(Thrown.by(mutex::lock)).hasMessageContaining("it would wait for itself");
            assertThat(spawn("other", () -> Thrown.by(mutex::unlock)).get())
                    .hasMessageContaining("coroutine \"other\" was to unlock a mutex that coroutine \"main\" holds");
            assertThat(spawn(() -> mutex.tryLock(SHORT)).get()).isFalse();
            assertThat(mutex).hasToString("mutex (held by coroutine \"main\", 0 wait)");
            mutex.unlock();
        });
        assertThat(mutex).hasToString("mutex (free, 0 wait)");
    }

    @Test
    void aReentrantMutexIsFreeWhenItWasUnlockedAsOften() {
        runBlocking(() -> {
            Mutex mutex = Mutex.reentrant();
            mutex.lock();
            mutex.lock();
            mutex.unlock();
            assertThat(mutex.isLocked()).isTrue();
            assertThat(spawn(() -> mutex.tryLock()).get()).isFalse();
            mutex.unlock();
            assertThat(mutex.isLocked()).isFalse();
        });
    }

    @Test
    void aCircleOfLocksIsAnErrorForWhoClosesIt() {
        runBlocking(() -> {
            Mutex left = new Mutex();
            Mutex right = new Mutex();
            Coroutine<Throwable> a = spawn("a", () -> Thrown.by(() -> lockBoth(left, right)));
            Coroutine<Throwable> b = spawn("b", () -> Thrown.by(() -> lockBoth(right, left)));
            assertThat(b.get())
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("\"b\" waits for mutex (held by coroutine \"a\"")
                    .hasMessageContaining("\"a\" waits for mutex (held by coroutine \"b\"")
                    .hasMessageContaining("SyncTest");
            assertThat(a.get()).hasMessage("got both");
        });
    }

    private static void sayBoth() {
        throw new IllegalStateException("got both");
    }

    @dev.bobbin.Suspendable
    private static void lockBoth(Mutex first, Mutex second) throws Exception {
        first.withLock(() -> {
            yieldNow();
            return second.withLock(() -> {
                sayBoth();
                return null;
            });
        });
    }

    @Test
    void aCircleOfJoinsIsAnErrorForWhoClosesIt() {
        runBlocking(() -> {
            Coroutine<?>[] all = new Coroutine<?>[3];
            for (int i = 0; i < 3; i++) {
                int next = (i + 1) % 3;
                all[i] = spawn("c" + i, () -> {
                    yieldNow();
                    all[next].join();
                });
            }
            for (Coroutine<?> each : all) {
                assertThat(Thrown.by(each::join))
                        .isInstanceOf(DeadlockException.class)
                        .hasMessageContaining("\"c2\" waits for the end of coroutine \"c0\"")
                        .hasMessageContaining("\"c0\" waits for the end of coroutine \"c1\" at");
            }
        });
    }

    @Test
    void aWaitWithATimeLimitIsPartOfNoCircle() {
        runBlocking(() -> {
            Mutex mutex = new Mutex();
            mutex.lock();
            assertThat(spawn(() -> mutex.tryLock(SHORT)).get()).isFalse();
            assertThat(spawn(() -> Thrown.by(() -> withTimeout(SHORT, mutex::lock)))
                            .get())
                    .isInstanceOf(DeadlineExceededException.class);
            mutex.unlock();
        });
    }

    // ---- condition ----

    @Test
    void aConditionGivesTheMutexUpAndTakesItBack() {
        runBlocking(() -> {
            Mutex mutex = new Mutex();
            Condition notEmpty = mutex.newCondition();
            List<Integer> items = new ArrayList<>();
            Coroutine<Integer> taker = spawn(() -> mutex.withLock(() -> {
                while (items.isEmpty()) {
                    notEmpty.await();
                }
                assertThat(mutex.isHeld()).isTrue();
                return items.remove(0);
            }));
            yieldNow();
            mutex.withLock(() -> {
                items.add(4);
                notEmpty.signal();
                return null;
            });
            assertThat(taker.get()).isEqualTo(4);
            assertThat(Thrown.by(notEmpty::signal)).hasMessageContaining("does not: call lock() before");
            assertThat(Thrown.by(notEmpty::await)).hasMessageContaining("without holding its mutex");
            assertThat(mutex.withLock(() -> notEmpty.await(SHORT))).isFalse();
        });
    }

    @Test
    void aCancelledWaiterOfAConditionHasTheMutexWhenItIsTold() {
        runBlocking(() -> {
            Mutex mutex = new Mutex();
            Condition never = mutex.newCondition();
            Coroutine<?> c = spawn(() -> mutex.withLock(() -> {
                try {
                    never.await();
                } finally {
                    trace.add(mutex.isHeld());
                }
                return null;
            }));
            yieldNow();
            c.cancelAndJoin();
            assertThat(mutex.isLocked()).isFalse();
        });
        assertThat(trace).containsExactly(true);
    }

    // ---- semaphore ----

    @Test
    void aSemaphoreServesInTheOrderOfArrival() {
        runBlocking(() -> {
            Semaphore semaphore = new Semaphore(0);
            List<Coroutine<?>> all = new ArrayList<>();
            for (int wanted : new int[] {2, 1}) {
                all.add(spawn(() -> {
                    semaphore.acquire(wanted);
                    trace.add(wanted);
                }));
            }
            yieldNow();
            semaphore.release();
            assertThat(semaphore.tryAcquire()).isFalse();
            sleep(2);
            assertThat(trace).isEmpty();
            semaphore.release(2);
            joinAll(all);
        });
        assertThat(trace).containsExactly(2, 1);
    }

    @Test
    void aPermitIsNotLostWhenAWaiterGivesUp() {
        runBlocking(() -> {
            Semaphore semaphore = new Semaphore(1);
            Coroutine<?> greedy = spawn(() -> semaphore.acquire(5));
            yieldNow();
            Coroutine<?> modest = spawn(() -> semaphore.acquire());
            yieldNow();
            greedy.cancel();
            modest.join();
            assertThat(semaphore.permits()).isZero();
            assertThat(semaphore.tryAcquire(SHORT)).isFalse();
            semaphore.release();
            assertThat(semaphore).hasToString("semaphore (1 permits, 0 wait)");
        });
    }

    @Test
    void aBoundedSemaphoreTakesNoMoreThanItHad() {
        Semaphore semaphore = Semaphore.bounded(2);
        assertThatThrownBy(semaphore::release).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> semaphore.acquire(3)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> semaphore.acquire(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Semaphore(-1)).hasMessageContaining("-1 permits");
    }

    // ---- read-write lock ----

    @Test
    void manyReadAndOneWrites() {
        runBlocking(() -> {
            ReadWriteLock lock = new ReadWriteLock();
            lock.lockRead();
            lock.lockRead();
            Coroutine<?> writer = spawn(() -> lock.withWriteLock(() -> trace.add("write")));
            yieldNow();
            Coroutine<?> reader = spawn(() -> lock.withReadLock(() -> trace.add("read")));
            yieldNow();
            assertThat(trace).isEmpty();
            lock.unlockRead();
            lock.unlockRead();
            joinAll(writer, reader);
            assertThat(lock).hasToString("read-write lock (0 read, 0 wait)");
            assertThat(Thrown.by(lock::unlockRead)).isInstanceOf(IllegalStateException.class);
            assertThat(Thrown.by(lock::unlockWrite)).isInstanceOf(IllegalStateException.class);
        });
        assertThat(trace).containsExactly("write", "read");
    }

    @Test
    void readersGoOnWhenTheWriterBeforeThemGivesUp() {
        runBlocking(() -> {
            ReadWriteLock lock = new ReadWriteLock();
            lock.lockRead();
            Coroutine<?> writer = spawn(lock::lockWrite);
            yieldNow();
            Coroutine<?> reader = spawn(() -> lock.withReadLock(() -> trace.add("read")));
            yieldNow();
            writer.cancel();
            reader.join();
            assertThat(spawn(() -> lock.tryLockWrite(SHORT)).get()).isFalse();
            assertThat(lock.tryLockRead(SHORT)).isTrue();
        });
        assertThat(trace).containsExactly("read");
    }

    @Test
    void whoReadsMayReadAgainThoughAWriterWaits() {
        runBlocking(() -> {
            ReadWriteLock lock = new ReadWriteLock();
            lock.lockRead();
            Coroutine<?> writer = spawn(lock::lockWrite);
            yieldNow();
            lock.lockRead(); // it would wait for the writer, who waits for it
            lock.unlockRead();
            assertThat(writer.isDone()).isFalse();
            lock.unlockRead();
            writer.join();
        });
    }

    @Test
    void whoReadsCannotWaitForItselfToWrite() {
        runBlocking(() -> {
            ReadWriteLock lock = new ReadWriteLock();
            lock.lockRead();
            assertThat(Thrown.by(lock::lockWrite))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage(
                            "coroutine \"main\" holds this lock to read and asks to write: it would wait for itself. Unlock it"
                                    + " before, or lock it to write from the beginning.");
            lock.unlockRead();
            lock.lockWrite();
        });
    }

    @Test
    void aWriterWhomTheOnlyReaderJoinsIsADeadlock() {
        runBlocking(() -> {
            ReadWriteLock lock = new ReadWriteLock();
            lock.lockRead();
            Coroutine<?> writer = spawn("writer", lock::lockWrite);
            yieldNow();
            assertThat(Thrown.by(writer::join))
                    .isInstanceOf(DeadlockException.class)
                    .hasMessageContaining("\"writer\"");
            lock.unlockRead();
            writer.join();
        });
    }

    // ---- event, latch, barrier, result ----

    @Test
    void whoWaitsWhileAnEventIsSetForAMomentGoesOn() {
        runBlocking(() -> {
            Event event = new Event();
            Coroutine<Boolean> waiter = spawn(() -> event.await(Duration.ofSeconds(20)));
            yieldNow();
            event.set();
            event.clear();
            assertThat(waiter.get()).isTrue();
            assertThat(event.await(SHORT)).isFalse();
            event.set();
            event.await();
        });
    }

    @Test
    void aLatchOpensOnce() {
        runBlocking(() -> {
            Latch latch = new Latch(2);
            spawn(latch::countDown);
            spawn(latch::countDown);
            latch.await();
            latch.countDown();
            assertThat(latch.count()).isZero();
            assertThat(new Latch(1).await(SHORT)).isFalse();
        });
        assertThatThrownBy(() -> new Latch(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whoComesToABarrierCancelledBreaksIt() {
        runBlocking(() -> {
            Barrier barrier = new Barrier(2);
            Coroutine<Throwable> waits = spawn(() -> Thrown.by(() -> barrier.await()));
            Coroutine<?> comes = spawn(() -> {
                Coroutines.current().cancel();
                barrier.await();
            });
            comes.join();
            assertThat(waits.get()).isInstanceOf(BrokenBarrierException.class);
            assertThat(barrier.isBroken()).isTrue();
        });
    }

    @Test
    void aBarrierLetsAllThroughTogetherAndBreaksForAll() {
        runBlocking(() -> {
            AtomicInteger rounds = new AtomicInteger();
            Barrier barrier = new Barrier(3, rounds::incrementAndGet);
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(spawn(() -> {
                    barrier.await();
                    barrier.await();
                }));
            }
            joinAll(all);
            assertThat(rounds).hasValue(2);
            Coroutine<Throwable> waiter = spawn(() -> Thrown.by(() -> barrier.await()));
            Coroutine<Throwable> hasty = spawn(() -> Thrown.by(() -> barrier.await(SHORT)));
            assertThat(hasty.get()).isInstanceOf(BrokenBarrierException.class).hasMessageContaining("time");
            assertThat(waiter.get()).isInstanceOf(BrokenBarrierException.class).hasMessageContaining("given up");
            assertThat(Thrown.by(() -> barrier.await())).isInstanceOf(BrokenBarrierException.class);
            barrier.reset();
            assertThat(barrier.isBroken()).isFalse();
        });
    }

    @Test
    void aResultIsSetOnce() {
        runBlocking(() -> {
            AsyncResult<Integer> result = new AsyncResult<>();
            Coroutine<Integer> getter = spawn(() -> result.get());
            yieldNow();
            assertThat(Thrown.by(() -> result.get(SHORT))).isInstanceOf(TimeoutException.class);
            result.set(3);
            assertThat(result.trySet(4)).isFalse();
            assertThat(Thrown.by(() -> result.setException(new IOException())))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(getter.get()).isEqualTo(3);
            assertThat(result.toFuture().join()).isEqualTo(3);
            AsyncResult<Integer> failed = new AsyncResult<>();
            failed.setException(new IOException("no"));
            assertThat(Thrown.by(failed::get)).isInstanceOf(IOException.class);
            assertThat(failed.peek()).isEmpty();
        });
    }

    // ---- queues ----

    @Test
    void queuesHaveTheirOrders() {
        WorkQueue<Integer> fifo = WorkQueue.fifo(3);
        WorkQueue<Integer> lifo = WorkQueue.lifo(3);
        WorkQueue<Integer> least = WorkQueue.priority(3, Comparator.naturalOrder());
        for (WorkQueue<Integer> each : Arrays.asList(fifo, lifo, least)) {
            each.put(2);
            each.put(1);
            each.put(3);
            assertThat(each.tryPut(4)).isFalse();
            trace.add(Arrays.asList(each.take(), each.take(), each.take()));
            assertThat(each.tryTake()).isEmpty();
        }
        assertThat(trace).containsExactly(Arrays.asList(2, 1, 3), Arrays.asList(3, 1, 2), Arrays.asList(1, 2, 3));
    }

    @Test
    void aQueueCountsWhatIsNotDone() {
        runBlocking(() -> {
            WorkQueue<Integer> queue = WorkQueue.fifo(2);
            Coroutine<?> worker = spawn(() -> {
                for (int item : queue) {
                    sleep(1);
                    trace.add(item);
                    queue.taskDone();
                }
                trace.add("end");
            });
            for (int i = 0; i < 5; i++) {
                queue.put(i);
            }
            assertThat(queue.join(Duration.ofNanos(1))).isFalse();
            queue.join();
            trace.add("joined");
            queue.shutdown();
            worker.join();
            assertThat(Thrown.by(() -> queue.put(1))).isInstanceOf(RejectedExecutionException.class);
            assertThat(Thrown.by(queue::taskDone)).isInstanceOf(IllegalStateException.class);
        });
        assertThat(trace).containsExactly(0, 1, 2, 3, 4, "joined", "end");
    }

    @Test
    void shuttingDownTellsAllWhoWait() {
        runBlocking(() -> {
            WorkQueue<Integer> empty = WorkQueue.fifo();
            WorkQueue<Integer> full = WorkQueue.fifo(1);
            full.put(1);
            Coroutine<Throwable> taker = spawn(() -> Thrown.by(empty::take));
            Coroutine<Throwable> putter = spawn(() -> Thrown.by(() -> full.put(2)));
            yieldNow();
            empty.shutdown();
            full.shutdownNow();
            full.join();
            assertThat(taker.get()).isInstanceOf(RejectedExecutionException.class);
            assertThat(putter.get()).isInstanceOf(RejectedExecutionException.class);
            assertThat(empty.isShutdown()).isTrue();
        });
    }

    @Test
    void whoGivesUpLeavesNothingInAQueue() {
        runBlocking(() -> {
            WorkQueue<Integer> queue = WorkQueue.fifo(1);
            assertThat(queue.tryTake(SHORT)).isEmpty();
            queue.put(1);
            assertThat(queue.tryPut(2, SHORT)).isFalse();
            assertThat(queue).hasToString("queue (1 items, 0 putters and 0 takers wait)");
            assertThat(queue.peek()).contains(1);
        });
    }

    // ---- groups and pools ----

    @Test
    void aGroupIsWaitedForAndKilledAsOne() {
        runBlocking(() -> {
            Group group = new Group();
            group.spawn(() -> sleep(1)).join();
            Coroutine<?> endless = group.spawn(() -> sleep(60_000));
            assertThat(group.join(SHORT)).isFalse();
            assertThat(group.members()).isEqualTo(Collections.singletonList(endless));
            group.kill();
            group.join();
            assertThat(group.size()).isZero();
            assertThat(group.map(Arrays.asList(1, 2, 3), n -> n * n)).containsExactly(1, 4, 9);
        });
    }

    @Test
    void aPoolRunsSoManyAtOnce() {
        runBlocking(() -> {
            Pool pool = new Pool(2);
            AtomicInteger running = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            List<Integer> squares = pool.map(Arrays.asList(1, 2, 3, 4, 5), n -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                sleep(1);
                running.decrementAndGet();
                return n * n;
            });
            assertThat(squares).containsExactly(1, 4, 9, 16, 25);
            assertThat(most).hasValue(2);
            pool.spawn(() -> sleep(60_000));
            pool.spawn(() -> sleep(60_000));
            assertThat(pool.trySpawn(() -> 1)).isEmpty();
            assertThat(pool.trySpawn(() -> 1, SHORT)).isEmpty();
            pool.kill();
            assertThat(pool.free()).isEqualTo(2);
            assertThat(Thrown.by(() -> pool.spawn(() -> {}))).isInstanceOf(RejectedExecutionException.class);
            assertThat(pool.free()).isEqualTo(2);
        });
        assertThatThrownBy(() -> new Pool(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPoolsValuesComeInOrderOrAsTheyAreThere() {
        runBlocking(() -> {
            Pool pool = new Pool(3);
            for (int each : pool.imap(Arrays.asList(15, 1, 8), n -> {
                sleep(n);
                return n;
            })) {
                trace.add(each);
            }
            for (int each : pool.imapUnordered(Arrays.asList(30, 1, 15), n -> {
                sleep(n);
                return n;
            })) {
                trace.add(each);
            }
        });
        assertThat(trace).containsExactly(15, 1, 8, 1, 15, 30);
    }

    @Test
    void aSequenceThatIsClosedCancelsWhatRunsForIt() {
        runBlocking(() -> {
            Pool pool = new Pool(3);
            try (PoolValues<Integer> values = pool.imapUnordered(Arrays.asList(1, 60_000, 60_000), n -> {
                sleep(n);
                return n;
            })) {
                assertThat(values.iterator().next()).isEqualTo(1);
            }
            assertThat(pool.join(Duration.ofSeconds(5))).isTrue();
        });
    }

    @Test
    void permitsAreCountedRightOnSeveralLoops() {
        Semaphore semaphore = new Semaphore(3);
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<EventLoop> loops = Arrays.asList(EventLoop.start("s1"), EventLoop.start("s2"));
        try {
            List<Coroutine<?>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                all.add(spawn(loops.get(i % 2), () -> {
                    for (int n = 0; n < 100; n++) {
                        semaphore.withPermit(() -> {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            yieldNow();
                            return inside.decrementAndGet();
                        });
                    }
                }));
            }
            joinAll(all);
        } finally {
            loops.forEach(EventLoop::stop);
        }
        assertThat(most.get()).isLessThanOrEqualTo(3);
        assertThat(semaphore.permits()).isEqualTo(3);
    }
}
