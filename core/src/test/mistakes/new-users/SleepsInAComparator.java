import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.List;

public class SleepsInAComparator {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> sort(new ArrayList<>(List.of(2, 1))));
    }

    @Suspendable
    static void sort(List<Integer> numbers) {
        numbers.sort((a, b) -> nap(a) - nap(b)); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
