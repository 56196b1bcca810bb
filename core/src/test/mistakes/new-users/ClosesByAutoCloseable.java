import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class ClosesByAutoCloseable {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static class Connection implements AutoCloseable {
        @Suspendable
        @Override
        public void close() {
            nap(1);
        }
    }

    @Suspendable
    static void work() throws Exception {
        try (AutoCloseable connection = new Connection()) {
            System.out.println(connection.hashCode());
        } // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
