import dev.bobbin.Coroutines;

public class ForgottenMark {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static void work() {
        Coroutines.sleep(1); // here
    }
}
