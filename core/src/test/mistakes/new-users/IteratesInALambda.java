import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.Iterator;

public class IteratesInALambda {
    public static void main(String[] args) {
        Iterator<Integer> rows = new Rows();
        Coroutines.runBlocking(() -> {
            System.out.println(rows.next()); // here
        });
    }

    static class Rows implements Iterator<Integer> {
        @Override
        public boolean hasNext() {
            return true;
        }

        @Override
        @Suspendable
        public Integer next() {
            Coroutines.sleep(1);
            return 1;
        }
    }

    @Suspendable
    static void nap() {
        Coroutines.sleep(1);
    }
}
