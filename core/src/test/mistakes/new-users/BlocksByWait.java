import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class BlocksByWait {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> new BlocksByWait().work());
    }

    @Suspendable
    void work() throws InterruptedException {
        synchronized (this) {
            wait(1); // here
        }
    }
}
