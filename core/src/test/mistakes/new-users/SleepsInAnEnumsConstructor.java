import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SleepsInAnEnumsConstructor {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    enum Size {
        SMALL(1);

        final int centimetres;

        Size(int n) {
            centimetres = nap(n); // here
        }
    }

    @Suspendable
    static void work() {
        System.out.println(Size.SMALL.centimetres);
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
