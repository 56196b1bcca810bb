import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.concurrent.Executor;

public class RunsInADirectExecutor {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        Executor direct = task -> task.run();
        direct.execute(() -> nap(1)); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
