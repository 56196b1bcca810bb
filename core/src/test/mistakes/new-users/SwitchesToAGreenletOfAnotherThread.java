import dev.bobbin.Coroutines;
import dev.bobbin.Greenlet;
import dev.bobbin.Suspendable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

public class SwitchesToAGreenletOfAnotherThread {
    public static void main(String[] args) throws Throwable {
        Greenlet greenlet = Greenlet.of(value -> Greenlet.current().parent().switchTo(1));
        greenlet.switchTo(0);
        CompletableFuture<Object> result = CompletableFuture.supplyAsync(() -> {
            return greenlet.switchTo(2); // here
        });
        try {
            result.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
