import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;

public class Hello {

    public static void main(String[] args) {
        runBlocking(() -> {
            Coroutine<?> tick = spawn(() -> say("tick"));
            Coroutine<?> tock = spawn(() -> say("tock"));
            joinAll(tick, tock);
        });
    }

    @Suspendable
    static void say(String word) {
        for (int i = 1; i <= 3; i++) {
            System.out.println(word + " " + i);
            sleep(100); // the coroutine waits, its thread does not
        }
    }
}
