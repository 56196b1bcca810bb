package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bobbin.Continuation;
import org.junit.jupiter.api.Test;

class ShopTest {

    private int served;

    @Test
    void opens() {
        assertTrue(Shop.isOpen(9));
        Continuation continuation = new Continuation(() -> served = new Shop().open(3));
        int steps = 0;
        while (!continuation.isDone()) {
            continuation.run();
            steps++;
        }
        assertEquals(7, steps);
        assertEquals(31, served);
    }
}
