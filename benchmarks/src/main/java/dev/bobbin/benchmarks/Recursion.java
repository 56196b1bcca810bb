package dev.bobbin.benchmarks;

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

/** What do suspendable calls cost that never suspend? Fibonacci of 20, 21891 calls, against plain Java. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 40, time = 50, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 100, time = 20, timeUnit = TimeUnit.MILLISECONDS)
public class Recursion {

    private int n = 20;
    private final Fib own = new Fib();
    private final Fib derived = new Derived();

    @Benchmark
    public int plainStatic() {
        return plainFib(n);
    }

    @Benchmark
    public int bobbinStatic() {
        return fib(n);
    }

    @Benchmark
    public int plainVirtual() {
        return own.plainVirtualFib(n);
    }

    @Benchmark
    public int bobbinVirtual() {
        return own.virtualFib(n);
    }

    @Benchmark
    public int plainInherited() {
        return derived.plainVirtualFib(n);
    }

    @Benchmark
    public int bobbinInherited() {
        return derived.virtualFib(n);
    }

    static int plainFib(int n) {
        return n < 2 ? n : plainFib(n - 1) + plainFib(n - 2);
    }

    @Suspendable
    static int fib(int n) {
        return n < 2 ? n : fib(n - 1) + fib(n - 2);
    }

    /** Virtual methods, which a subclass might override. */
    static class Fib {
        int plainVirtualFib(int n) {
            return n < 2 ? n : plainVirtualFib(n - 1) + plainVirtualFib(n - 2);
        }

        @Suspendable
        int virtualFib(int n) {
            return n < 2 ? n : virtualFib(n - 1) + virtualFib(n - 2);
        }
    }

    /** An instrumented subclass that overrides nothing. */
    static class Derived extends Fib {}
}
