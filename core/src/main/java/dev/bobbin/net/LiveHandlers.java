package dev.bobbin.net;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.WakeUp;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** The handlers of a server that have not ended, of which there are so many at the most. Used from any thread. */
final class LiveHandlers {

    private final int most;
    private final Runnable whenOver;

    // All guarded by this.
    private final Map<Coroutine<?>, StreamSocket> live = new LinkedHashMap<>();
    private final Set<WakeUp<Void>> waiting = new LinkedHashSet<>(); // for any change
    private boolean closed;

    /**
     * Those of a new server.
     *
     * @param whenOver called once, when no other will come and the last has ended; must not wait
     */
    LiveHandlers(int most, Runnable whenOver) {
        this.most = most;
        this.whenOver = whenOver;
    }

    /**
     * Starts a handler.
     *
     * @return false if none is to be started any more
     */
    boolean start(StreamSocket socket, Supplier<Coroutine<?>> spawn) {
        Coroutine<?> handler;
        synchronized (this) {
            if (closed) {
                return false;
            }
            handler = spawn.get(); // it begins later, so nothing of the user's runs in here
            live.put(handler, socket);
        }
        handler.onEnd(() -> end(handler));
        return true;
    }

    private void end(Coroutine<?> handler) {
        boolean over;
        List<WakeUp<Void>> told;
        synchronized (this) {
            live.remove(handler);
            over = closed && live.isEmpty();
            told = takeWaiting();
        }
        tell(told, over);
    }

    /** From now on, no handler is started. */
    void close() {
        boolean over;
        List<WakeUp<Void>> told;
        synchronized (this) {
            over = !closed && live.isEmpty();
            closed = true;
            told = takeWaiting();
        }
        tell(told, over);
    }

    private List<WakeUp<Void>> takeWaiting() {
        List<WakeUp<Void>> taken = new ArrayList<>(waiting);
        waiting.clear();
        return taken;
    }

    private void tell(List<WakeUp<Void>> told, boolean over) {
        told.forEach(wakeUp -> wakeUp.success(null));
        if (over) {
            whenOver.run();
        }
    }

    synchronized int count() {
        return live.size();
    }

    synchronized boolean isFull() {
        return live.size() >= most;
    }

    synchronized Map<Coroutine<?>, StreamSocket> snapshot() {
        return new LinkedHashMap<>(live);
    }

    private synchronized boolean mayAccept() {
        return closed || live.size() < most;
    }

    /** Waits until there is room for one more, or none is to be started any more. */
    @Suspendable
    void awaitRoom() {
        awaitThat(this::mayAccept);
    }

    /** Waits until all of {@code handlers} have ended. */
    @Suspendable
    void awaitEndOf(Set<Coroutine<?>> handlers) {
        awaitThat(() -> haveEnded(handlers));
    }

    private synchronized boolean haveEnded(Set<Coroutine<?>> handlers) {
        return handlers.stream().noneMatch(live::containsKey);
    }

    @Suspendable
    private void awaitThat(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Coroutines.<Void>suspend(wakeUp -> tellOfChange(condition, wakeUp));
        }
    }

    private void tellOfChange(BooleanSupplier condition, WakeUp<Void> wakeUp) {
        synchronized (this) {
            if (!condition.getAsBoolean()) {
                waiting.add(wakeUp);
                wakeUp.onCancel(() -> forget(wakeUp));
                return;
            }
        }
        wakeUp.success(null);
    }

    private synchronized void forget(WakeUp<Void> wakeUp) {
        waiting.remove(wakeUp);
    }
}
