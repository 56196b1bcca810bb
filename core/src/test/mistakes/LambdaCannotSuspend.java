import dev.bobbin.Continuation;
import dev.bobbin.Suspendable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
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
    void refer(List<String> lines) {
        lines.forEach(LambdaCannotSuspend::rank); // warned: lambda-cannot-suspend
        lines.forEach(LambdaCannotSuspend::note);
    }

    @Suspendable
    Runnable nest() {
        Runnable outer = () -> {
            IntSupplier inner = () -> rank("y"); // warned: lambda-cannot-suspend
            inner.getAsInt();
        };
        return outer;
    }

    @Suspendable
    void elsewhere(Executor executor) {
        executor.execute(() -> rank("z")); // another thread, which may wait
        CompletableFuture.supplyAsync(() -> rank("z"), executor);
        new Thread(() -> rank("z")).start();
        dev.bobbin.Coroutines.blocking(() -> rank("z"));
    }

    static void noCoroutineComesHere(List<String> lines) {
        lines.forEach(line -> rank(line));
    }

    @Suspendable
    static int rank(String line) {
        Continuation.yield();
        return line.length();
    }

    static void note(String line) {}
}
