package dev.bobbin;

/**
 * Something that other libraries keep in the thread, and that shall go with a coroutine instead: a logger's diagnostic context,
 * a tracer's span, a security principal. It is installed before each step of the coroutine and put right after it. Those that
 * the coroutine spawns have it as well.
 *
 * <p>Both methods are called on the dispatcher's thread, once a step; they must be quick and must not throw.
 *
 * <pre>{@code
 * ThreadLocal<String> requestId = new ThreadLocal<>();
 *
 * ContextElement forThisRequest = new ContextElement() {
 *     public Object install() {
 *         Object before = requestId.get();
 *         requestId.set("42");
 *         return before;
 *     }
 *
 *     public void restore(Object before) {
 *         requestId.set((String) before);
 *     }
 * };
 * Coroutines.withContext(forThisRequest, () -> handle(request));
 * }</pre>
 */
public interface ContextElement {

    /**
     * Puts the element in its place in the current thread.
     *
     * @return what was there before, for {@link #restore}; may be null
     */
    Object install();

    /**
     * Puts back what was there before.
     *
     * @param before what {@link #install} has returned
     */
    void restore(Object before);
}
