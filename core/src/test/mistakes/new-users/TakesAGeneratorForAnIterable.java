import dev.bobbin.Coroutines;
import dev.bobbin.Generator;

public class TakesAGeneratorForAnIterable {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            Iterable<Integer> numbers = Generator.of(y -> {
                Coroutines.sleep(1);
                y.yield(1);
            });
            for (int n : numbers) { // here
                System.out.println(n);
            }
        });
    }
}
