package dev.bobbin.concurrency;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Channel;
import dev.bobbin.ChannelClosedException;
import dev.bobbin.Coroutines;
import dev.bobbin.Dispatcher;
import dev.bobbin.Dispatchers;
import dev.bobbin.EventLoop;
import dev.bobbin.Select;
import dev.bobbin.Suspendable;
import dev.bobbin.sync.AsyncResult;
import dev.bobbin.sync.Condition;
import dev.bobbin.sync.Mutex;
import dev.bobbin.sync.Semaphore;
import dev.bobbin.sync.WorkQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Nothing is lost and nothing is got twice, whoever is cancelled and whenever. Each round has a seed, which a failure names:
 * {@code -Dstress.seed=...} takes it back, {@code -Dstress.rounds=...} says how many rounds there are.
 */
class ExactlyOnceStressTest {

    private static final EventLoop ONE = EventLoop.start("stress one");
    private static final EventLoop OTHER = EventLoop.start("stress other");
    private static final List<Dispatcher> PLACES = List.of(ONE, OTHER, Dispatchers.parallel());
    private static final int EACH = 12; // how much each of a crowd does

    private final int rounds = Integer.getInteger("stress.rounds", 100);
    private final long firstSeed = Long.getLong("stress.seed", 1);

    @AfterAll
    static void stopTheLoops() {
        ONE.stop();
        OTHER.stop();
    }

    /** What is done to one thing in a round. */
    private interface Round {
        void play(String name, Crowd crowd, Random chance) throws Exception;
    }

    private void play(Round round) throws Exception {
        for (long seed = firstSeed; seed < firstSeed + rounds; seed++) {
            String name = "-Dstress.seed=" + seed + " -Dstress.rounds=1";
            Random chance = new Random(seed);
            round.play(name, new Crowd(name, chance, PLACES), chance);
        }
    }

    /** What was handed over, by both sides' accounts. */
    private static final class Accounts {
        private final AtomicInteger next = new AtomicInteger();
        private final Queue<Integer> given = new ConcurrentLinkedQueue<>();
        private final Queue<Integer> got = new ConcurrentLinkedQueue<>();

        int next() {
            return next.incrementAndGet();
        }

        void areBalanced(String round) {
            assertThat(got).as(round + ": got twice").doesNotHaveDuplicates();
            assertThat(new TreeSet<>(got)).as(round + ": got and given").isEqualTo(new TreeSet<>(given));
        }
    }

    @Test
    void channelsHandOverEachElementOnce() throws Exception {
        play((round, crowd, chance) -> {
            Channel<Integer> channel = Channel.buffered(chance.nextInt(3));
            Accounts accounts = new Accounts();
            Crowd receivers = new Crowd(round, chance, PLACES);
            for (int i = 0; i < 3; i++) {
                crowd.mayBeCancelled(() -> send(channel, accounts));
                receivers.mayBeCancelled(() -> receive(channel, accounts));
            }
            crowd.isNotCancelled(() -> send(channel, accounts));
            receivers.isNotCancelled(() -> receive(channel, accounts));
            crowd.cancelSome();
            receivers.cancelSome();
            crowd.join();
            channel.close();
            receivers.join();
            accounts.areBalanced(round);
        });
    }

    @Suspendable
    private static void send(Channel<Integer> channel, Accounts accounts) {
        for (int i = 0; i < EACH; i++) {
            int element = accounts.next();
            if (i % 4 == 3) {
                if (channel.trySend(element, Duration.ofNanos(1000 * i))) {
                    accounts.given.add(element);
                }
            } else {
                channel.send(element);
                accounts.given.add(element);
            }
        }
    }

    @Suspendable
    private static void receive(Channel<Integer> channel, Accounts accounts) {
        try {
            for (int i = 0; ; i++) {
                if (i % 4 == 3) {
                    channel.tryReceive(Duration.ofNanos(1000 * i)).ifPresent(accounts.got::add);
                } else {
                    accounts.got.add(channel.receive());
                }
            }
        } catch (ChannelClosedException end) {
            // nothing is left
        }
    }

    @Test
    void ofASelectOneThingHappens() throws Exception {
        play((round, crowd, chance) -> {
            Channel<Integer> one = Channel.rendezvous();
            Channel<Integer> other = Channel.buffered(chance.nextInt(2));
            Accounts accounts = new Accounts();
            Crowd receivers = new Crowd(round, chance, PLACES);
            for (int i = 0; i < 3; i++) {
                crowd.mayBeCancelled(() -> selectSending(one, other, accounts));
                receivers.mayBeCancelled(() -> selectReceiving(one, other, accounts));
            }
            crowd.isNotCancelled(() -> selectSending(other, one, accounts));
            receivers.isNotCancelled(() -> selectReceiving(other, one, accounts));
            crowd.cancelSome();
            receivers.cancelSome();
            crowd.join();
            one.close();
            other.close();
            receivers.join();
            while (one.size() + other.size() > 0) {
                accounts.got.add(one.tryReceive().or(other::tryReceive).orElseThrow());
            }
            accounts.areBalanced(round);
        });
    }

    @Suspendable
    private static void selectSending(Channel<Integer> one, Channel<Integer> other, Accounts accounts) {
        for (int i = 0; i < EACH; i++) {
            int element = accounts.next();
            boolean sent = Select.<Boolean>fair()
                    .onSend(one, element, () -> true)
                    .onSend(other, element, () -> true)
                    .onTimeout(Duration.ofNanos(i % 3 == 2 ? 5000 : 60_000_000_000L), () -> false)
                    .await();
            if (sent) {
                accounts.given.add(element);
            }
        }
    }

    @Suspendable
    private static void selectReceiving(Channel<Integer> one, Channel<Integer> other, Accounts accounts) {
        try {
            while (true) {
                accounts.got.add(Select.<Integer>fair()
                        .onReceive(one, element -> element)
                        .onReceive(other, element -> element)
                        .await());
            }
        } catch (ChannelClosedException end) {
            // of one of them; what is left in the other is looked for at the end
        }
    }

    @Test
    void permitsAreNeitherLostNorMade() throws Exception {
        play((round, crowd, chance) -> {
            int permits = 1 + chance.nextInt(3);
            Semaphore semaphore = new Semaphore(permits);
            AtomicInteger taken = new AtomicInteger();
            AtomicInteger most = new AtomicInteger();
            for (int i = 0; i < 6; i++) {
                int count = 1 + chance.nextInt(permits);
                crowd.mayBeCancelled(() -> holdPermits(semaphore, count, taken, most));
            }
            crowd.isNotCancelled(() -> holdPermits(semaphore, 1, taken, most));
            crowd.cancelSome();
            crowd.join();
            assertThat(semaphore.permits()).as(round).isEqualTo(permits);
            assertThat(most.get()).as(round).isLessThanOrEqualTo(permits);
        });
    }

    @Suspendable
    private static void holdPermits(Semaphore semaphore, int count, AtomicInteger taken, AtomicInteger most) {
        for (int i = 0; i < EACH; i++) {
            if (i % 4 == 3 && count == 1) {
                if (!semaphore.tryAcquire(Duration.ofNanos(1000 * i))) {
                    continue;
                }
            } else {
                semaphore.acquire(count);
            }
            try {
                most.accumulateAndGet(taken.addAndGet(count), Math::max);
                Coroutines.yieldNow();
            } finally {
                taken.addAndGet(-count);
                semaphore.release(count);
            }
        }
    }

    @Test
    void aMutexHasOneHolder() throws Exception {
        play((round, crowd, chance) -> {
            Mutex mutex = new Mutex();
            int[] inside = {0}; // guarded by the mutex
            for (int i = 0; i < 5; i++) {
                crowd.mayBeCancelled(() -> hold(mutex, inside));
            }
            crowd.isNotCancelled(() -> hold(mutex, inside));
            crowd.isNotCancelled(() -> hold(mutex, inside));
            crowd.cancelSome();
            crowd.join();
            assertThat(mutex.isLocked()).as(round).isFalse();
            assertThat(inside[0]).as(round).isZero();
        });
    }

    @Suspendable
    private static void hold(Mutex mutex, int[] inside) {
        for (int i = 0; i < EACH; i++) {
            if (i % 4 == 3) {
                if (!mutex.tryLock(Duration.ofNanos(1000 * i))) {
                    continue;
                }
            } else {
                mutex.lock();
            }
            try {
                inside[0]++;
                Coroutines.yieldNow();
                if (inside[0] != 1) {
                    throw new AssertionError(inside[0] + " hold the mutex");
                }
            } finally {
                inside[0]--;
                mutex.unlock();
            }
        }
    }

    @Test
    void whatAConditionGuardsIsTakenOnce() throws Exception {
        play((round, crowd, chance) -> {
            Mutex mutex = new Mutex();
            Condition notEmpty = mutex.newCondition();
            Deque<Integer> items = new ArrayDeque<>(); // guarded by the mutex; a negative one ends whoever takes it
            Accounts accounts = new Accounts();
            Crowd takers = new Crowd(round, chance, PLACES);
            for (int i = 0; i < 3; i++) {
                takers.mayBeCancelled(() -> take(mutex, notEmpty, items, accounts));
                crowd.mayBeCancelled(() -> put(mutex, notEmpty, items, accounts));
            }
            takers.isNotCancelled(() -> take(mutex, notEmpty, items, accounts));
            crowd.isNotCancelled(() -> put(mutex, notEmpty, items, accounts));
            crowd.cancelSome();
            takers.cancelSome();
            crowd.join();
            for (int i = 0; i < 4; i++) {
                mutex.withLock(() -> {
                    items.addLast(-1);
                    notEmpty.signal();
                    return null;
                });
            }
            takers.join();
            assertThat(mutex.isLocked()).as(round).isFalse();
            items.stream().filter(item -> item > 0).forEach(accounts.got::add);
            accounts.areBalanced(round);
        });
    }

    @Suspendable
    private static void put(Mutex mutex, Condition notEmpty, Deque<Integer> items, Accounts accounts) {
        for (int i = 0; i < EACH; i++) {
            mutex.lock();
            try {
                int item = accounts.next();
                items.addLast(item);
                accounts.given.add(item);
                notEmpty.signal();
            } finally {
                mutex.unlock();
            }
        }
    }

    @Suspendable
    private static void take(Mutex mutex, Condition notEmpty, Deque<Integer> items, Accounts accounts) {
        while (true) {
            mutex.lock();
            try {
                while (items.isEmpty()) {
                    notEmpty.await();
                }
                int item = items.removeFirst();
                if (item < 0) {
                    return;
                }
                accounts.got.add(item);
            } finally {
                mutex.unlock();
            }
        }
    }

    @Test
    void aResultIsSetOnceAndGotByAllWhoStay() throws Exception {
        play((round, crowd, chance) -> {
            AsyncResult<Integer> result = new AsyncResult<>();
            Queue<Integer> set = new ConcurrentLinkedQueue<>();
            Queue<Integer> got = new ConcurrentLinkedQueue<>();
            Queue<Integer> cancelled = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 6; i++) {
                crowd.mayBeCancelled(() -> {
                    try {
                        got.add(result.get());
                    } catch (CancellationException told) {
                        cancelled.add(0);
                        throw told;
                    }
                });
            }
            for (int i = 1; i <= 2; i++) {
                int value = i;
                crowd.isNotCancelled(() -> {
                    if (result.trySet(value)) {
                        set.add(value);
                    }
                });
                crowd.isNotCancelled(() -> got.add(result.get()));
            }
            crowd.cancelSome();
            crowd.join();
            assertThat(set).as(round).hasSize(1);
            assertThat(got).as(round).containsOnly(set.element());
            assertThat(got.size() + cancelled.size()).as(round).isBetween(2, 8); // some never began
        });
    }

    @Test
    void aQueueHandsOutEachItemOnce() throws Exception {
        play((round, crowd, chance) -> {
            WorkQueue<Integer> queue = WorkQueue.fifo(1 + chance.nextInt(3));
            Accounts accounts = new Accounts();
            Crowd takers = new Crowd(round, chance, PLACES);
            for (int i = 0; i < 3; i++) {
                crowd.mayBeCancelled(() -> putAll(queue, accounts));
                takers.mayBeCancelled(() -> takeAll(queue, accounts));
            }
            crowd.isNotCancelled(() -> putAll(queue, accounts));
            takers.isNotCancelled(() -> takeAll(queue, accounts));
            crowd.cancelSome();
            takers.cancelSome();
            crowd.join();
            queue.join(); // all that was put was taken and is done
            queue.shutdown();
            takers.join();
            accounts.areBalanced(round);
        });
    }

    @Suspendable
    private static void putAll(WorkQueue<Integer> queue, Accounts accounts) {
        for (int i = 0; i < EACH; i++) {
            int item = accounts.next();
            if (i % 4 == 3) {
                if (queue.tryPut(item, Duration.ofNanos(1000 * i))) {
                    accounts.given.add(item);
                }
            } else {
                queue.put(item);
                accounts.given.add(item);
            }
        }
    }

    @Suspendable
    private static void takeAll(WorkQueue<Integer> queue, Accounts accounts) {
        try {
            while (true) {
                accounts.got.add(queue.take());
                queue.taskDone();
            }
        } catch (RejectedExecutionException end) {
            // shut down
        }
    }

    @Test
    void nobodyStaysBehindInAQueue() throws Exception {
        play((round, crowd, chance) -> {
            Channel<Integer> channel = Channel.rendezvous();
            for (int i = 0; i < 4; i++) {
                crowd.mayBeCancelled(() -> {
                    for (int n = 0; n < EACH; n++) {
                        channel.tryReceive(Duration.ofNanos(500 * n));
                    }
                });
            }
            crowd.cancelSome();
            crowd.join();
            String empty = "rendezvous channel (0 elements, 0 senders and 0 receivers wait)";
            long began = System.nanoTime();
            while (!channel.toString().equals(empty) && System.nanoTime() - began < 60_000_000_000L) {
                Thread.onSpinWait(); // a timer may have told the last one, and be about to take it out of the queue
            }
            assertThat(channel).as(round).hasToString(empty);
        });
    }
}
