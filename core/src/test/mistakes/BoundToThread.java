import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.SuppressSuspensionWarnings;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

class BoundToThread {

    static final ThreadLocal<String> USER = new ThreadLocal<>();
    static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

    @Suspendable
    void setsAndSuspends() {
        USER.set("ann"); // warned: bound-to-thread
        try {
            Coroutines.sleep(1);
        } finally {
            USER.remove();
        }
    }

    void inALambda() {
        SuspendableRunnable lambda = () -> {
            INHERITED.set("ann"); // warned: bound-to-thread
            Coroutines.sleep(1);
        };
    }

    @Suspendable
    boolean triesALockAndSuspends(Lock lock) {
        if (!lock.tryLock()) { // warned: bound-to-thread
            return false;
        }
        try {
            Coroutines.sleep(1);
        } finally {
            lock.unlock();
        }
        return true;
    }

    @Suspendable
    void unlocksBefore(ReentrantLock lock) {
        if (lock.tryLock()) {
            lock.unlock();
        }
        Coroutines.sleep(1);
    }

    @Suspendable
    void setsItBackBefore() {
        String before = USER.get();
        USER.set("ann");
        try {
            greet();
        } finally {
            USER.set(before);
        }
        Coroutines.sleep(1);
    }

    @Suspendable
    void removesItBefore() {
        USER.set("ann");
        greet();
        USER.remove();
        Coroutines.sleep(1);
    }

    @Suspendable
    void setsItLast() {
        Coroutines.sleep(1);
        USER.set("ann");
        SuspendableRunnable later = () -> Coroutines.sleep(1);
    }

    void onAnyThread() {
        USER.set("ann");
        Coroutines.sleep(1);
    }

    @Suspendable
    @SuppressSuspensionWarnings("bound-to-thread")
    void knowsWhatItDoes() {
        USER.set("ann");
        Coroutines.sleep(1);
    }

    static void greet() {
        System.out.println(USER.get());
    }
}
