import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsByReflection {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() throws Exception {
        SleepsByReflection.class.getDeclaredMethod("nap", int.class).invoke(null, 1); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
