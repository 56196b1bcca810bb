import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;

class HoldsAMonitor {

    private final Object lock = new Object();

    @Suspendable
    void inABlock() {
        synchronized (lock) {
            Continuation.yield(); // refused: holds-a-monitor
        }
    }

    @Suspendable
    synchronized void inAMethod() {
        Continuation.yield(); // refused: holds-a-monitor
    }

    @Suspendable
    void inALoopInABlock(int n) {
        synchronized (this) {
            for (int i = 0; i < n; i++) {
                inAMethod(); // refused: holds-a-monitor
            }
        }
    }

    @Suspendable
    void beforeAndAfter() {
        Continuation.yield();
        synchronized (lock) {
            lock.notifyAll();
        }
        Continuation.yield();
    }
}
