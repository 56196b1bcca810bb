import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class BlocksByThreadSleep {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() throws InterruptedException {
        Thread.sleep(1); // here
    }
}
