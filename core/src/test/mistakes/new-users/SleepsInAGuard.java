import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInAGuard {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> System.out.println(name(2)));
    }

    static String name(int n) {
        return switch (n) {
            case 1 -> "one";
            default -> isLarge(n) ? "many" : "some"; // here
        };
    }

    @Suspendable
    static boolean isLarge(int n) {
        Coroutines.sleep(1);
        return n > 1;
    }
}
