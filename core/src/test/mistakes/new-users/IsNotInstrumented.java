import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class IsNotInstrumented {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        nap(1); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
