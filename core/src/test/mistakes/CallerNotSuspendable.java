import dev.bobbin.Continuation;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableRunnable;

class CallerNotSuspendable {

    interface Page {
        int lines();
    }

    static class Letter implements Page {
        @Override
        public int lines() {
            return count() + count(); // warned: caller-not-suspendable
        }
    }

    @Suspendable
    static int count() {
        Continuation.yield();
        return 1;
    }

    @Suspendable
    int book(Page page) {
        return chapter() + page.lines();
    }

    int chapter() {
        return paragraph(); // this one calls nothing that suspends
    }

    private int paragraph() {
        int before = 1;
        return before + count(); // warned: caller-not-suspendable
    }

    public static void main(String[] args) { // no coroutine calls it: it may wait
        count();
        new CallerNotSuspendable().inALambda();
        Coroutines.runBlocking(() -> work());
        SuspendableRunnable reference = CallerNotSuspendable::otherWork;
        new Thread(() -> onAThreadOfItsOwn()).start();
    }

    static void work() {
        count(); // warned: caller-not-suspendable
    }

    static void otherWork() {
        count(); // warned: caller-not-suspendable
    }

    static void onAThreadOfItsOwn() {
        count();
    }

    @Suspendable
    void inALambda() {
        Runnable later = () -> inside();
        later.run();
        new Thread(() -> onAThreadOfItsOwn()).start();
    }

    void inside() {
        count(); // warned: caller-not-suspendable
    }
}
