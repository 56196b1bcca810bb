package dev.bobbin.stream;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineScope;
import dev.bobbin.Coroutines;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableConsumer;
import dev.bobbin.SuspendableFunction;
import dev.bobbin.SuspendableIterator;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/**
 * A sequence of values that may wait for each: from a generator's body, a channel, a collection. It is cold: nothing happens
 * until a value is asked for, and each use starts over. It is pulled, so nothing runs ahead of its consumer, except where
 * {@link #buffer} or {@link #merge} say so. What is given to its methods may suspend.
 *
 * <p>Waiting suspends a coroutine and blocks a plain thread. What fails anywhere in the sequence fails at the consumer. A use that
 * ends early runs the {@code finally} blocks of all bodies. Immutable, and safe to share; one use belongs to one coroutine or
 * thread.
 *
 * <pre>{@code
 * SuspendableStream.of(Generator.<Integer>of(y -> {
 *             for (int page = 1; ; page++) {
 *                 y.yield(page);
 *             }
 *         }))
 *         .map(page -> fetch(page)) // suspends
 *         .takeWhile(text -> !text.isEmpty())
 *         .buffer(4)
 *         .forEach(text -> store(text));
 * }</pre>
 *
 * @param <T> the type of the values, which are never null
 */
public final class SuspendableStream<T> {

    private final SuspendableConsumer<Generator.Yielder<T>> body;

    private SuspendableStream(SuspendableConsumer<Generator.Yielder<T>> body) {
        this.body = body;
    }

    // ---- where values come from ----

    /**
     * What a body yields.
     *
     * @param body runs once for each use, and may wait between two values
     * @param <T> the type of the values
     * @return the stream
     */
    public static <T> SuspendableStream<T> generate(SuspendableConsumer<Generator.Yielder<T>> body) {
        return new SuspendableStream<>(Objects.requireNonNull(body, "body"));
    }

    /**
     * The values of a collection, of a generator, or of anything that can be iterated.
     *
     * @param values iterated once for each use
     * @param <T> the type of the values
     * @return the stream
     */
    public static <T> SuspendableStream<T> of(Iterable<? extends T> values) {
        Objects.requireNonNull(values, "values");
        return generate(y -> y.yieldAll(values));
    }

    /**
     * Some values.
     *
     * @param values in their order
     * @param <T> the type of the values
     * @return the stream
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // it is read only
    public static <T> SuspendableStream<T> of(T... values) {
        return of(Arrays.asList(Objects.requireNonNull(values, "values").clone()));
    }

    /**
     * The elements of a channel, until it is closed. Uses share the elements.
     *
     * @param channel where they come from
     * @param <T> the type of the values
     * @return the stream
     */
    public static <T> SuspendableStream<T> from(Channel<T> channel) {
        Objects.requireNonNull(channel, "channel");
        return generate(y -> {
            for (T each : channel) {
                y.yield(each);
            }
        });
    }

    /**
     * The elements of a stream of the JDK. It can be used once, as that can.
     *
     * @param stream where they come from; closed at the end
     * @param <T> the type of the values
     * @return the stream
     */
    public static <T> SuspendableStream<T> from(Stream<T> stream) {
        Objects.requireNonNull(stream, "stream");
        return generate(y -> {
            try {
                Iterable<T> all = stream::iterator;
                y.yieldAll(all);
            } finally {
                stream.close();
            }
        });
    }

    /**
     * All values of several streams, as they come: each is pulled by a coroutine of its own, and waits until its value is taken.
     *
     * @param streams any number of them
     * @param <T> the type of the values
     * @return the stream; it fails when one of them does, after what that one has yielded before
     */
    @SafeVarargs
    @SuppressWarnings("varargs") // it is read only
    public static <T> SuspendableStream<T> merge(SuspendableStream<? extends T>... streams) {
        return ahead(Arrays.asList(Objects.requireNonNull(streams, "streams").clone()), 0);
    }

    // ---- what becomes of them ----

    /**
     * What {@code function} makes of each.
     *
     * @param function applied to each value when it is asked for
     * @param <R> the type of what it makes
     * @return the stream
     */
    public <R> SuspendableStream<R> map(SuspendableFunction<? super T, ? extends R> function) {
        Objects.requireNonNull(function, "function");
        return each((value, y) -> y.yield(function.apply(value)));
    }

    /**
     * Those for which {@code condition} holds.
     *
     * @param condition asked for each value
     * @return the stream
     */
    public SuspendableStream<T> filter(SuspendableFunction<? super T, Boolean> condition) {
        Objects.requireNonNull(condition, "condition");
        return each((value, y) -> {
            if (condition.apply(value)) {
                y.yield(value);
            }
        });
    }

    /**
     * The values of the streams that {@code function} makes, one stream after the other.
     *
     * @param function applied to each value when its turn comes
     * @param <R> the type of their values
     * @return the stream
     */
    public <R> SuspendableStream<R> flatMap(SuspendableFunction<? super T, SuspendableStream<R>> function) {
        Objects.requireNonNull(function, "function");
        return each((value, y) -> y.yieldAll(function.apply(value).generator()));
    }

    /**
     * The same, with something done at each.
     *
     * @param action what to do before the value is handed on
     * @return the stream
     */
    public SuspendableStream<T> onEach(SuspendableConsumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        return each((value, y) -> {
            action.accept(value);
            y.yield(value);
        });
    }

    /**
     * The first ones.
     *
     * @param count how many at the most, 0 or more; no further one is asked for
     * @return the stream
     */
    public SuspendableStream<T> take(long count) {
        requireNotNegative(count, "take");
        return generate(y -> {
            long left = count;
            if (left == 0) {
                return;
            }
            try (Generator<T> values = generator()) {
                for (T value : values) {
                    y.yield(value);
                    left--;
                    if (left == 0) {
                        return;
                    }
                }
            }
        });
    }

    /**
     * All but the first ones.
     *
     * @param count how many to leave out, 0 or more
     * @return the stream
     */
    public SuspendableStream<T> drop(long count) {
        requireNotNegative(count, "drop");
        return generate(y -> {
            long left = count;
            try (Generator<T> values = generator()) {
                for (T value : values) {
                    if (left > 0) {
                        left--;
                    } else {
                        y.yield(value);
                    }
                }
            }
        });
    }

    /**
     * Those before the first for which {@code condition} does not hold.
     *
     * @param condition asked for each value
     * @return the stream
     */
    public SuspendableStream<T> takeWhile(SuspendableFunction<? super T, Boolean> condition) {
        Objects.requireNonNull(condition, "condition");
        return generate(y -> {
            try (Generator<T> values = generator()) {
                for (T value : values) {
                    if (!condition.apply(value)) {
                        return;
                    }
                    y.yield(value);
                }
            }
        });
    }

    /**
     * Values in groups, one after the other.
     *
     * @param size how many make a group, 1 or more; the last may have fewer
     * @return the stream; its lists cannot be changed
     */
    public SuspendableStream<List<T>> chunked(int size) {
        requirePositive(size, "chunked", "groups of ");
        return generate(y -> {
            List<T> group = new ArrayList<>();
            try (Generator<T> values = generator()) {
                for (T value : values) {
                    group.add(value);
                    if (group.size() == size) {
                        y.yield(Collections.unmodifiableList(group));
                        group = new ArrayList<>();
                    }
                }
            }
            if (!group.isEmpty()) {
                y.yield(Collections.unmodifiableList(group));
            }
        });
    }

    /**
     * Values in groups, one after the other, none of which keeps its first value waiting for long: a group is complete when it has
     * so many values, or when so much time has passed since its first. A coroutine pulls the values meanwhile; while a group is
     * complete and nobody asks for it, it is one value ahead.
     *
     * @param size how many values make a group, 1 or more
     * @param limit how long after its first value a group waits for more, not negative
     * @return the stream; its lists have one value or more, and cannot be changed
     */
    public SuspendableStream<List<T>> chunked(int size, Duration limit) {
        requirePositive(size, "chunked", "groups of ");
        requireNotNegative(limit, "limit", "chunked");
        return generate(y -> CoroutineScope.run(scope -> Windows.bySizeOrTime(pumped(scope), size, limit, y)));
    }

    /**
     * Values in groups that overlap: each begins so many values after the one before.
     *
     * <pre>{@code
     * SuspendableStream.of(1, 2, 3, 4, 5).window(3, 1); // [1, 2, 3], [2, 3, 4], [3, 4, 5]
     * }</pre>
     *
     * @param size how many values make a group, 1 or more; one that would have fewer at the end is left out
     * @param step how many values after the beginning of one group the next begins, 1 or more; more than {@code size} leaves values
     *     out
     * @return the stream; its lists cannot be changed
     */
    public SuspendableStream<List<T>> window(int size, int step) {
        requirePositive(size, "window", "groups of ");
        requirePositive(step, "window", "steps of ");
        return generate(y -> {
            try (Generator<T> values = generator()) {
                Windows.sliding(values, size, step, y);
            }
        });
    }

    /**
     * What came in each span of time, empty spans included. Spans follow one another from the moment when the first one is asked for.
     * A coroutine pulls the values meanwhile. Spans that are wholly over while the consumer is at something else are left out: a
     * value that it has kept waiting counts where it is taken.
     *
     * @param span how long, more than 0
     * @return the stream; its lists may be empty, and cannot be changed. At the end comes the last span, unless nothing came in it.
     */
    public SuspendableStream<List<T>> window(Duration span) {
        Objects.requireNonNull(span, "span");
        if (span.isZero() || span.isNegative()) {
            throw new IllegalArgumentException(
                    "window() was called for spans of " + span + ": they must be more than 0");
        }
        return generate(y -> CoroutineScope.run(scope -> Windows.byTime(pumped(scope), span, y)));
    }

    /**
     * Each value with that of another stream at the same place, until one of them ends.
     *
     * @param other the other stream
     * @param combine makes one value of the two
     * @param <U> the type of its values
     * @param <R> the type of what is made
     * @return the stream
     */
    public <U, R> SuspendableStream<R> zip(
            SuspendableStream<U> other, Combination<? super T, ? super U, ? extends R> combine) {
        Objects.requireNonNull(other, "other");
        Objects.requireNonNull(combine, "combine");
        return generate(y -> {
            try (Generator<T> left = generator();
                    Generator<U> right = other.generator()) {
                SuspendableIterator<T> lefts = left.iterator();
                SuspendableIterator<U> rights = right.iterator();
                while (lefts.hasNext() && rights.hasNext()) {
                    y.yield(combine.of(lefts.next(), rights.next()));
                }
            }
        });
    }

    /**
     * Makes one value of two; may suspend.
     *
     * @param <A> the type of the first
     * @param <B> the type of the second
     * @param <R> the type of what is made
     */
    @FunctionalInterface
    public interface Combination<A, B, R> {

        /**
         * Makes one value of two.
         *
         * @param first the first
         * @param second the second
         * @return what is made
         * @throws Exception what the consumer of the stream gets
         */
        @Suspendable
        R of(A first, B second) throws Exception;
    }

    /**
     * The same, with a coroutine that runs ahead of the consumer.
     *
     * @param size how many values it may be ahead, 1 or more
     * @return the stream; if it fails, what was yielded before comes first
     */
    public SuspendableStream<T> buffer(int size) {
        requirePositive(size, "buffer", "");
        return ahead(
                Collections.singletonList(this), size - 1); // one more is with the coroutine, which waits to send it
    }

    /**
     * Those after which no other comes for a time; the last one in any case. A coroutine pulls the values meanwhile.
     *
     * @param quiet how long nothing must come, not negative
     * @return the stream
     */
    public SuspendableStream<T> debounce(Duration quiet) {
        requireNotNegative(quiet, "quiet", "debounce");
        return generate(y -> CoroutineScope.run(scope -> Windows.lastBeforeQuiet(pumped(scope), quiet, y)));
    }

    // ---- what is done with them ----

    /**
     * Does something with each.
     *
     * @param action what to do
     */
    @Suspendable
    public void forEach(SuspendableConsumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        fold(null, (nothing, value) -> {
            action.accept(value);
            return null;
        });
    }

    /**
     * All values.
     *
     * @return a list that can be changed
     */
    @Suspendable
    public List<T> toList() {
        List<T> all = new ArrayList<>();
        forEach(all::add);
        return all;
    }

    /**
     * Combines all values with a first one.
     *
     * @param first what to begin with
     * @param combine makes the next of what there is and a value
     * @param <R> the type of the result
     * @return what there is in the end
     */
    @Suspendable
    public <R> R fold(R first, Combination<? super R, ? super T, ? extends R> combine) {
        Objects.requireNonNull(combine, "combine");
        R result = first;
        try (Generator<T> values = generator()) {
            for (T value : values) {
                result = combine.of(result, value);
            }
        } catch (Throwable thrown) {
            throw SuspendableStream.<RuntimeException>asIs(thrown);
        }
        return result;
    }

    /**
     * The first value. No further one is asked for.
     *
     * @return empty if there is none
     */
    @Suspendable
    public Optional<T> first() {
        try (Generator<T> values = generator()) {
            SuspendableIterator<T> all = values.iterator();
            return all.hasNext() ? Optional.of(all.next()) : Optional.empty();
        }
    }

    /**
     * How many values there are.
     *
     * @return 0 or more
     */
    @Suspendable
    public long count() {
        return this.<Long>fold(0L, (count, value) -> count + 1);
    }

    /**
     * The values, to be pulled by hand. A {@code for} loop over it suspends in suspendable code.
     *
     * @return a generator of its own for each call; to be closed if it is not used to its end
     */
    public Generator<T> generator() {
        return Generator.of(body);
    }

    /**
     * The values for libraries that want a stream of the JDK. Where it must wait it blocks the thread, or is refused in a
     * coroutine, since the JDK's streams cannot suspend.
     *
     * @return a stream that is to be closed if it is not used to its end
     */
    public Stream<T> toJavaStream() {
        return generator().stream();
    }

    // ---- inside ----

    /** What becomes of one value. */
    private interface Step<T, R> {
        @Suspendable
        void take(T value, Generator.Yielder<R> y) throws Exception;
    }

    private <R> SuspendableStream<R> each(Step<? super T, R> step) {
        return generate(y -> {
            try (Generator<T> values = generator()) {
                for (T value : values) {
                    step.take(value, y);
                }
            }
        });
    }

    /** The values of some streams, each pulled by a coroutine of its own, and so many of them kept for the consumer. */
    private static <T> SuspendableStream<T> ahead(List<SuspendableStream<? extends T>> streams, int kept) {
        return generate(y -> CoroutineScope.run(scope -> {
            for (T value : pumped(streams, kept, scope)) {
                y.yield(value);
            }
        }));
    }

    private Channel<T> pumped(CoroutineScope scope) {
        return pumped(Collections.singletonList(this), 0, scope);
    }

    /**
     * A channel of the values of some streams, closed at their end. What fails closes it as well, for that reason: so what was sent
     * before comes first. The coroutines end with the scope.
     */
    private static <T> Channel<T> pumped(
            List<? extends SuspendableStream<? extends T>> streams, int kept, CoroutineScope scope) {
        Channel<T> values = Channel.buffered(kept);
        List<Coroutine<?>> pumps = new ArrayList<>();
        for (SuspendableStream<? extends T> stream : streams) {
            pumps.add(scope.spawn(() -> pump(stream, values)));
        }
        scope.spawn(() -> {
            Coroutines.joinAll(pumps);
            values.close();
        });
        return values;
    }

    @Suspendable
    private static <T> void pump(SuspendableStream<? extends T> stream, Channel<T> values) {
        try {
            stream.forEach(value -> values.send(value));
        } catch (CancellationException ended) {
            throw ended;
        } catch (Throwable thrown) {
            values.close(thrown); // does nothing for a channel that another failure has closed
        }
    }

    private static void requirePositive(int count, String method, String what) {
        if (count < 1) {
            throw new IllegalArgumentException(method + "() was called for " + what + count
                    + (what.isEmpty() ? " values" : "") + ": it must be 1 or more");
        }
    }

    private static void requireNotNegative(Duration time, String name, String method) {
        Objects.requireNonNull(time, name);
        if (time.isNegative()) {
            throw new IllegalArgumentException(
                    method + "() was called for a time of " + time + ": it must be 0 or more");
        }
    }

    private static void requireNotNegative(long count, String method) {
        if (count < 0) {
            throw new IllegalArgumentException(method + "() was called for " + count + " values: it must be 0 or more");
        }
    }

    @SuppressWarnings("unchecked") // the cast is erased: the consumer gets what the body threw
    static <E extends Throwable> E asIs(Throwable thrown) throws E {
        throw (E) thrown;
    }
}
