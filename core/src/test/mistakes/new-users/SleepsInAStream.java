import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.stream.IntStream;

public class SleepsInAStream {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> sum());
    }

    @Suspendable
    static int sum() {
        return IntStream.range(0, 3).map(SleepsInAStream::nap).sum(); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
