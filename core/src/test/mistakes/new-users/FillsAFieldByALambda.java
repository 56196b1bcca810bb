import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.function.Supplier;

public class FillsAFieldByALambda {
    private final Supplier<Integer> later = () -> nap(1); // here

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> new FillsAFieldByALambda().work());
    }

    @Suspendable
    int work() {
        return later.get();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
