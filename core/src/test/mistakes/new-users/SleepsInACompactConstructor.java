import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInACompactConstructor {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    record Order(int number) {
        Order {
            nap(number); // here
        }
    }

    @Suspendable
    static void work() {
        new Order(1);
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
