import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInAFieldsInitializer {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static class Order {
        final int number = nap(1); // here
    }

    @Suspendable
    static void work() {
        new Order();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
