package dev.bobbin.benchmarks.kotlin;

import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Kotlin's iterator {}: the peer of Bobbin's GeneratorStep. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class GeneratorStep {

    private final Iterator<Integer> generated = Peers.count();
    private final Peers.Tree tree = Peers.tree(10);

    @Benchmark
    public int kotlin() {
        return generated.hasNext() ? generated.next() : 0;
    }

    /** 1023 nodes, by recursion. */
    @Benchmark
    public int kotlinTree() {
        return Peers.sumOf(tree);
    }
}
