package example.application;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Continuation;
import dev.bobbin.SuspendableRunnable;
import example.library.Scale;
import example.library.Source;
import org.junit.jupiter.api.Test;

class LibraryTest {

    private int result;

    @Test
    void calls() {
        assertEquals(1, suspensions(() -> result = Scale.after(7)));
        assertEquals(7, result);
    }

    @Test
    void implementsAsAClass() {
        assertEquals(3, suspensions(() -> result = new Countdown(30).sumOf(3)));
        assertEquals(30 + 29 + 28, result);
    }

    @Test
    void implementsAsALambda() {
        Source sevens = () -> Scale.after(7);
        assertEquals(2, suspensions(() -> result = sevens.sumOf(2)));
        assertEquals(14, result);
    }

    @Test
    void overrides() {
        assertEquals(6, suspensions(() -> result = new DoubleScale().weighAll(new Countdown(20), 2)));
        assertEquals(2 * (20 + 19), result);
    }

    private static int suspensions(SuspendableRunnable body) {
        Continuation continuation = new Continuation(body);
        int count = -1;
        while (!continuation.isDone()) {
            continuation.run();
            count++;
        }
        return count;
    }
}
