import dev.bobbin.Continuation;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.SuspendableRunnable;
import java.util.Iterator;

class DeclarationNotSuspendable {

    interface Store {
        int load(String name);

        int size();

        @Suspendable
        int next();
    }

    static class Disk implements Store {
        @Suspendable
        @Override
        public int load(String name) {
            Continuation.yield();
            return name.length();
        }

        @Suspendable
        @Override
        public int size() {
            return 1; // marked, but comes to no suspension
        }

        @Override
        public int next() {
            Continuation.yield();
            return 1;
        }
    }

    interface Parser<T> {
        T parse(String text);
    }

    static class Numbers implements Parser<Integer> {
        @Override
        @Suspendable
        public Integer parse(String text) {
            Continuation.yield();
            return text.length();
        }
    }

    abstract static class Task {
        abstract void perform();

        void performTwice() {
            perform(); // this class names nothing that suspends, so nobody looks here
            perform();
        }

        void close() {}
    }

    static class Nap extends Task {
        @Suspendable
        @Override
        void perform() {
            Coroutines.sleep(1);
        }

        @Suspendable
        @Override
        void close() {
            super.close(); // this one is known not to suspend
            Coroutines.sleep(1);
        }
    }

    static class Rows implements Iterator<Integer> {
        @Override
        public boolean hasNext() {
            return true;
        }

        @Suspendable
        @Override
        public Integer next() {
            Continuation.yield();
            return 1;
        }
    }

    @Suspendable
    int throughTheInterface(Store store) {
        return store.next()
                + store.size()
                + store.load("a"); // warned: declaration-not-suspendable
    }

    @Suspendable
    int throughTheClass(Disk disk) {
        return disk.load("a");
    }

    @Suspendable
    <T> T throughABridge(Parser<T> parser, String text) {
        return parser.parse(text); // warned: declaration-not-suspendable
    }

    @Suspendable
    void throughAMethodInBetween(Task task) {
        performTwice(task);
        task.performTwice();
    }

    static void performTwice(Task task) {
        task.perform(); // warned: declaration-not-suspendable
        task.perform(); // the same again
    }

    void inALambda(Task task) {
        SuspendableRunnable lambda = () -> task.perform(); // warned: declaration-not-suspendable
        SuspendableRunnable reference = task::perform; // warned: declaration-not-suspendable
    }

    @Suspendable
    @SuppressSuspensionWarnings("declaration-not-suspendable")
    void neverNaps(Task task) {
        task.perform();
    }

    @Suspendable
    int throughALibrary(Iterator<Integer> rows) {
        return rows.next();
    }

    public static void main(String[] args) {
        new Nap().performTwice(); // on a thread that may wait
        Task task = new Nap();
        task.perform();
    }
}
