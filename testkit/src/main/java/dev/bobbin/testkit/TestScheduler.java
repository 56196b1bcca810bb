package dev.bobbin.testkit;

import dev.bobbin.DeadlockException;
import dev.bobbin.Simulation;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.SuspendableRunnable;
import java.time.Duration;
import java.util.Objects;

/**
 * Runs tests of coroutines on the current thread, without waiting: sleeps and time limits take virtual time only, and end in
 * their right order. When all coroutines wait for one another, a test does not hang but fails with a
 * {@link DeadlockException}.
 *
 * <p>{@link #explore} runs a test under many orders of what is ready and says which of them made it fail; {@link #replay} runs
 * that one again, as often as it takes to understand it.
 *
 * <pre>{@code
 * TestScheduler.run(() -> {
 *     Coroutine<String> slow = spawn(() -> {
 *         sleep(Duration.ofHours(1));
 *         return "done";
 *     });
 *     assertEquals("done", slow.get());
 * });
 *
 * TestScheduler.explore(1000, () -> transferBothWays());
 * }</pre>
 */
public final class TestScheduler {

    private TestScheduler() {}

    /**
     * Runs {@code body}, what is ready going on in the order in which it became ready.
     *
     * @param body the test; what it throws is thrown, checked exceptions included
     * @return how much virtual time has passed
     */
    public static Duration run(SuspendableRunnable body) {
        Simulation simulation = Simulation.inOrder();
        simulation.run(asCallable(body));
        return simulation.elapsed();
    }

    /**
     * As {@link #run}, for a body that returns a value.
     *
     * @param body the test
     * @param <T> the type of the value
     * @return its value; what it throws is thrown, checked exceptions included
     */
    public static <T> T call(SuspendableCallable<T> body) {
        return Simulation.inOrder().run(body);
    }

    /**
     * Runs {@code body} under many schedules: each time chance decides anew which of those that are ready goes on.
     *
     * @param schedules how many, 1 or more; their seeds are 0 and up
     * @param body the test; it is run from its beginning each time, so it must make anew what it changes
     * @throws AssertionError if it throws under one of them; the message says which, the cause is what it threw
     */
    public static void explore(int schedules, SuspendableRunnable body) {
        if (schedules < 1) {
            throw new IllegalArgumentException(
                    "A test was to run under " + schedules + " schedules: it must be 1 or more");
        }
        for (long seed = 0; seed < schedules; seed++) {
            try {
                replay(seed, body);
            } catch (Throwable thrown) {
                throw new AssertionError(
                        "Schedule " + seed + " of " + schedules + " fails: " + thrown + ". To run it alone: replay("
                                + seed + ", ...), or @CoroutineTest(seed = " + seed + ").",
                        thrown);
            }
        }
    }

    /**
     * Runs {@code body} under one schedule.
     *
     * @param seed which, as {@link #explore} has said
     * @param body the test; what it throws is thrown, checked exceptions included
     */
    public static void replay(long seed, SuspendableRunnable body) {
        Simulation.shuffled(seed).run(asCallable(body));
    }

    private static SuspendableCallable<Void> asCallable(SuspendableRunnable body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }
}
