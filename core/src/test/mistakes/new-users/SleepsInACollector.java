import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.stream.Collector;
import java.util.stream.Stream;

public class SleepsInACollector {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        Stream.of(1, 2)
                .collect(Collector.of(
                        () -> new int[1],
                        (sum, n) -> sum[0] += nap(n), // here
                        (one, other) -> one));
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
