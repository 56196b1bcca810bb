package example;

import dev.bobbin.Suspendable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

/** What programs do that wait. */
public class Steps {

    @Suspendable
    public static String slept(int n) throws InterruptedException {
        Thread.sleep(200);
        TimeUnit.MILLISECONDS.sleep(100);
        return "slept " + n;
    }

    @Suspendable
    public static String asked(Driver driver, int n) throws InterruptedException {
        return driver.ask("asked " + n);
    }

    @Suspendable
    public static String got(FutureTask<String> future) throws Exception {
        return future.get();
    }

    @Suspendable
    public static synchronized void sleptInAMonitor() throws InterruptedException {
        Thread.sleep(1);
    }
}
