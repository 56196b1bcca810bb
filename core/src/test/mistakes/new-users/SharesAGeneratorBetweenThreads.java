import dev.bobbin.Generator;
import dev.bobbin.SuspendableIterator;
import java.util.concurrent.CountDownLatch;

public class SharesAGeneratorBetweenThreads {
    public static void main(String[] args) throws InterruptedException {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        SuspendableIterator<Integer> numbers = Generator.<Integer>of(y -> {
                    running.countDown();
                    while (asked.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                    y.yield(1);
                })
                .iterator();
        Thread other = new Thread(() -> numbers.next());
        other.start();
        running.await();
        try {
            numbers.next(); // here
        } finally {
            asked.countDown();
            other.join();
        }
    }
}
