import dev.bobbin.Coroutines;

public class BlocksInACoroutine {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            Coroutines.runBlocking(() -> Coroutines.sleep(1)); // here
        });
    }
}
