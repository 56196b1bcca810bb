import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInASynchronizedMethod {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> new SleepsInASynchronizedMethod().work());
    }

    @Suspendable
    synchronized void work() {
        Coroutines.sleep(1); // here
    }
}
