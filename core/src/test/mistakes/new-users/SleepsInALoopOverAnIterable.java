import dev.bobbin.Coroutines;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;

public class SleepsInALoopOverAnIterable {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        Iterable<Integer> numbers = Generator.of(y -> {
            Coroutines.sleep(1);
            y.yield(1);
        });
        for (int n : numbers) { // here
            System.out.println(n);
        }
    }
}
