package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Continuation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class SumTest {

    @Test
    void goesOnWhereItYielded() {
        Sum sum = new Sum();
        List<Integer> totals = new ArrayList<>();

        Continuation continuation = new Continuation(() -> {
            sum.upTo(3);
            Continuation.yield();
            sum.total = 100;
        });
        while (!continuation.isDone()) {
            continuation.run();
            totals.add(sum.total);
        }

        assertEquals(Arrays.asList(0, 1, 3, 6, 100), totals);
    }
}
