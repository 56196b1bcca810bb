package example.countdown;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Continuation;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CountdownTest {

    @Test
    void suspendsInANamedModule() {
        assertEquals("example.countdown", Countdown.class.getModule().getName());
        assertEquals("dev.bobbin.core", Continuation.class.getModule().getName());
        assertEquals(Arrays.asList(-1, 2, -1, 1, -1), Countdown.from(2));
    }
}
