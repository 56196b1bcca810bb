package dev.bobbin.stream;

import dev.bobbin.Channel;
import dev.bobbin.ChannelClosedException;
import dev.bobbin.EventLoop;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The bodies of those operators that look at several values, or at the time between them. */
final class Windows {

    private static final long LONGEST_SECONDS = TimeUnit.NANOSECONDS.toSeconds(Long.MAX_VALUE / 2);

    private Windows() {}

    @Suspendable
    static <T> void sliding(Generator<T> values, int size, int step, Generator.Yielder<List<T>> y) {
        Deque<T> window = new ArrayDeque<>();
        long toSkip = 0;
        for (T value : values) {
            if (toSkip > 0) {
                toSkip--;
                continue;
            }
            window.add(value);
            if (window.size() == size) {
                y.yield(Collections.unmodifiableList(new ArrayList<>(window)));
                for (int i = 0; i < step && !window.isEmpty(); i++) {
                    window.remove();
                }
                toSkip = Math.max(0, step - size);
            }
        }
    }

    @Suspendable
    static <T> void bySizeOrTime(Channel<T> values, int size, Duration limit, Generator.Yielder<List<T>> y) {
        Source<T> source = new Source<>(values);
        for (Optional<T> first = source.next(); first.isPresent(); first = source.next()) {
            List<T> group = new ArrayList<>();
            group.add(first.get());
            long end = source.now() + nanos(limit);
            while (group.size() < size) {
                Optional<T> next = source.nextBefore(end);
                if (!next.isPresent()) {
                    break;
                }
                group.add(next.get());
            }
            y.yield(Collections.unmodifiableList(group));
        }
        source.throwFailure();
    }

    @Suspendable
    static <T> void byTime(Channel<T> values, Duration span, Generator.Yielder<List<T>> y) {
        Source<T> source = new Source<>(values);
        long nanos = nanos(span);
        long end = source.now() + nanos;
        while (!source.hasEnded()) {
            List<T> window = new ArrayList<>();
            for (Optional<T> next = source.nextBefore(end); next.isPresent(); next = source.nextBefore(end)) {
                window.add(next.get());
            }
            if (!window.isEmpty() || !source.hasEnded()) {
                y.yield(Collections.unmodifiableList(window));
            }
            long late = source.now() - end; // spans that are wholly over are left out
            end += nanos * (late < 0 ? 1 : 1 + late / nanos);
        }
        source.throwFailure();
    }

    @Suspendable
    static <T> void lastBeforeQuiet(Channel<T> values, Duration quiet, Generator.Yielder<T> y) {
        Source<T> source = new Source<>(values);
        for (Optional<T> newest = source.next(); newest.isPresent(); newest = source.next()) {
            for (Optional<T> next = source.nextWithin(quiet); next.isPresent(); next = source.nextWithin(quiet)) {
                newest = next;
            }
            y.yield(newest.get());
        }
        source.throwFailure();
    }

    private static long nanos(Duration time) {
        return time.getSeconds() > LONGEST_SECONDS ? TimeUnit.SECONDS.toNanos(LONGEST_SECONDS) : time.toNanos();
    }

    /** A channel that is read for a time. Its end and its failure are remembered, so that what was collected before can be given out. */
    private static final class Source<T> {
        private final Channel<T> values;
        private final EventLoop clock = EventLoop.current();
        private boolean ended;
        private Throwable failure; // null unless it has ended by one

        Source(Channel<T> values) {
            this.values = values;
        }

        long now() {
            return clock.nanoTime();
        }

        boolean hasEnded() {
            return ended;
        }

        /** The next value; empty at the end. */
        @Suspendable
        Optional<T> next() {
            if (ended) {
                return Optional.empty();
            }
            try {
                return Optional.of(values.receive());
            } catch (ChannelClosedException end) {
                return end(end);
            }
        }

        /** The next value if it comes before {@code deadline}, on the clock of {@link #now}. */
        @Suspendable
        Optional<T> nextBefore(long deadline) {
            long left = deadline - now();
            return left > 0 ? nextWithin(Duration.ofNanos(left)) : Optional.empty();
        }

        /** The next value if it comes within {@code limit}. */
        @Suspendable
        Optional<T> nextWithin(Duration limit) {
            if (ended) {
                return Optional.empty();
            }
            try {
                return values.tryReceive(limit);
            } catch (ChannelClosedException end) {
                return end(end);
            }
        }

        private Optional<T> end(ChannelClosedException end) {
            ended = true;
            failure = end.getCause();
            return Optional.empty();
        }

        void throwFailure() {
            if (failure != null) {
                throw SuspendableStream.<RuntimeException>asIs(failure);
            }
        }
    }
}
