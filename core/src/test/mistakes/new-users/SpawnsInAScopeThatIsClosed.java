import dev.bobbin.CoroutineScope;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SpawnsInAScopeThatIsClosed {
    static CoroutineScope kept;

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            try (CoroutineScope scope = CoroutineScope.open()) {
                kept = scope;
            }
            kept.spawn(() -> nap(1)); // here
        });
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
