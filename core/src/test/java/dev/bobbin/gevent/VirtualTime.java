package dev.bobbin.gevent;

import dev.bobbin.Simulation;
import dev.bobbin.SuspendableRunnable;
import java.time.Duration;

/** Runs a test's body as a coroutine whose time is only counted. */
final class VirtualTime {

    private VirtualTime() {}

    /** Runs {@code body}, and returns how long it would have taken. */
    static Duration run(SuspendableRunnable body) {
        Simulation simulation = Simulation.inOrder();
        simulation.run(() -> {
            body.run();
            return null;
        });
        return simulation.elapsed();
    }

    static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
