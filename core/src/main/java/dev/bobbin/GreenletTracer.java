package dev.bobbin;

/**
 * Hears of each switch between the greenlets of one thread or coroutine; set by {@link Greenlet#setTracer}. It is called in the
 * greenlet that control has come to, before that goes on. It must not switch or wait. What it throws is thrown there instead of
 * what was on its way, and ends the tracing.
 *
 * <pre>{@code
 * Greenlet.setTracer((from, to) -> System.out.println(from + " -> " + to));
 * }</pre>
 */
@FunctionalInterface
public interface GreenletTracer {

    /**
     * Control has moved, with a value.
     *
     * @param from who has switched, or ended
     * @param to who goes on; the same as {@code from} when a greenlet switches to itself
     */
    void switched(Greenlet from, Greenlet to);

    /**
     * Control has moved, with an exception: one that was thrown into {@code to}, or that {@code from} has died of. Unless it is
     * overridden, it is as {@link #switched}.
     *
     * @param from who has thrown
     * @param to who goes on
     * @param thrown what is thrown there
     */
    default void threw(Greenlet from, Greenlet to, Throwable thrown) {
        switched(from, to);
    }
}
