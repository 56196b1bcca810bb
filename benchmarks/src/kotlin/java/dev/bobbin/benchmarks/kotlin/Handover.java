package dev.bobbin.benchmarks.kotlin;

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

/** kotlinx.coroutines on the thread of runBlocking, or on its default dispatcher: the peer of Bobbin's Handover. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class Handover {

    private static final int ELEMENTS = 10_000;
    private static final int RING = 10_000;
    private static final int LEAVES = 1_000_000;

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long kotlinRendezvous() {
        return Peers.throughAChannel(ELEMENTS, 0);
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long kotlinBuffered() {
        return Peers.throughAChannel(ELEMENTS, 64);
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public long kotlinSelect() {
        return Peers.select(ELEMENTS);
    }

    @Benchmark
    @OperationsPerInvocation(ELEMENTS)
    public void kotlinMutex() {
        Peers.mutex(ELEMENTS);
    }

    @Benchmark
    @OperationsPerInvocation(RING)
    public int kotlinRing() {
        return Peers.ring(RING);
    }

    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public long kotlinSkynet() {
        return Peers.skynetHere(LEAVES);
    }

    @Benchmark
    @OperationsPerInvocation(LEAVES)
    public long kotlinSkynetParallel() {
        return Peers.skynetParallel(LEAVES);
    }
}
