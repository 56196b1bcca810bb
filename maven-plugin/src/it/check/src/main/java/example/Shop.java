package example;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.SuppressSuspensionWarnings;

public final class Shop {

    @Suspendable
    public void open() throws InterruptedException {
        Thread.sleep(1);
        bell();
        lamps();
    }

    @Suspendable
    @SuppressSuspensionWarnings("blocking-call") // a millisecond, on purpose
    private void bell() throws InterruptedException {
        Thread.sleep(1);
    }

    private void lamps() {
        Database.ask("lamps");
    }

    public static void main(String[] args) {
        Coroutines.runBlocking(() -> new Shop().open());
    }
}
