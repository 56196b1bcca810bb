package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import org.junit.jupiter.api.Test;

class ClockTest {

    private int time;
    private final Clock clock = () -> time;

    @Suspendable
    private int ticks(int n) {
        int before = clock.now();
        for (int i = 0; i < n; i++) {
            Continuation.yield();
        }
        return clock.now() - before;
    }

    @Test
    void timeGoesByWhileATestMethodIsSuspended() {
        int[] passed = {-1};
        Continuation continuation = new Continuation(() -> passed[0] = ticks(2));

        continuation.run();
        time += 30;
        continuation.run();
        time += 12;
        continuation.run();

        assertEquals(42, passed[0]);
    }
}
