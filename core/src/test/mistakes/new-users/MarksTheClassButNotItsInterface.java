import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class MarksTheClassButNotItsInterface {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    interface Task<T> {
        T perform();
    }

    static class Nap implements Task<Integer> {
        @Suspendable
        @Override
        public Integer perform() {
            return nap(1);
        }
    }

    @Suspendable
    static void work() {
        Task<Integer> task = new Nap();
        task.perform(); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
