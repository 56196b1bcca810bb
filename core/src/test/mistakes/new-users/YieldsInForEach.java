import dev.bobbin.Generator;
import java.util.List;

public class YieldsInForEach {
    public static void main(String[] args) {
        for (int n : Generator.<Integer>of(y -> {
            Iterable<Integer> numbers = List.of(1, 2);
            numbers.forEach(y::yield); // here
        })) {
            System.out.println(n);
        }
    }
}
