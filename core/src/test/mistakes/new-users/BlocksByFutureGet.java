import dev.bobbin.Coroutines;
import java.util.concurrent.CompletableFuture;

public class BlocksByFutureGet {
    public static void main(String[] args) {
        CompletableFuture<String> answer = CompletableFuture.completedFuture("42");
        Coroutines.runBlocking(() -> {
            System.out.println(answer.get()); // here
        });
    }
}
