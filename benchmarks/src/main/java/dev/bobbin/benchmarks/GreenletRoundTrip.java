package dev.bobbin.benchmarks;

import dev.bobbin.Greenlet;
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
 * What does it cost to switch there and back: from the root to a greenlet, and between two greenlets? The JDK's continuation
 * goes there by run() and back by yield().
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED")
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class GreenletRoundTrip {

    private static final int TRIPS = 1000;

    private Greenlet pong;
    private Greenlet left;
    private Greenlet right;
    private JdkContinuation continuation;
    private int count;

    @Benchmark
    public int bobbin() {
        if (pong == null) {
            Greenlet root = Greenlet.current();
            pong = Greenlet.of(() -> {
                for (; ; ) {
                    count++;
                    root.switchTo();
                }
            });
        }
        pong.switchTo();
        return count;
    }

    /** Two greenlets, neither the other's parent, that hand control to each other a thousand times. */
    @Benchmark
    @OperationsPerInvocation(TRIPS)
    public int bobbinSymmetric() {
        if (left == null) {
            Greenlet root = Greenlet.current();
            left = Greenlet.of(() -> {
                for (int i = 1; ; i++) {
                    right.switchTo();
                    if (i % TRIPS == 0) {
                        root.switchTo();
                    }
                }
            });
            right = Greenlet.of(() -> {
                for (; ; ) {
                    count++;
                    left.switchTo();
                }
            });
        }
        left.switchTo();
        return count;
    }

    @Benchmark
    public int jdkContinuation() {
        if (continuation == null) {
            continuation = new JdkContinuation(() -> {
                for (; ; ) {
                    count++;
                    JdkContinuation.yield();
                }
            });
        }
        continuation.run();
        return count;
    }
}
