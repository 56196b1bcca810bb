package dev.bobbin.benchmarks;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Dispatchers;
import dev.bobbin.Select;
import dev.bobbin.Suspendable;
import dev.bobbin.sync.Mutex;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What does it cost to hand something over on one thread: through a channel, by a select, a mutex, round a ring? And a tree of
 * coroutines, on one thread and on all. Virtual threads do the same with what {@code java.util.concurrent} has for it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class Handover {

    static final int ELEMENTS = 10_000;
    static final int RING = 10_000;
    static final int LEAVES = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long bobbinRendezvous() {
        return throughAChannel(Channel.rendezvous());
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long bobbinBuffered() {
        return throughAChannel(Channel.buffered(64));
    }

    private static long throughAChannel(Channel<Integer> channel) {
        return runBlocking(() -> {
            spawn(() -> {
                for (int i = 0; i < ELEMENTS; i++) {
                    channel.send(i);
                }
                channel.close();
            });
            long sum = 0;
            for (int each : channel) {
                sum += each;
            }
            return sum;
        });
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long bobbinSelect() {
        return runBlocking(() -> {
            Channel<Integer> left = Channel.rendezvous();
            Channel<Integer> right = Channel.rendezvous();
            spawn(() -> sendHalf(left));
            spawn(() -> sendHalf(right));
            Select<Integer> select =
                    Select.<Integer>fair().onReceive(left, n -> n).onReceive(right, n -> n);
            long sum = 0;
            for (int i = 0; i < ELEMENTS; i++) {
                sum += select.await();
            }
            return sum;
        });
    }

    @Suspendable
    private static void sendHalf(Channel<Integer> channel) {
        for (int i = 0; i < ELEMENTS / 2; i++) {
            channel.send(i);
        }
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void bobbinMutex() {
        runBlocking(() -> {
            Mutex mutex = new Mutex();
            List<Coroutine<?>> both = new ArrayList<>();
            for (int c = 0; c < 2; c++) {
                both.add(spawn(() -> {
                    for (int i = 0; i < ELEMENTS / 2; i++) {
                        mutex.lock();
                        Coroutines.yieldNow();
                        mutex.unlock();
                    }
                }));
            }
            joinAll(both);
        });
    }

    /** A token goes round a ring of coroutines, each of which waits for it at a channel of its own. */
    @Benchmark
    @OperationsPerInvocation(RING)
    public int bobbinRing() {
        return runBlocking(() -> {
            Channel<Integer> first = Channel.rendezvous();
            Channel<Integer> from = first;
            for (int i = 0; i < RING; i++) {
                Channel<Integer> in = from;
                Channel<Integer> out = Channel.rendezvous();
                spawn(() -> out.send(in.receive() + 1));
                from = out;
            }
            first.send(0);
            return from.receive();
        });
    }

    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public long bobbinSkynet() {
        return runBlocking(() -> skynet(0, LEAVES));
    }

    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public long bobbinSkynetParallel() {
        return spawn(Dispatchers.parallel(), () -> skynet(0, LEAVES)).get();
    }

    @Suspendable
    private static long skynet(long number, int size) {
        if (size == 1) {
            return number;
        }
        Channel<Long> sums = Channel.buffered(10);
        int part = size / 10;
        for (int i = 0; i < 10; i++) {
            long first = number + (long) i * part;
            spawn(() -> sums.send(skynet(first, part)));
        }
        long sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += sums.receive();
        }
        return sum;
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = VirtualThreads.ON_ONE_THREAD)
    @OperationsPerInvocation(ELEMENTS)
    public long virtualThreadRendezvous() {
        return throughAQueue(new SynchronousQueue<>());
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = VirtualThreads.ON_ONE_THREAD)
    @OperationsPerInvocation(ELEMENTS)
    public long virtualThreadBuffered() {
        return throughAQueue(new ArrayBlockingQueue<>(64));
    }

    private static long throughAQueue(BlockingQueue<Integer> queue) {
        long[] sum = {0};
        VirtualThreads.run(() -> {
            Thread sender = VirtualThreads.start(() -> {
                for (int i = 0; i < ELEMENTS; i++) {
                    put(queue, i);
                }
            });
            for (int i = 0; i < ELEMENTS; i++) {
                sum[0] += take(queue);
            }
            VirtualThreads.join(sender);
        });
        return sum[0];
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = VirtualThreads.ON_ONE_THREAD)
    @OperationsPerInvocation(ELEMENTS)
    public void virtualThreadMutex() {
        ReentrantLock lock = new ReentrantLock(true);
        Runnable half = () -> {
            for (int i = 0; i < ELEMENTS / 2; i++) {
                lock.lock();
                Thread.yield();
                lock.unlock();
            }
        };
        VirtualThreads.run(() -> {
            Thread other = VirtualThreads.start(half);
            half.run();
            VirtualThreads.join(other);
        });
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = VirtualThreads.ON_ONE_THREAD)
    @OperationsPerInvocation(RING)
    public int virtualThreadRing() {
        int[] result = {0};
        VirtualThreads.run(() -> {
            BlockingQueue<Integer> first = new SynchronousQueue<>();
            BlockingQueue<Integer> from = first;
            for (int i = 0; i < RING; i++) {
                BlockingQueue<Integer> in = from;
                BlockingQueue<Integer> out = new SynchronousQueue<>();
                VirtualThreads.start(() -> put(out, take(in) + 1));
                from = out;
            }
            put(first, 0);
            result[0] = take(from);
        });
        return result[0];
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = VirtualThreads.ON_ONE_THREAD)
    @OperationsPerInvocation(LEAVES)
    public long virtualThreadSkynet() {
        return virtualSkynet();
    }

    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public long virtualThreadSkynetParallel() {
        return virtualSkynet();
    }

    private static long virtualSkynet() {
        long[] sum = {0};
        VirtualThreads.run(() -> sum[0] = virtualSkynet(0, LEAVES));
        return sum[0];
    }

    private static long virtualSkynet(long number, int size) {
        if (size == 1) {
            return number;
        }
        BlockingQueue<Long> sums = new ArrayBlockingQueue<>(10);
        int part = size / 10;
        for (int i = 0; i < 10; i++) {
            long first = number + (long) i * part;
            VirtualThreads.start(() -> put(sums, virtualSkynet(first, part)));
        }
        long sum = 0;
        for (int i = 0; i < 10; i++) {
            sum += take(sums);
        }
        return sum;
    }

    private static <T> void put(BlockingQueue<T> queue, T element) {
        try {
            queue.put(element);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T take(BlockingQueue<T> queue) {
        try {
            return queue.take();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
