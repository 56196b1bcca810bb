import dev.bobbin.Coroutines;

public class SleepsInAConstructor {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> new SleepsInAConstructor());
    }

    SleepsInAConstructor() {
        Coroutines.sleep(1); // here
    }
}
