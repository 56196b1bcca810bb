package dev.bobbin.sync;

import dev.bobbin.Generator;
import dev.bobbin.Outcome;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import java.util.stream.Stream;

/**
 * The values that a {@link Pool} computes of some items, pulled one by one. Made by {@link Pool#imap} and
 * {@link Pool#imapUnordered}; nothing runs before the first is asked for.
 *
 * <p>What an item failed with is thrown when its turn comes, by {@code next()}; the one after it can be asked for all the same. A
 * {@code for} loop that is to go on after failures loops over the {@link #outcomes}. A loop that is left early leaves computations
 * running, as many as were ahead: {@link #close} cancels them.
 *
 * <p>Waiting suspends a coroutine and blocks a plain thread. Not thread-safe.
 *
 * <pre>{@code
 * for (Outcome<String> page : pool.imap(urls, url -> fetch(url)).outcomes()) {
 *     if (page.isSuccess()) {
 *         show(page.value());
 *     }
 * }
 * }</pre>
 *
 * @param <T> the type of the values
 */
public final class PoolValues<T> implements Iterable<T>, AutoCloseable {

    private final Generator<Outcome<T>> outcomes;

    PoolValues(Generator<Outcome<T>> outcomes) {
        this.outcomes = outcomes;
    }

    /**
     * Starts over: the items are computed anew.
     *
     * @return an iterator whose {@code next()} throws what an item failed with, checked exceptions included, and then goes on
     */
    @Override
    public SuspendableIterator<T> iterator() {
        return new Values<>(outcomes.iterator());
    }

    /**
     * How each item ended, in place of its value. Closing it is the same as closing this.
     *
     * @return a generator that throws no item's failure
     */
    public Generator<Outcome<T>> outcomes() {
        return outcomes;
    }

    /**
     * The values as a stream, computed anew. It ends with the first failure. Closing it cancels what runs for it.
     *
     * @return a sequential, ordered stream of unknown size, which blocks where it must wait
     */
    public Stream<T> stream() {
        return outcomes.stream().map(Outcome::value);
    }

    /** Cancels what runs for iterations that have not come to their end. */
    @Override
    @Suspendable
    public void close() {
        outcomes.close();
    }

    /** Outcomes as values or failures. */
    private static final class Values<T> implements SuspendableIterator<T> {
        private final SuspendableIterator<Outcome<T>> outcomes;

        Values(SuspendableIterator<Outcome<T>> outcomes) {
            this.outcomes = outcomes;
        }

        @Override
        @Suspendable
        public boolean hasNext() {
            return outcomes.hasNext();
        }

        @Override
        @Suspendable
        public T next() {
            return outcomes.next().value();
        }
    }
}
