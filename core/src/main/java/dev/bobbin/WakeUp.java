package dev.bobbin;

import dev.bobbin.runtime.Wait;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ends one {@link Coroutines#suspend}. The first call counts, from any thread, before or after the caller has come to wait;
 * all others are told that they came too late.
 *
 * <pre>{@code
 * Coroutines.suspend(wakeUp -> button.onClick(() -> wakeUp.success(null)));
 * }</pre>
 *
 * @param <T> the type of the value
 */
public final class WakeUp<T> {

    private static final Runnable ENDED = () -> {};

    private final AtomicReference<Runnable> onCancel = new AtomicReference<>();

    private final Wait wait = new Wait() {
        @Override
        protected void abandoned() {
            Runnable hook = onCancel.getAndSet(ENDED);
            if (hook != null) {
                try {
                    hook.run();
                } catch (Throwable thrown) {
                    EventLoop.report(thrown); // whoever cancels has others to cancel, and the wait is over all the same
                }
            }
        }
    };

    WakeUp() {}

    /**
     * Ends the wait with a value.
     *
     * @param value what {@code suspend} returns; may be null
     * @return false if it has ended before: the value is not taken, and still the caller's
     */
    public boolean success(T value) {
        return wait.wake(value);
    }

    /**
     * Ends the wait with a failure.
     *
     * @param thrown what {@code suspend} throws
     * @return false if it has ended before
     */
    public boolean failure(Throwable thrown) {
        return wait.fail(Objects.requireNonNull(thrown, "thrown"));
    }

    /**
     * Whether the wait has ended, in whichever way.
     *
     * @return true if nobody waits any more
     */
    public boolean hasEnded() {
        return wait.isWoken();
    }

    /**
     * Has {@code hook} run, once, if the wait is given up: by a cancellation, or because its time is over. At once, if it was.
     *
     * @param hook stops the work that is waited for; it may run on any thread and must not wait; what it throws goes to the handler
     *     of that thread's uncaught exceptions
     */
    public void onCancel(Runnable hook) {
        Objects.requireNonNull(hook, "hook");
        if (!onCancel.compareAndSet(null, hook)) {
            if (onCancel.get() != ENDED) {
                throw new IllegalStateException(
                        "A wake-up has one hook for its cancellation, and this one has it already");
            }
            hook.run();
        }
    }

    /** Ends it without anybody having waited: what it was made for did not begin. */
    void giveUp() {
        wait.giveUp(null);
    }

    @Suspendable
    Object await() {
        return TimedWait.awaitEver(wait);
    }
}
