package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Values computed on demand by code that reads as if it printed them. The body runs when an element is asked for, up to its
 * next {@code yield}, and waits there.
 *
 * <p>Each {@link #iterator} runs the body anew. The body may suspend: pulled from a coroutine, the coroutine waits; pulled on
 * a plain thread, the thread does. What the body throws reaches whoever asked for the element. An iterator that is not run to
 * its end keeps the body's frames; {@link #close} ends them, and runs the {@code finally} blocks that they wait in.
 *
 * <p>An iterator that waits between two elements can be saved and read by Java's serialization, by itself or in a saved
 * {@link Continuation} that is half-way through it; a generator is saved with its body, which must be Serializable then.
 *
 * <p>Not thread-safe.
 *
 * <pre>{@code
 * Generator<Integer> squares = Generator.of(y -> {
 *     for (int i = 1; i <= 3; i++) {
 *         y.yield(i * i);
 *     }
 * });
 * for (int square : squares) {
 *     System.out.println(square); // 1 4 9
 * }
 * }</pre>
 *
 * @param <T> the type of the values
 */
public final class Generator<T> implements Iterable<T>, AutoCloseable, Serializable {

    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // it is for whoever writes the body to make it serializable
    private final SuspendableConsumer<Yielder<T>> body;

    private final ArrayList<Run<T>> open = new ArrayList<>(1);

    private Generator(SuspendableConsumer<Yielder<T>> body) {
        this.body = body;
    }

    /**
     * What the body of a generator gives its values to.
     *
     * @param <T> the type of the values
     */
    public interface Yielder<T> {

        /**
         * Hands out a value and waits until the next one is asked for.
         *
         * @param value the value, which may be null
         * @throws IllegalStateException if it is not the generator's own body that calls
         */
        @Suspendable
        void yield(T value);

        /**
         * Hands out all elements of {@code values}, each when it is asked for. If they are a generator's, it is closed when
         * this one is.
         *
         * @param values where the elements come from
         */
        @Suspendable
        void yieldAll(Iterable<? extends T> values);
    }

    /**
     * A generator of what {@code body} yields.
     *
     * @param body gets the yielder; runs once for each iterator, from its first element on
     * @param <T> the type of the values
     * @return the generator
     */
    public static <T> Generator<T> of(SuspendableConsumer<Yielder<T>> body) {
        return new Generator<>(Objects.requireNonNull(body, "body"));
    }

    /**
     * Starts over.
     *
     * @return an iterator of its own run of the body, which begins with the first call of hasNext or next
     */
    @Override
    public SuspendableIterator<T> iterator() {
        forgetDone(open);
        Run<T> run = new Run<>(body);
        open.add(run);
        return run;
    }

    /**
     * The values as a stream, of a run of its own. Closing the stream closes the run.
     *
     * @return a sequential, ordered stream of unknown size
     */
    public Stream<T> stream() {
        forgetDone(open);
        Run<T> run = new Run<>(body);
        open.add(run);
        return StreamSupport.stream(Spliterators.spliteratorUnknownSize(run, Spliterator.ORDERED), false)
                .onClose(run::close);
    }

    /**
     * Ends all runs that have begun and not ended: the body leaves its yield by an error that runs its {@code finally} blocks.
     * What they throw is thrown here, when all have ended.
     *
     * @throws IllegalStateException if the body yields once more
     */
    @Override
    @Suspendable
    public void close() {
        closeAll(open);
    }

    /** Looks for runs that have ended each time that there are twice as many: where many are left half-way, none is looked at often. */
    private static void forgetDone(ArrayList<? extends NestedStack> open) {
        if (Integer.bitCount(open.size()) == 1) {
            open.removeIf(NestedStack::isDone);
        }
    }

    /** Closes all, the newest first, whatever they throw: the first of it is thrown when all are closed. */
    @Suspendable
    private static void closeAll(ArrayList<? extends GeneratorRun<?>> open) {
        Throwable first = null;
        while (!open.isEmpty()) {
            try {
                open.remove(open.size() - 1).close();
            } catch (Throwable thrown) {
                if (first == null) {
                    first = thrown;
                } else if (first != thrown) {
                    first.addSuppressed(thrown);
                }
            }
        }
        if (first != null) {
            throw Sneaky.rethrow(first);
        }
    }

    /** One run of the body: its stack, its yielder and its iterator in one. */
    private static final class Run<T> extends GeneratorRun<Yielder<T>> implements SuspendableIterator<T>, Yielder<T> {
        private static final long serialVersionUID = 1L;

        private transient T value; // saved if it is still to be handed out

        Run(SuspendableConsumer<Yielder<T>> body) {
            super(body);
        }

        private void writeObject(ObjectOutputStream out) throws IOException {
            out.defaultWriteObject();
            out.writeObject(hasValue() ? value : null);
        }

        @SuppressWarnings("unchecked") // it was a T when it was written
        private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
            in.defaultReadObject();
            value = (T) in.readObject();
        }

        @Override
        @Suspendable
        void body() throws Exception {
            beginning().accept(this);
        }

        @Override
        @Suspendable
        public T next() {
            take();
            return value;
        }

        @Override
        @Suspendable
        public void yield(T next) {
            requireOwn(FrameStack.current());
            value = next;
            suspend();
        }

        @Override
        @Suspendable
        public void yieldAll(Iterable<? extends T> values) {
            if (values instanceof Generator) {
                yieldEach((Generator<? extends T>) values);
            } else {
                for (T each : values) {
                    this.yield(each);
                }
            }
        }

        @Suspendable
        private void yieldEach(Generator<? extends T> other) {
            Run<? extends T> run = (Run<? extends T>) other.iterator();
            try {
                while (run.hasNext()) {
                    this.yield(run.next());
                }
            } finally {
                run.close();
            }
        }

        @Override
        void forgetValue() {
            value = null;
        }
    }

    /** A {@link Generator} of ints, which boxes none and allocates nothing from one element to the next. */
    public static final class OfInt implements AutoCloseable, Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // it is for whoever writes the body to make it serializable
        private final SuspendableConsumer<Yielder> body;

        private final ArrayList<Run> open = new ArrayList<>(1);

        private OfInt(SuspendableConsumer<Yielder> body) {
            this.body = body;
        }

        /** What the body gives its ints to. */
        public interface Yielder {

            /**
             * Hands out a value and waits until the next one is asked for.
             *
             * @param value the value
             * @throws IllegalStateException if it is not the generator's own body that calls
             */
            @Suspendable
            void yield(int value);
        }

        /**
         * A generator of what {@code body} yields.
         *
         * @param body gets the yielder; runs once for each iterator, from its first element on
         * @return the generator
         */
        public static OfInt of(SuspendableConsumer<Yielder> body) {
            return new OfInt(Objects.requireNonNull(body, "body"));
        }

        /**
         * Starts over.
         *
         * @return an iterator of its own run of the body, which begins with the first call of hasNext or nextInt
         */
        public SuspendableIterator.OfInt iterator() {
            return start();
        }

        /**
         * The values as a stream, of a run of its own. Closing the stream closes the run.
         *
         * @return a sequential, ordered stream of unknown size
         */
        public IntStream stream() {
            Run run = start();
            return StreamSupport.intStream(Spliterators.spliteratorUnknownSize(run, Spliterator.ORDERED), false)
                    .onClose(run::close);
        }

        /**
         * Ends all runs that have begun and not ended, as {@link Generator#close} does.
         *
         * @throws IllegalStateException if the body yields once more
         */
        @Override
        @Suspendable
        public void close() {
            closeAll(open);
        }

        private Run start() {
            forgetDone(open);
            Run run = new Run(body);
            open.add(run);
            return run;
        }

        /** One run of the body. */
        private static final class Run extends GeneratorRun<Yielder> implements SuspendableIterator.OfInt, Yielder {
            private static final long serialVersionUID = 1L;

            private int value;

            Run(SuspendableConsumer<Yielder> body) {
                super(body);
            }

            @Override
            @Suspendable
            void body() throws Exception {
                beginning().accept(this);
            }

            @Override
            @Suspendable
            public int nextInt() {
                take();
                return value;
            }

            @Override
            @Suspendable
            public void yield(int next) {
                requireOwn(FrameStack.current());
                value = next;
                suspend();
            }
        }
    }

    /** A {@link Generator} of longs, which boxes none and allocates nothing from one element to the next. */
    public static final class OfLong implements AutoCloseable, Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // it is for whoever writes the body to make it serializable
        private final SuspendableConsumer<Yielder> body;

        private final ArrayList<Run> open = new ArrayList<>(1);

        private OfLong(SuspendableConsumer<Yielder> body) {
            this.body = body;
        }

        /** What the body gives its longs to. */
        public interface Yielder {

            /**
             * Hands out a value and waits until the next one is asked for.
             *
             * @param value the value
             * @throws IllegalStateException if it is not the generator's own body that calls
             */
            @Suspendable
            void yield(long value);
        }

        /**
         * A generator of what {@code body} yields.
         *
         * @param body gets the yielder; runs once for each iterator, from its first element on
         * @return the generator
         */
        public static OfLong of(SuspendableConsumer<Yielder> body) {
            return new OfLong(Objects.requireNonNull(body, "body"));
        }

        /**
         * Starts over.
         *
         * @return an iterator of its own run of the body, which begins with the first call of hasNext or nextLong
         */
        public SuspendableIterator.OfLong iterator() {
            return start();
        }

        /**
         * The values as a stream, of a run of its own. Closing the stream closes the run.
         *
         * @return a sequential, ordered stream of unknown size
         */
        public LongStream stream() {
            Run run = start();
            return StreamSupport.longStream(Spliterators.spliteratorUnknownSize(run, Spliterator.ORDERED), false)
                    .onClose(run::close);
        }

        /**
         * Ends all runs that have begun and not ended, as {@link Generator#close} does.
         *
         * @throws IllegalStateException if the body yields once more
         */
        @Override
        @Suspendable
        public void close() {
            closeAll(open);
        }

        private Run start() {
            forgetDone(open);
            Run run = new Run(body);
            open.add(run);
            return run;
        }

        /** One run of the body. */
        private static final class Run extends GeneratorRun<Yielder> implements SuspendableIterator.OfLong, Yielder {
            private static final long serialVersionUID = 1L;

            private long value;

            Run(SuspendableConsumer<Yielder> body) {
                super(body);
            }

            @Override
            @Suspendable
            void body() throws Exception {
                beginning().accept(this);
            }

            @Override
            @Suspendable
            public long nextLong() {
                take();
                return value;
            }

            @Override
            @Suspendable
            public void yield(long next) {
                requireOwn(FrameStack.current());
                value = next;
                suspend();
            }
        }
    }

    /** A {@link Generator} of doubles, which boxes none and allocates nothing from one element to the next. */
    public static final class OfDouble implements AutoCloseable, Serializable {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("serial") // it is for whoever writes the body to make it serializable
        private final SuspendableConsumer<Yielder> body;

        private final ArrayList<Run> open = new ArrayList<>(1);

        private OfDouble(SuspendableConsumer<Yielder> body) {
            this.body = body;
        }

        /** What the body gives its doubles to. */
        public interface Yielder {

            /**
             * Hands out a value and waits until the next one is asked for.
             *
             * @param value the value
             * @throws IllegalStateException if it is not the generator's own body that calls
             */
            @Suspendable
            void yield(double value);
        }

        /**
         * A generator of what {@code body} yields.
         *
         * @param body gets the yielder; runs once for each iterator, from its first element on
         * @return the generator
         */
        public static OfDouble of(SuspendableConsumer<Yielder> body) {
            return new OfDouble(Objects.requireNonNull(body, "body"));
        }

        /**
         * Starts over.
         *
         * @return an iterator of its own run of the body, which begins with the first call of hasNext or nextDouble
         */
        public SuspendableIterator.OfDouble iterator() {
            return start();
        }

        /**
         * The values as a stream, of a run of its own. Closing the stream closes the run.
         *
         * @return a sequential, ordered stream of unknown size
         */
        public DoubleStream stream() {
            Run run = start();
            return StreamSupport.doubleStream(Spliterators.spliteratorUnknownSize(run, Spliterator.ORDERED), false)
                    .onClose(run::close);
        }

        /**
         * Ends all runs that have begun and not ended, as {@link Generator#close} does.
         *
         * @throws IllegalStateException if the body yields once more
         */
        @Override
        @Suspendable
        public void close() {
            closeAll(open);
        }

        private Run start() {
            forgetDone(open);
            Run run = new Run(body);
            open.add(run);
            return run;
        }

        /** One run of the body. */
        private static final class Run extends GeneratorRun<Yielder> implements SuspendableIterator.OfDouble, Yielder {
            private static final long serialVersionUID = 1L;

            private double value;

            Run(SuspendableConsumer<Yielder> body) {
                super(body);
            }

            @Override
            @Suspendable
            void body() throws Exception {
                beginning().accept(this);
            }

            @Override
            @Suspendable
            public double nextDouble() {
                take();
                return value;
            }

            @Override
            @Suspendable
            public void yield(double next) {
                requireOwn(FrameStack.current());
                value = next;
                suspend();
            }
        }
    }
}
