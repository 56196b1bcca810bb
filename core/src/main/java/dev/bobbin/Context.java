package dev.bobbin;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * What goes with a coroutine wherever it runs, and with those that it spawns: the values of its {@link CoroutineLocal}s and its
 * {@link ContextElement}s. Immutable: a change makes another.
 */
final class Context {

    private static final ContextElement[] NONE = {};

    static final Context EMPTY = new Context(new HashMap<>(), NONE);

    /** What plain threads have set outside of coroutines. */
    private static final ThreadLocal<Context> OF_THREAD = new ThreadLocal<>();

    private final Map<CoroutineLocal<?>, Object> values;
    private final ContextElement[] elements;

    private Context(Map<CoroutineLocal<?>, Object> values, ContextElement[] elements) {
        this.values = values;
        this.elements = elements;
    }

    /** That of the coroutine that the thread runs, else that of the thread. */
    static Context current() {
        Coroutine<?> running = Coroutine.running();
        if (running != null) {
            return running.context;
        }
        Context ofThread = OF_THREAD.get();
        return ofThread == null ? EMPTY : ofThread;
    }

    /** Sets what {@link #current} returns. */
    static void setCurrent(Context context) {
        Coroutine<?> running = Coroutine.running();
        if (running != null) {
            running.context = context;
        } else if (context == EMPTY) {
            OF_THREAD.remove();
        } else {
            OF_THREAD.set(context);
        }
    }

    boolean has(CoroutineLocal<?> local) {
        return !values.isEmpty() && values.containsKey(local);
    }

    Object value(CoroutineLocal<?> local) {
        return values.get(local);
    }

    Context with(CoroutineLocal<?> local, Object value) {
        Map<CoroutineLocal<?>, Object> changed = new HashMap<>(values);
        changed.put(local, value);
        return new Context(changed, elements);
    }

    Context without(CoroutineLocal<?> local) {
        Map<CoroutineLocal<?>, Object> changed = new HashMap<>(values);
        changed.remove(local);
        return changed.isEmpty() && elements.length == 0 ? EMPTY : new Context(changed, elements);
    }

    Context with(ContextElement element) {
        ContextElement[] more = Arrays.copyOf(elements, elements.length + 1);
        more[elements.length] = element;
        return new Context(values, more);
    }

    /** As this, with the elements of another. */
    Context withElementsOf(Context other) {
        return new Context(values, other.elements);
    }

    /** Whether its elements are those of another, unchanged. */
    boolean hasElementsOf(Context other) {
        return elements == other.elements;
    }

    boolean hasElements() {
        return elements.length > 0;
    }

    /**
     * Puts the elements in their place in the current thread.
     *
     * @return what was there before, for {@link #restore}
     * @throws RuntimeException or an Error, if an element cannot be installed; then the thread is as it was
     */
    Object[] install() {
        Object[] before = new Object[elements.length];
        int placed = 0;
        try {
            for (; placed < elements.length; placed++) {
                before[placed] = elements[placed].install();
            }
            return before;
        } finally {
            if (placed < elements.length) {
                restore(before, placed);
            }
        }
    }

    /** Puts the thread right again, after {@link #install}. */
    void restore(Object[] before) {
        restore(before, elements.length);
    }

    private void restore(Object[] before, int placed) {
        for (int i = placed - 1; i >= 0; i--) {
            try {
                elements[i].restore(before[i]);
            } catch (Throwable thrown) {
                EventLoop.report(thrown); // the others must be put right all the same
            }
        }
    }
}
