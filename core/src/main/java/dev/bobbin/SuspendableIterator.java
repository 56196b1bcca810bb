package dev.bobbin;

import java.util.Iterator;
import java.util.PrimitiveIterator;

/**
 * An iterator that may suspend to find its next element. In suspendable code, a {@code for} loop over something whose
 * {@code iterator()} is declared to return one suspends, too. Used by one coroutine or thread, unless who makes it says otherwise.
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

    /** An iterator of ints that may suspend to find its next element. */
    interface OfInt extends PrimitiveIterator.OfInt {

        @Override
        @Suspendable
        boolean hasNext();

        @Override
        @Suspendable
        int nextInt();

        @Override
        @Suspendable
        default Integer next() {
            return nextInt();
        }
    }

    /** An iterator of longs that may suspend to find its next element. */
    interface OfLong extends PrimitiveIterator.OfLong {

        @Override
        @Suspendable
        boolean hasNext();

        @Override
        @Suspendable
        long nextLong();

        @Override
        @Suspendable
        default Long next() {
            return nextLong();
        }
    }

    /** An iterator of doubles that may suspend to find its next element. */
    interface OfDouble extends PrimitiveIterator.OfDouble {

        @Override
        @Suspendable
        boolean hasNext();

        @Override
        @Suspendable
        double nextDouble();

        @Override
        @Suspendable
        default Double next() {
            return nextDouble();
        }
    }
}
