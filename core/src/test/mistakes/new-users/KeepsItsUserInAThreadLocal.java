import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class KeepsItsUserInAThreadLocal {
    static final ThreadLocal<String> USER = new ThreadLocal<>();

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> {
            Coroutines.joinAll(Coroutines.spawn(() -> work("ann")), Coroutines.spawn(() -> work("bob")));
        });
    }

    @Suspendable
    static void work(String user) {
        USER.set(user); // here
        nap(1);
        System.out.println(user + " is " + USER.get());
    }

    @Suspendable
    static int nap(int n) {
        Coroutines.sleep(1);
        return n;
    }
}
