import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class ForgetsToMarkItsVisitor {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    interface Visitor<R> {
        R visit(String node);
    }

    @Suspendable
    static <R> R accept(Visitor<R> visitor) {
        return visitor.visit("node"); // here
    }

    @Suspendable
    static void work() {
        accept(new Visitor<Integer>() {
            @Suspendable
            @Override
            public Integer visit(String node) {
                return nap(1);
            }
        });
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
