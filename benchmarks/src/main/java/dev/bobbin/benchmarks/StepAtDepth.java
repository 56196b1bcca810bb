package dev.bobbin.benchmarks;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost to go on and yield in an innermost loop, with so many calls above it? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 3, jvmArgsAppend = "--add-exports=java.base/jdk.internal.vm=ALL-UNNAMED")
@Warmup(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
public class StepAtDepth {

    @Param({"1", "100", "1000"})
    private int depth;

    private Continuation continuation;
    private JdkContinuation jdk;
    private int count;

    @Setup
    public void start() {
        continuation = new Continuation(() -> descend(depth));
        continuation.run();
    }

    @Benchmark
    public int bobbin() {
        continuation.run();
        return count;
    }

    @Benchmark
    public int jdkContinuation() {
        if (jdk == null) {
            jdk = new JdkContinuation(() -> descendJdk(depth));
        }
        jdk.run();
        return count;
    }

    @Suspendable
    private void descend(int calls) {
        if (calls > 1) {
            descend(calls - 1);
            return;
        }
        while (true) {
            count++;
            Continuation.yield();
        }
    }

    private void descendJdk(int calls) {
        if (calls > 1) {
            descendJdk(calls - 1);
            return;
        }
        while (true) {
            count++;
            JdkContinuation.yield();
        }
    }
}
