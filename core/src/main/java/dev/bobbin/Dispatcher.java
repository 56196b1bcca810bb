package dev.bobbin;

/**
 * Decides where and when coroutines go on.
 *
 * <pre>{@code
 * Dispatcher onSwing = javax.swing.SwingUtilities::invokeLater;
 * Coroutine<Void> painter = Coroutines.spawn(onSwing, () -> paintSlowly());
 * }</pre>
 */
@FunctionalInterface
public interface Dispatcher {

    /**
     * Runs {@code step} later, once, and never before this call has returned. Steps handed over by one thread should run in
     * that order. Called from any thread.
     *
     * @param step a short piece of work that does not block
     */
    void dispatch(Runnable step);

    /**
     * Whether a thread of this dispatcher may be blocked by what a coroutine calls, because that holds up no other.
     *
     * @return false, unless each step has a thread of its own
     */
    default boolean mayBlock() {
        return false;
    }

    /**
     * The loop whose timers wake up what runs here. Called from any thread.
     *
     * @return the shared loop, unless a dispatcher has one of its own
     */
    default EventLoop timekeeper() {
        return EventLoop.shared();
    }
}
