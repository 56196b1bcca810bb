import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.util.List;
import java.util.function.IntSupplier;

class LambdaCannotSuspend {

    @Suspendable
    void sort(List<String> lines) {
        lines.sort((a, b) -> rank(a) - b.length()); // warned: lambda-cannot-suspend
        lines.forEach(a -> note(a));
    }

    @Suspendable
    int supply() {
        IntSupplier supplier = () -> rank("x"); // warned: lambda-cannot-suspend
        return supplier.getAsInt();
    }

    @Suspendable
    static int rank(String line) {
        Continuation.yield();
        return line.length();
    }

    static void note(String line) {}
}
