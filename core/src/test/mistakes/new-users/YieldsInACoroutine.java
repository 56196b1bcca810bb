import dev.bobbin.Continuation;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class YieldsInACoroutine {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        Continuation.yield(); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
