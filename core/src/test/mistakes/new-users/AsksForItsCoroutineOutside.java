import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class AsksForItsCoroutineOutside {
    public static void main(String[] args) {
        Coroutines.current(); // here
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
