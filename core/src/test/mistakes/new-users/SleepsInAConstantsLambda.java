import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.function.IntSupplier;

public class SleepsInAConstantsLambda {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static class Settings {
        static final IntSupplier READ = () -> nap(1); // here
        static final int SIZE = READ.getAsInt();
    }

    @Suspendable
    static void work() {
        System.out.println(Settings.SIZE);
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
