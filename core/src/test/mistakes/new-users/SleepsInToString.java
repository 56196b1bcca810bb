import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInToString {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    record Item(int weight) {
        @Suspendable
        @Override
        public String toString() {
            return "weighs " + nap(weight);
        }
    }

    @Suspendable
    static void work() {
        System.out.println("It " + new Item(1)); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
