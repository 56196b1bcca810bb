package dev.bobbin.benchmarks;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.CompilerControl;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What does it cost ordinary code to call a suspendable method that does not suspend? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
public class PlainCall {

    private int value = 7;

    @Benchmark
    public int plain() {
        return plainIncrement(value);
    }

    @Benchmark
    public int bobbin() {
        return increment(value);
    }

    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private int plainIncrement(int n) {
        if (n < 0) {
            throw new IllegalStateException();
        }
        return n + 1;
    }

    @Suspendable
    @CompilerControl(CompilerControl.Mode.DONT_INLINE)
    private int increment(int n) {
        if (n < 0) {
            Coroutines.sleep(1);
        }
        return n + 1;
    }
}
