import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

public class BlocksByALock {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work(new ReentrantLock()));
    }

    @Suspendable
    static void work(Lock lock) {
        lock.lock(); // here
        try {
            Coroutines.sleep(1);
        } finally {
            lock.unlock();
        }
    }
}
