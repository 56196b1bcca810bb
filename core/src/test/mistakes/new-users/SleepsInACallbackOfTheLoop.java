import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

public class SleepsInACallbackOfTheLoop {
    public static void main(String[] args) throws Throwable {
        EventLoop loop = EventLoop.start("mine");
        CompletableFuture<Integer> result = new CompletableFuture<>();
        loop.dispatch(() -> {
            try {
                result.complete(nap(1)); // here
            } catch (Throwable thrown) {
                result.completeExceptionally(thrown);
            }
        });
        try {
            result.get();
        } catch (ExecutionException e) {
            throw e.getCause();
        } finally {
            loop.stop();
        }
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
