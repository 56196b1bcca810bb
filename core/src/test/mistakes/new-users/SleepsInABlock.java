import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInABlock {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> new SleepsInABlock().work());
    }

    @Suspendable
    void work() {
        synchronized (this) {
            Coroutines.sleep(1); // here
        }
    }
}
