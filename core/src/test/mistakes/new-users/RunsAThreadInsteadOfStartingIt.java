import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class RunsAThreadInsteadOfStartingIt {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static class Worker extends Thread {
        @Override
        public void run() {
            nap(1); // here
        }
    }

    @Suspendable
    static void work() {
        new Worker().run();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
