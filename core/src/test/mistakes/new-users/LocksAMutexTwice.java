import dev.bobbin.Coroutines;
import dev.bobbin.sync.Mutex;

public class LocksAMutexTwice {
    public static void main(String[] args) {
        Mutex mutex = new Mutex();
        Coroutines.runBlocking(() -> {
            mutex.lock();
            mutex.lock(); // here
            mutex.unlock();
        });
    }
}
