package example;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;

public class Steps {

    private int count;

    @Suspendable
    public int next() {
        Coroutines.sleep(1);
        return ++count;
    }
}
