import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class OverridesAPlainTemplate {
    abstract static class Template {
        abstract int step();

        int both() {
            return step() + step(); // here
        }
    }

    static class Nap extends Template {
        @Suspendable
        @Override
        int step() {
            return nap(1);
        }
    }

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        new Nap().both();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
