import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class WrapsItsTaskInARunnable {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    interface Task {
        void perform();
    }

    static Runnable logged(Task task) {
        return () -> {
            task.perform(); // here
            System.out.println("done");
        };
    }

    @Suspendable
    static void work() {
        logged(() -> nap(1)).run();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
