package dev.bobbin;

/**
 * Code that may suspend and returns a value.
 *
 * <pre>{@code
 * SuspendableCallable<Integer> answer = () -> {
 *     sleep(100);
 *     return 42;
 * };
 * }</pre>
 *
 * @param <T> the type of the value
 */
@FunctionalInterface
public interface SuspendableCallable<T> {

    /**
     * Computes the value.
     *
     * @return the value
     * @throws Exception whatever the code throws; it reaches whoever waits for the value
     */
    @Suspendable
    T call() throws Exception;
}
