import dev.bobbin.Continuation;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.SuppressSuspensionWarnings;

class Suppressed {

    @Suspendable
    @SuppressSuspensionWarnings("blocking-call")
    void here() throws InterruptedException {
        Thread.sleep(10);
        Coroutines.spawn(() -> {
            Thread.sleep(10);
        });
        new Object() {
            @Suspendable
            void inside() throws InterruptedException {
                Thread.sleep(10);
            }
        }.inside();
    }

    @Suspendable
    @SuppressSuspensionWarnings("lambda-cannot-suspend")
    void butNotThis() throws InterruptedException {
        Thread.sleep(10); // warned: blocking-call
        Runnable run = () -> Continuation.yield();
        run.run();
    }

    @Suspendable
    void outer() {
        between();
    }

    @SuppressSuspensionWarnings({"blocking-call", "caller-not-suspendable"})
    void between() {
        Continuation.yield();
    }

    @Suspendable
    @SuppressSuspensionWarnings("holds-a-monitor") // what is refused stays refused
    synchronized void locked() {
        Continuation.yield(); // refused: holds-a-monitor
    }

    @SuppressSuspensionWarnings("blocking-call")
    static class Nested {
        @Suspendable
        void here() throws InterruptedException {
            Thread.sleep(10);
        }

        class Inner {
            @Suspendable
            void here() throws InterruptedException {
                Thread.sleep(10);
            }
        }
    }

    @Suspendable
    void last() throws InterruptedException {
        Thread.sleep(10); // warned: blocking-call
    }
}
