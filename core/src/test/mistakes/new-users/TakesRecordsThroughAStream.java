import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.stream.Stream;

public class TakesRecordsThroughAStream {
    record Order(int id) {
        @Suspendable
        public int id() {
            return nap(id);
        }
    }

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        Stream.of(new Order(3)).map(Order::id).toList(); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
