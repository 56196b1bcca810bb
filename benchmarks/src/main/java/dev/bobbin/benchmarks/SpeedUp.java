package dev.bobbin.benchmarks;

import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Dispatcher;
import dev.bobbin.Dispatchers;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.List;
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

/**
 * What do several cores gain where coroutines compute? 64 count primes and give way now and then: on one event loop, and on as
 * many threads as there are cores. Nothing is shared, so two cores should take half of the time.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(3)
@Warmup(iterations = 15, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 20, time = 100, timeUnit = TimeUnit.MILLISECONDS)
public class SpeedUp {

    private static final int TASKS = 64;
    private static final int NUMBERS = 20_000;
    private static final int NUMBERS_A_TURN = 50;

    @Benchmark
    public int bobbinOneThread() {
        return onDispatcher(EventLoop.shared());
    }

    @Benchmark
    public int bobbinAllCores() {
        return onDispatcher(Dispatchers.parallel());
    }

    /** No coroutines: what one thread takes for the sums alone. */
    @Benchmark
    public int plainOneThread() {
        int primes = 0;
        for (int task = 0; task < TASKS; task++) {
            for (int n = task; n < NUMBERS; n += TASKS) {
                primes += isPrime(n) ? 1 : 0;
            }
        }
        return primes;
    }

    @Benchmark
    public int virtualThreadAllCores() {
        List<Thread> threads = new ArrayList<>();
        int[] primes = new int[TASKS];
        for (int i = 0; i < TASKS; i++) {
            int task = i;
            threads.add(VirtualThreads.start(() -> {
                for (int n = task, turn = 1; n < NUMBERS; n += TASKS, turn++) {
                    primes[task] += isPrime(n) ? 1 : 0;
                    if (turn % NUMBERS_A_TURN == 0) {
                        Thread.yield();
                    }
                }
            }));
        }
        threads.forEach(VirtualThreads::join);
        int sum = 0;
        for (int each : primes) {
            sum += each;
        }
        return sum;
    }

    private static int onDispatcher(Dispatcher dispatcher) {
        List<Coroutine<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < TASKS; i++) {
            int task = i;
            tasks.add(spawn(dispatcher, () -> count(task)));
        }
        int sum = 0;
        for (Coroutine<Integer> task : tasks) {
            sum += task.get();
        }
        return sum;
    }

    @Suspendable
    private static int count(int task) {
        int primes = 0;
        for (int n = task, turn = 1; n < NUMBERS; n += TASKS, turn++) {
            primes += isPrime(n) ? 1 : 0;
            if (turn % NUMBERS_A_TURN == 0) {
                Coroutines.yieldNow();
            }
        }
        return primes;
    }

    private static boolean isPrime(int n) {
        for (int divisor = 2; divisor < n; divisor++) {
            if (n % divisor == 0) {
                return false;
            }
        }
        return n > 1;
    }
}
