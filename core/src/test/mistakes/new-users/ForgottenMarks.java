import dev.bobbin.Coroutines;

public class ForgottenMarks {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    static void work() {
        step();
    }

    static void step() {
        Coroutines.sleep(1); // here
    }
}
