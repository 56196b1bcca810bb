import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.concurrent.locks.ReentrantLock;

public class TriesALock {
    static final ReentrantLock LOCK = new ReentrantLock();

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        if (LOCK.tryLock()) { // here
            try {
                Coroutines.sleep(1);
            } finally {
                LOCK.unlock();
            }
        }
    }
}
