import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.sync.Mutex;

public class UnlocksTwice {
    public static void main(String[] args) {
        Mutex mutex = new Mutex();
        Coroutines.runBlocking(() -> {
            mutex.lock();
            mutex.unlock();
            mutex.unlock(); // here
        });
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
