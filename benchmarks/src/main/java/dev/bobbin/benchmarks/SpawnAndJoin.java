package dev.bobbin.benchmarks;

import dev.bobbin.Coroutines;
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

/** What does it cost to start a task and wait for its end, one after the other? */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(3)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class SpawnAndJoin {

    static final int TASKS = 1000;

    private int done;

    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int bobbin() {
        Coroutines.runBlocking(() -> {
            for (int i = 0; i < TASKS; i++) {
                Coroutines.spawn(() -> {
                            done++;
                        })
                        .join();
            }
        });
        return done;
    }

    @Benchmark
    @Fork(value = 3, jvmArgsAppend = VirtualThreads.ON_ONE_THREAD)
    @OperationsPerInvocation(TASKS)
    public int virtualThread() {
        VirtualThreads.run(() -> {
            for (int i = 0; i < TASKS; i++) {
                VirtualThreads.run(() -> done++);
            }
        });
        return done;
    }
}
