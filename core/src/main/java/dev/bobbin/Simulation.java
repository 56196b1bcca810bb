package dev.bobbin;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * Runs coroutines on a loop whose clock jumps: when nothing is ready, it is the time of the next timer at once. Sleeps and time
 * limits cost nothing, and end in their right order. With a seed, chance decides which of those that are ready goes on, the same
 * way each time.
 *
 * <p>While a coroutine waits for something from outside (a future, a socket), the clock stands still until it comes. When all
 * wait and nothing can wake them, {@link #run} throws a {@link DeadlockException} that says who waits for what.
 *
 * <p>For tests; the module {@code testkit} has the words for them. To be used by one thread, once.
 *
 * <pre>{@code
 * Simulation simulation = Simulation.inOrder();
 * simulation.run(() -> {
 *     sleep(Duration.ofDays(1));
 *     return null;
 * });
 * System.out.println(simulation.elapsed()); // PT24H
 * }</pre>
 */
public final class Simulation {

    private final Random chance; // null if what is ready goes on in its order
    private final Set<Coroutine<?>> coroutines = new LinkedHashSet<>(); // that run here; guarded by itself
    private volatile long now;

    private Simulation(Random chance) {
        this.chance = chance;
    }

    /**
     * Lets what is ready go on in the order in which it became ready, as every loop does.
     *
     * @return a simulation at time 0
     */
    public static Simulation inOrder() {
        return new Simulation(null);
    }

    /**
     * Lets chance decide what goes on, of all that is ready.
     *
     * @param seed the same one leads to the same order
     * @return a simulation at time 0
     */
    public static Simulation shuffled(long seed) {
        return new Simulation(new Random(seed));
    }

    /**
     * Runs {@code body} on the current thread until it has ended.
     *
     * @param body what to do
     * @param <T> the type of its value
     * @return its value; what it throws is thrown, checked exceptions included
     * @throws DeadlockException if all wait and nothing can wake them
     * @throws IllegalStateException on a thread that runs coroutines already
     */
    public <T> T run(SuspendableCallable<T> body) {
        Objects.requireNonNull(body, "body");
        EventLoop loop = Coroutines.loopForBlocking("a simulation", this);
        return Coroutines.runToEnd(loop, Coroutine.start(loop, "main", body)).value();
    }

    /**
     * How much time has passed.
     *
     * @return since the beginning, on the simulation's clock
     */
    public Duration elapsed() {
        return Duration.ofNanos(now);
    }

    // ---- what the loop asks ----

    long now() {
        return now;
    }

    void advanceBy(long nanos) {
        now += Math.max(0, nanos);
    }

    /** Takes the next of those that are ready. */
    Runnable next(ArrayDeque<Runnable> ready) {
        if (chance == null || ready.size() == 1) {
            return ready.poll();
        }
        Iterator<Runnable> at = ready.iterator();
        Runnable chosen = at.next();
        for (int skip = chance.nextInt(ready.size()); skip > 0; skip--) {
            chosen = at.next();
        }
        at.remove();
        return chosen;
    }

    void begins(Coroutine<?> coroutine) {
        synchronized (coroutines) {
            coroutines.add(coroutine);
        }
    }

    void ended(Coroutine<?> coroutine) {
        synchronized (coroutines) {
            coroutines.remove(coroutine);
        }
    }

    List<Coroutine<?>> coroutines() {
        synchronized (coroutines) {
            return new ArrayList<>(coroutines);
        }
    }
}
