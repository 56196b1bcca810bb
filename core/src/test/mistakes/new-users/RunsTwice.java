import dev.bobbin.Continuation;

public class RunsTwice {
    public static void main(String[] args) {
        Continuation continuation = new Continuation(() -> System.out.println("once"));
        continuation.run();
        continuation.run(); // here
    }
}
