import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.awt.event.ActionListener;

public class SleepsInASwingListener {
    public static void main(String[] args) {
        Coroutines.runBlocking(() -> work());
    }

    @Suspendable
    static void work() {
        ActionListener listener = event -> nap(event.getID()); // here
        listener.actionPerformed(null);
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
