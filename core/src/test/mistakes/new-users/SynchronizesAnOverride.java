import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class SynchronizesAnOverride {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    interface Source {
        @Suspendable
        default int next() {
            return nap(1);
        }
    }

    static class Counted implements Source {
        int count;

        @Override
        public synchronized int next() {
            count++;
            return Source.super.next(); // here
        }
    }

    @Suspendable
    static void work() {
        new Counted().next();
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
