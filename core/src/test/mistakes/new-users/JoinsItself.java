import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class JoinsItself {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            Coroutines.current().join(); // here
        });
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
