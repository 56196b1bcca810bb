package dev.bobbin.benchmarks;

import dev.bobbin.Coroutines;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
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
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SpawnAndJoin {

    static final int TASKS = 1000;

    private static final MethodHandle START_VIRTUAL = startVirtual();

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

    /** On JDK 21 and later, from a virtual thread. */
    @Benchmark
    @OperationsPerInvocation(TASKS)
    public int virtualThread() throws Throwable {
        Thread outer = (Thread) START_VIRTUAL.invokeExact((Runnable) () -> {
            try {
                for (int i = 0; i < TASKS; i++) {
                    Thread task = (Thread) START_VIRTUAL.invokeExact((Runnable) () -> done++);
                    task.join();
                }
            } catch (Throwable e) {
                throw new AssertionError(e);
            }
        });
        outer.join();
        return done;
    }

    private static MethodHandle startVirtual() {
        try {
            return MethodHandles.publicLookup()
                    .findStatic(
                            Thread.class, "startVirtualThread", MethodType.methodType(Thread.class, Runnable.class));
        } catch (ReflectiveOperationException e) {
            return null; // this JDK has none
        }
    }
}
