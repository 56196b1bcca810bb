import dev.bobbin.CoroutineScope;
import dev.bobbin.Coroutines;

public class LeavesAScopeOpen {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> { // here
            CoroutineScope scope = CoroutineScope.open();
            scope.spawn(() -> Coroutines.sleep(1));
        });
    }
}
