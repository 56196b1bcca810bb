import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class JoinsWhoJoinsIt {
    static Coroutine<?> first;
    static Coroutine<?> second;

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            first = Coroutines.spawn("first", () -> second.join());
            second = Coroutines.spawn("second", () -> first.join()); // here
            first.join();
        });
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
