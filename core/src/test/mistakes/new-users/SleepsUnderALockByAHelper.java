import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsUnderALockByAHelper {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static void locked(Object lock, Runnable body) {
        synchronized (lock) {
            body.run();
        }
    }

    @Suspendable
    static void work() {
        locked("lock", () -> nap(1)); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
