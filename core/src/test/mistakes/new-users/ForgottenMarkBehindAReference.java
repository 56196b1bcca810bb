import dev.bobbin.Coroutines;
import dev.bobbin.SuspendableRunnable;

public class ForgottenMarkBehindAReference {
    public static void main(String[] args) {
        SuspendableRunnable body = ForgottenMarkBehindAReference::work;
        Coroutines.runBlocking(body);
    }

    static void work() {
        Coroutines.sleep(1); // here
    }
}
