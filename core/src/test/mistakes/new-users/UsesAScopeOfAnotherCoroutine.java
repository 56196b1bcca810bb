import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineScope;
import dev.bobbin.Coroutines;
import java.util.concurrent.atomic.AtomicReference;

public class UsesAScopeOfAnotherCoroutine {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            AtomicReference<CoroutineScope> scope = new AtomicReference<>();
            Coroutine<?> opens = Coroutines.spawn("opener", () -> {
                scope.set(CoroutineScope.open());
                Coroutines.sleep(100);
            });
            Coroutines.yieldNow();
            try {
                scope.get().close(); // here
            } finally {
                opens.cancel();
            }
        });
    }
}
