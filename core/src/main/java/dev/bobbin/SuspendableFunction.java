package dev.bobbin;

/**
 * Code that may suspend, takes a value and returns one.
 *
 * <pre>{@code
 * SuspendableFunction<String, Integer> length = text -> {
 *     sleep(100);
 *     return text.length();
 * };
 * }</pre>
 *
 * @param <A> the type of what it takes
 * @param <B> the type of what it returns
 */
@FunctionalInterface
public interface SuspendableFunction<A, B> {

    /**
     * Computes a value from another.
     *
     * @param a what it takes
     * @return the value
     * @throws Exception whatever the code throws; it reaches whoever waits for the value
     */
    @Suspendable
    B apply(A a) throws Exception;
}
