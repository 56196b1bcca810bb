import dev.bobbin.Continuation;

public class YieldsOutside {
    public static void main(String[] args) {
        Continuation.yield(); // here
    }
}
