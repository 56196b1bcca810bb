import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.function.Supplier;

public class SleepsInASupplierOfACache {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static Integer cached;

    static int cached(Supplier<Integer> supplier) {
        if (cached == null) {
            cached = supplier.get();
        }
        return cached;
    }

    @Suspendable
    static void work() {
        cached(() -> nap(1)); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
