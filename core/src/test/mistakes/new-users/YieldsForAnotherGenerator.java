import dev.bobbin.Generator;
import java.util.Iterator;

public class YieldsForAnotherGenerator {
    public static void main(String[] args) {
        Iterator<Integer> numbers = Generator.<Integer>of(outer -> {
                    Generator<Integer> inner = Generator.of(y -> outer.yield(1)); // here
                    inner.iterator().next();
                })
                .iterator();
        numbers.next();
    }
}
