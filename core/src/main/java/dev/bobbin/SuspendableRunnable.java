package dev.bobbin;

/**
 * Code that may suspend, takes nothing and returns nothing.
 *
 * <pre>{@code
 * SuspendableRunnable body = () -> {
 *     sleep(100);
 *     System.out.println("done");
 * };
 * }</pre>
 */
@FunctionalInterface
public interface SuspendableRunnable {

    /**
     * Runs.
     *
     * @throws Exception whatever the code throws; it reaches whoever waits for the code
     */
    @Suspendable
    void run() throws Exception;
}
