import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.concurrent.CompletableFuture;

public class SleepsInThenApply {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        CompletableFuture.completedFuture(1).thenApply(n -> nap(n)); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
