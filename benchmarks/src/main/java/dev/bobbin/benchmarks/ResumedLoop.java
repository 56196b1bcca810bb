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
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** How fast is a loop that was resumed in its middle? 10000 rounds after one suspension, against the same loop in plain Java. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
public class ResumedLoop {

    private static final int ROUNDS = 10_000;

    private final int[] numbers = new int[ROUNDS];
    private int sum;

    @Benchmark
    public int plain() {
        int total = 0;
        for (int i = 0; i < ROUNDS; i++) {
            if (i == 1) {
                plainPause(i);
            }
            total += plainMix(numbers[i], i);
        }
        return total;
    }

    @Benchmark
    public int bobbin() {
        Continuation continuation = new Continuation(() -> sum = loop());
        continuation.run();
        continuation.run();
        return sum;
    }

    @Suspendable
    private int loop() {
        int total = 0;
        for (int i = 0; i < ROUNDS; i++) {
            if (i == 1) {
                Continuation.yield();
            }
            total += mix(numbers[i], i);
        }
        return total;
    }

    /** May suspend as far as its caller knows. */
    @Suspendable
    private int mix(int a, int b) {
        if (b < 0) {
            Continuation.yield();
        }
        return a * 31 + b;
    }

    private int plainMix(int a, int b) {
        if (b < 0) {
            plainPause(b);
        }
        return a * 31 + b;
    }

    private void plainPause(int i) {
        sum = i;
    }
}
