import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.HashMap;
import java.util.Map;

public class SleepsInAMap {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> fill(new HashMap<>()));
    }

    @Suspendable
    static void fill(Map<Integer, Integer> map) {
        map.computeIfAbsent(1, n -> nap(n)); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
