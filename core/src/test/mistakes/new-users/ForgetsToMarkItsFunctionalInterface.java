import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class ForgetsToMarkItsFunctionalInterface {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    interface Task {
        void perform();
    }

    @Suspendable
    static void work() {
        twice(() -> nap(1)); // here
    }

    @Suspendable
    static void twice(Task task) {
        task.perform();
        task.perform();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
