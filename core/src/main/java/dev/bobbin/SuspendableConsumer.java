package dev.bobbin;

/**
 * Code that may suspend, takes a value and returns nothing.
 *
 * <pre>{@code
 * SuspendableConsumer<String> slowPrinter = text -> {
 *     sleep(100);
 *     System.out.println(text);
 * };
 * }</pre>
 *
 * @param <A> the type of what it takes
 */
@FunctionalInterface
public interface SuspendableConsumer<A> {

    /**
     * Takes a value.
     *
     * @param a the value
     * @throws Exception whatever the code throws; it reaches whoever waits for the code
     */
    @Suspendable
    void accept(A a) throws Exception;
}
