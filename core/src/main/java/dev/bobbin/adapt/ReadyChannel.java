package dev.bobbin.adapt;

import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.TimedWait;
import dev.bobbin.runtime.Wait;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A channel whose users wait for it on event loops: each on the loop of the coroutine that waits, plain threads by the help of
 * the shared one. There is one waiter for what comes in and one for what goes out; who else wants to wait is kept away by the
 * locks of the socket.
 *
 * <p>A key is touched on its loop's thread alone; the waiters are handed over atomically. A wake-up is a hint: who was woken
 * tries again.
 */
final class ReadyChannel implements EventLoop.Ready {

    private static final int INCOMING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    private final SelectableChannel channel;
    private final AtomicReference<Waiter> incoming = new AtomicReference<>();
    private final AtomicReference<Waiter> outgoing = new AtomicReference<>();
    private final Map<EventLoop, SelectionKey> keys = new ConcurrentHashMap<>(2);

    ReadyChannel(SelectableChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits until the channel is ready for {@code operation}, or was closed.
     *
     * @param nanos how long at the most; 0 for ever
     * @return false if the time was over before
     */
    @Suspendable
    boolean await(int operation, long nanos) {
        Waiter waiter = new Waiter(slot(operation));
        waiter.slot.set(waiter);
        EventLoop loop = EventLoop.current();
        if (loop.isCurrent()) {
            arm(loop, operation, waiter);
        } else {
            loop.dispatch(() -> arm(loop, operation, waiter));
        }
        if (nanos == 0) {
            TimedWait.awaitEver(waiter);
            return true;
        }
        return TimedWait.await(waiter, Duration.ofNanos(nanos), waiter) != waiter;
    }

    /** Wakes all who wait, and lets the selectors forget the channel, which holds its descriptor until they do. */
    void close() throws IOException {
        channel.close();
        wake(incoming);
        wake(outgoing);
        for (EventLoop loop : keys.keySet()) {
            loop.dispatch(() -> {});
        }
        keys.clear();
    }

    /** Wakes who waits for what comes in, after the peer's side was shut. */
    void wakeIncoming() {
        wake(incoming);
    }

    @Override
    public void ready(SelectionKey key) {
        try {
            int operations = key.readyOps();
            int nobody = 0;
            if ((operations & INCOMING) != 0 && !wake(incoming)) {
                nobody = operations & INCOMING;
            }
            if ((operations & ~INCOMING) != 0) {
                wake(outgoing);
                nobody |= operations & ~INCOMING; // nearly always writable: wanted again only when it is not
            }
            if (nobody != 0) {
                key.interestOps(key.interestOps() & ~nobody);
            }
        } catch (CancelledKeyException closed) {
            // whoever closed the channel wakes the waiters
        }
    }

    private void arm(EventLoop loop, int operation, Waiter waiter) {
        if (waiter.isWoken()) {
            return;
        }
        try {
            SelectionKey key = keys.get(loop);
            if (key == null) {
                keys.keySet().removeIf(EventLoop::hasEnded);
                keys.put(loop, loop.register(channel, operation, this));
                if (!channel.isOpen()) {
                    loop.dispatch(() -> {}); // closed in between: by someone who did not know this loop
                }
            } else if ((key.interestOps() & operation) == 0) {
                key.interestOps(key.interestOps() | operation);
            }
        } catch (CancelledKeyException | ClosedChannelException closed) {
            waiter.wake(); // who was woken tries again, and is told by the channel
        } catch (IOException e) {
            waiter.fail(e);
        }
    }

    private AtomicReference<Waiter> slot(int operation) {
        return (operation & INCOMING) != 0 ? incoming : outgoing;
    }

    private static boolean wake(AtomicReference<Waiter> slot) {
        Waiter waiter = slot.getAndSet(null);
        return waiter != null && waiter.wake();
    }

    /** One wait for one direction. It leaves its slot free however it ends. */
    private static final class Waiter extends Wait {
        private final AtomicReference<Waiter> slot;

        Waiter(AtomicReference<Waiter> slot) {
            this.slot = slot;
        }

        @Override
        protected void abandoned() {
            slot.compareAndSet(this, null);
        }

        @Override
        public String toString() {
            return "a socket";
        }
    }
}
