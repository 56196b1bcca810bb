import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.List;

public class SleepsInEquals {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static class Key {
        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        @Suspendable
        public boolean equals(Object other) {
            return nap(1) == 1;
        }
    }

    @Suspendable
    static void work() {
        List<Key> keys = new ArrayList<>(List.of(new Key()));
        keys.contains(new Key()); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
