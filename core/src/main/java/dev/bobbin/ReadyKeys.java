package dev.bobbin;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.function.Consumer;

/**
 * Asks a selector which channels are ready. From JDK 11 on, a selector tells of each key as it finds it; before, it puts all of
 * them into a hash set, from which they are taken one by one. With thousands of busy connections that set costs as much as the
 * echo of a short message, since it touches memory that nothing else needs.
 */
final class ReadyKeys {

    /** {@code Selector.select(Consumer, long)} and {@code selectNow(Consumer)}; null on a JDK that has neither. */
    private static final MethodHandle SELECT = find("select", Consumer.class, long.class);

    private static final MethodHandle SELECT_NOW = find("selectNow", Consumer.class);

    private ReadyKeys() {}

    /** Waits for some channel to be ready, for some milliseconds at the most, 0 for ever, and tells {@code action} of each that is. */
    static void await(Selector selector, long millis, Consumer<SelectionKey> action) throws IOException {
        if (SELECT == null) {
            selector.select(millis);
            tellSelected(selector, action);
            return;
        }
        try {
            int ignored = (int) SELECT.invokeExact(selector, action, millis);
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(thrown);
        }
    }

    /** Tells {@code action} of each channel that is ready now. */
    static void poll(Selector selector, Consumer<SelectionKey> action) throws IOException {
        if (SELECT_NOW == null) {
            selector.selectNow();
            tellSelected(selector, action);
            return;
        }
        try {
            int ignored = (int) SELECT_NOW.invokeExact(selector, action);
        } catch (Throwable thrown) {
            throw Sneaky.rethrow(thrown);
        }
    }

    private static void tellSelected(Selector selector, Consumer<SelectionKey> action) {
        Iterator<SelectionKey> keys = selector.selectedKeys().iterator();
        while (keys.hasNext()) {
            SelectionKey key = keys.next();
            keys.remove();
            action.accept(key);
        }
    }

    private static MethodHandle find(String name, Class<?>... parameters) {
        try {
            return MethodHandles.publicLookup()
                    .findVirtual(Selector.class, name, MethodType.methodType(int.class, parameters));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }
}
