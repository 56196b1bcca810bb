import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.List;

public class SleepsInAParallelStream {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        List.of(1, 2, 3).parallelStream().map(n -> nap(n)).toList(); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
