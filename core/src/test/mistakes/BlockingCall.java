import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableRunnable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

class BlockingCall {

    private final LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
    private final ReentrantLock lock = new ReentrantLock();

    @Suspendable
    void nap() throws InterruptedException {
        Thread.sleep(10); // warned: blocking-call
        Coroutines.sleep(10);
    }

    @Suspendable
    String next(CompletableFuture<String> future) throws Exception {
        return future.get() // warned: blocking-call
                + future.join() // warned: blocking-call
                + queue.take() // warned: blocking-call
                + queue.poll(1, TimeUnit.SECONDS) // warned: blocking-call
                + queue.poll();
    }

    @Suspendable
    int doesNotBlock(Map<String, Integer> map) {
        return new HashMap<>(map).get("one") + new ArrayList<>(List.of(2)).get(0);
    }

    static class Namesakes {
        @Suspendable
        public int wait(int n) {
            return n;
        }

        int wait(String word) {
            return word.length();
        }
    }

    @Suspendable
    int namesakesDoNotBlock(Namesakes namesakes) {
        return namesakes.wait(1) + namesakes.wait("word");
    }

    @Suspendable
    void locks() throws InterruptedException {
        lock.lock(); // warned: blocking-call
        if (lock.tryLock()) {
            lock.unlock();
        }
    }

    static void inLambdas(CountDownLatch done) {
        Coroutines.spawn(() -> {
            Thread.sleep(10); // warned: blocking-call
        });
        SuspendableRunnable reference = done::await; // warned: blocking-call
        new Thread(() -> {
                    try {
                        Thread.sleep(10);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                })
                .start();
    }

    static void onAPlainThread() throws InterruptedException {
        Thread.sleep(10);
    }
}
