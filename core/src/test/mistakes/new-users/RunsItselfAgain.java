import dev.bobbin.Continuation;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class RunsItselfAgain {
    static Continuation continuation;

    public static void main(String[] args) {
        continuation = new Continuation(() -> {
            continuation.run(); // here
        });
        continuation.run();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
