import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.Iterator;

public class IteratesOverItsOwnRows {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static class Rows implements Iterable<Integer>, Iterator<Integer> {
        private int row;

        @Override
        public Iterator<Integer> iterator() {
            return this;
        }

        @Override
        public boolean hasNext() {
            return row < 3;
        }

        @Suspendable
        @Override
        public Integer next() {
            return nap(row++);
        }
    }

    @Suspendable
    static void work() {
        for (int row : new Rows()) { // here
            System.out.println(row);
        }
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
