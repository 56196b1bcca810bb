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
import java.util.concurrent.TimeUnit;
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
 * coroutines, on one thread and on all.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class Handover {

    static final int ELEMENTS = 10_000;
    static final int RING = 10_000;
    static final int LEAVES = 100_000;

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
}
