import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.HashMap;
import java.util.Map;

public class SleepsInHashCode {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    record Key(int number) {
        @Suspendable
        @Override
        public int hashCode() {
            return nap(number);
        }
    }

    @Suspendable
    static void work() {
        Map<Key, String> map = new HashMap<>();
        map.put(new Key(1), "one"); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
