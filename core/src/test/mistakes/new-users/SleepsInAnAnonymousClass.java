import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInAnAnonymousClass {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        Runnable task = new Runnable() {
            @Override
            public void run() {
                nap(1); // here
            }
        };
        task.run();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
