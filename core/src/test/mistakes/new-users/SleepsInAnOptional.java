import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.Optional;

public class SleepsInAnOptional {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        Optional.of(1).ifPresent(n -> nap(n)); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
