import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class WaitsANegativeTime {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            Coroutines.sleep(-1); // here
        });
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
