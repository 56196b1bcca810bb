package example.countdown;

import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.List;

public final class Countdown {

    private Countdown() {}

    /** Counts down from {@code n}, one number a step of a continuation. */
    public static List<Integer> from(int n) {
        List<Integer> numbers = new ArrayList<>();
        Continuation continuation = new Continuation(() -> count(n, numbers));
        while (!continuation.isDone()) {
            numbers.add(-1);
            continuation.run();
        }
        return numbers;
    }

    @Suspendable
    private static void count(int n, List<Integer> numbers) {
        for (int i = n; i > 0; i--) {
            numbers.add(i);
            Continuation.yield();
        }
    }
}
