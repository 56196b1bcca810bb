package dev.bobbin;

import java.util.Iterator;

/**
 * An iterator that may suspend to find its next element. In suspendable code, a {@code for} loop over something whose
 * {@code iterator()} is declared to return one suspends, too.
 *
 * <pre>{@code
 * SuspendableIterator<Integer> numbers = generator.iterator();
 * while (numbers.hasNext()) {
 *     System.out.println(numbers.next());
 * }
 * }</pre>
 *
 * @param <T> the type of the elements
 */
public interface SuspendableIterator<T> extends Iterator<T> {

    @Override
    @Suspendable
    boolean hasNext();

    @Override
    @Suspendable
    T next();
}
