import dev.bobbin.Greenlet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

public class SwitchesToAGreenletOfAnotherThread {
    public static void main(String[] args) throws Throwable {
        Greenlet root = Greenlet.current();
        Greenlet worker = Greenlet.of((Integer n) -> root.switchTo(n));
        worker.switchTo(1);
        try {
            CompletableFuture.runAsync(
                            () -> {
                                worker.switchTo(2); // here
                            },
                            task -> new Thread(task, "other").start())
                    .join();
        } catch (CompletionException e) {
            throw e.getCause();
        }
    }
}
