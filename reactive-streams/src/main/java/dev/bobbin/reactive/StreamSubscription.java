package dev.bobbin.reactive;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Generator;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableIterator;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.WakeUp;
import dev.bobbin.stream.SuspendableStream;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * One subscriber's use of a stream: a coroutine that pulls as many values as were asked for. All signals, the first included, come
 * from that coroutine, and so one after the other.
 *
 * <pre>
 *   onSubscribe, then: wait for demand -> pull -> onNext, again and again; at the end onComplete or onError, if not cancelled
 * </pre>
 *
 * What the subscriber calls, on any thread, leaves a note in a field and wakes the coroutine: {@code requested} is added to here
 * and emptied there; {@code waiting} is set there before it looks at the demand for the last time, and taken here after the demand
 * was added, so that one of the two sees the other.
 */
final class StreamSubscription<T> implements Subscription {

    /** After so many values without a wait, other coroutines have their turn. */
    private static final int VALUES_IN_A_ROW = 128;

    private final SuspendableStream<T> stream;
    private final AtomicLong requested = new AtomicLong();
    private final AtomicReference<WakeUp<Void>> waiting = new AtomicReference<>();
    private final AtomicReference<IllegalArgumentException> wrongRequest = new AtomicReference<>();
    private volatile Coroutine<?> coroutine; // null until it was started
    private volatile boolean over; // cancelled, or ended

    // Confined to the coroutine.
    private Subscriber<? super T> subscriber; // null once it is over: rule 3.13
    private long granted; // demand that was taken over; Long.MAX_VALUE for endless
    private int inARow;
    private T next;
    private Throwable failure; // null unless pulling has failed

    StreamSubscription(SuspendableStream<T> stream, Subscriber<? super T> subscriber) {
        this.stream = stream;
        this.subscriber = subscriber;
    }

    /** Starts the coroutine by {@code spawn}. Returns normally in any case: rule 1.9. */
    void begin(Function<SuspendableRunnable, Coroutine<?>> spawn) {
        Coroutine<?> started;
        try {
            started = spawn.apply(this::run);
        } catch (RuntimeException refused) {
            refuse(refused);
            return;
        }
        coroutine = started;
        if (over || wrongRequest.get() != null) {
            stop();
        }
    }

    private void refuse(RuntimeException refused) {
        over = true;
        Subscriber<? super T> told = subscriber;
        subscriber = null;
        told.onSubscribe(this);
        told.onError(refused);
    }

    // ---- what the subscriber calls ----

    @Override
    public void request(long count) {
        if (over) {
            return;
        }
        if (count <= 0) {
            IllegalArgumentException wrong = new IllegalArgumentException(
                    "A subscriber asked for " + count + " values: it must be 1 or more (Reactive Streams, rule 3.9)");
            if (wrongRequest.compareAndSet(null, wrong)) {
                stop();
            }
            return;
        }
        requested.accumulateAndGet(count, (before, more) -> before + more < 0 ? Long.MAX_VALUE : before + more);
        WakeUp<Void> waits = waiting.getAndSet(null);
        if (waits != null) {
            waits.success(null);
        }
    }

    @Override
    public void cancel() {
        if (!over) {
            over = true;
            stop();
        }
    }

    /** Ends what the coroutine waits for; it finds out why. */
    private void stop() {
        Coroutine<?> started = coroutine;
        if (started != null) {
            started.cancel("its subscriber wants no more");
        }
    }

    // ---- what the coroutine does ----

    @Suspendable
    private void run() {
        try {
            subscriber.onSubscribe(this);
            if (!over) {
                publish();
            }
        } finally {
            over = true;
            subscriber = null;
        }
    }

    @Suspendable
    private void publish() {
        try (Generator<T> values = stream.generator()) {
            SuspendableIterator<T> all = values.iterator();
            while (pull(all)) {
                subscriber.onNext(next);
            }
        } catch (Throwable thrown) {
            if (wrongRequest.get() == null || over) {
                throw thrown; // the subscriber broke rule 2.13, or cleaning up failed: there is nobody else to tell
            }
            wrongRequest.get().addSuppressed(thrown);
        }
        end();
    }

    /** Waits for demand, and then for a value. False if there is no more to tell, for which {@link #end} says why. */
    @Suspendable
    private boolean pull(SuspendableIterator<T> all) {
        try {
            awaitDemand();
            if (over || wrongRequest.get() != null || !all.hasNext()) {
                return false;
            }
            next = Objects.requireNonNull(
                    all.next(), "A stream had null among its values, which publishers cannot have.");
            return !over && wrongRequest.get() == null;
        } catch (Throwable thrown) {
            failure = thrown;
            return false;
        }
    }

    @Suspendable
    private void awaitDemand() {
        if (granted == 0) {
            granted = requested.getAndSet(0);
            while (granted == 0) {
                Coroutines.<Void>suspend(this::wakeAtDemand);
                granted = requested.getAndSet(0);
                inARow = 0;
            }
        }
        if (granted != Long.MAX_VALUE) {
            granted--;
        }
        if (++inARow > VALUES_IN_A_ROW) {
            inARow = 0;
            Coroutines.yieldNow();
        }
    }

    private void wakeAtDemand(WakeUp<Void> wakeUp) {
        waiting.set(wakeUp);
        if (requested.get() > 0 && waiting.compareAndSet(wakeUp, null)) {
            wakeUp.success(null);
        }
    }

    private void end() {
        Throwable wrong = wrongRequest.get();
        if (over) {
            if (failure != null && !(failure instanceof CancellationException)) {
                throw ReactiveFailure.asIs(failure); // nobody listens any more, but a failure is never lost
            }
        } else if (wrong != null) {
            subscriber.onError(wrong);
        } else if (failure != null) {
            subscriber.onError(failure);
        } else {
            subscriber.onComplete();
        }
    }
}
