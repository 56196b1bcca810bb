import dev.bobbin.Coroutines;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import java.util.Iterator;

public class AsksAnEmptyGenerator {
    public static void main(String[] args) {
        Iterator<Integer> numbers = Generator.<Integer>of(y -> y.yield(1)).iterator();
        numbers.next();
        numbers.next(); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
