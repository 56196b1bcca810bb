package dev.bobbin.concurrency;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Dispatcher;
import dev.bobbin.SuspendableCallable;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/**
 * Calls that wait, for a model checker that knows none which do: each is begun by one operation, as a coroutine that runs on the
 * spot, and its outcome is asked for by another. So what waits is a coroutine, as in real life, and whoever wakes it runs it.
 *
 * <p>One for each thread of a scenario. A wake-up and what it shows are one step for all who use the primitive, because the coroutine
 * ends before the waker has let go of the primitive's lock.
 */
final class Begun {

    static final String WAITS = "waits";
    static final String IDLE = "idle";
    static final String CANCELLED = "cancelled";

    /** Runs each step inside of the call that hands it over, which a dispatcher for users must not do. */
    static final Dispatcher ON_THE_SPOT = Runnable::run;

    private final Coroutine<?>[] ofThread = new Coroutine<?>[8];
    private final Supplier<Dispatcher> dispatchers;

    Begun() {
        this(() -> ON_THE_SPOT);
    }

    /** With other dispatchers, one for each call; it begins on the spot. */
    Begun(Supplier<Dispatcher> dispatchers) {
        this.dispatchers = dispatchers;
    }

    /**
     * Begins a call for a thread. False if the outcome of the one before was not asked for yet. Whether the call had to wait is not
     * told: it may have begun to and been served, which nothing could do that happens in one step.
     */
    boolean begin(int thread, SuspendableCallable<?> call) {
        if (ofThread[thread] != null) {
            return false;
        }
        ofThread[thread] = Coroutines.spawn(dispatchers.get(), () -> {
            try {
                return String.valueOf(call.call());
            } catch (CancellationException cancelled) {
                return CANCELLED;
            } catch (Exception failed) {
                return failed.getClass().getSimpleName();
            }
        });
        return true;
    }

    /** What the thread's call has returned; then the next can begin. */
    String outcome(int thread) {
        Coroutine<?> call = ofThread[thread];
        if (call == null) {
            return IDLE;
        }
        if (!call.isDone()) {
            return WAITS;
        }
        ofThread[thread] = null;
        return (String) call.outcome().get().value();
    }

    /** Cancels the thread's call, and returns what has become of it: another may have been faster. */
    String cancel(int thread) {
        return cancel(thread, Thread::onSpinWait); // whoever was faster has it nearly done
    }

    /**
     * As {@link #cancel(int)}.
     *
     * @param meanwhile done again and again until the call has ended
     */
    String cancel(int thread, Runnable meanwhile) {
        Coroutine<?> call = ofThread[thread];
        if (call != null) {
            call.cancel();
            while (!call.isDone()) {
                meanwhile.run();
            }
        }
        return outcome(thread);
    }
}
