import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInAnInitializer {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> System.out.println(START));
    }

    static final int START = nap(1); // here

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
