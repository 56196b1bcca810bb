package dev.bobbin.net;

import dev.bobbin.EventLoop;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.runtime.Wait;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Lets one coroutine or thread a direction wait until a channel is ready. The channel stays registered for what was waited for
 * last: telling the operating system costs a call, and most who have read will read again. Only when an event finds nobody
 * waiting is the interest taken back.
 *
 * <p>The key is touched on the loop's thread alone; the two waits are handed over atomically.
 */
final class Readiness implements EventLoop.Ready {

    private final EventLoop loop;
    private final SelectableChannel channel;
    private final AtomicReference<Waiter> incoming = new AtomicReference<>();
    private final AtomicReference<Waiter> outgoing = new AtomicReference<>();
    private SelectionKey key; // null until the first wait

    Readiness(EventLoop loop, SelectableChannel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    EventLoop loop() {
        return loop;
    }

    /** Throws if somebody else waits for {@code operation} already. */
    void requireFree(int operation) {
        if (slot(operation).get() != null) {
            throw alreadyInUse(operation);
        }
    }

    /**
     * Waits until the channel is ready for {@code operation}. The last act of a primitive.
     *
     * @param timeoutNanos how long at the most; 0 for ever
     * @param what what is done, for the message of the SocketTimeoutException
     * @param peer with whom, likewise
     */
    void await(int operation, long timeoutNanos, String what, Object peer, FrameStack k) {
        Waiter waiter = new Waiter(slot(operation));
        if (!waiter.slot.compareAndSet(null, waiter)) {
            throw alreadyInUse(operation);
        }
        if (timeoutNanos > 0) {
            waiter.stopTimer = loop.schedule(timeoutNanos, () -> waiter.timeOut(timeoutNanos, what + peer));
        }
        if (loop.isCurrent()) {
            arm(operation, waiter);
        } else {
            loop.dispatch(() -> arm(operation, waiter));
        }
        waiter.await(k);
    }

    /** Wakes all who wait, after the channel was closed, and lets the selector forget it. */
    void closed() {
        loop.dispatch(() -> {}); // a closed channel is let go by the selector's next round
        failWaiter(incoming, new AsynchronousCloseException());
        failWaiter(outgoing, new AsynchronousCloseException());
    }

    @Override
    public void ready(SelectionKey readyKey) {
        int operations;
        try {
            operations = readyKey.readyOps();
        } catch (CancelledKeyException e) {
            return; // closed meanwhile; whoever closed it has woken the waiters
        }
        int nobody = 0;
        int in = operations & (SelectionKey.OP_READ | SelectionKey.OP_ACCEPT);
        if (in != 0 && !wakeWaiter(incoming)) {
            nobody |= in;
        }
        int out = operations & (SelectionKey.OP_WRITE | SelectionKey.OP_CONNECT);
        if (out != 0) {
            wakeWaiter(outgoing);
            nobody |= out; // nearly always writable: wanted again only when it is not
        }
        if (nobody != 0) {
            readyKey.interestOps(readyKey.interestOps() & ~nobody);
        }
    }

    private void arm(int operation, Waiter waiter) {
        try {
            if (key == null) {
                key = loop.register(channel, operation, this);
            } else if ((key.interestOps() & operation) == 0) {
                key.interestOps(key.interestOps() | operation);
            }
        } catch (CancelledKeyException | ClosedChannelException e) {
            waiter.end(new AsynchronousCloseException());
        } catch (IOException e) {
            waiter.end(e);
        }
    }

    private AtomicReference<Waiter> slot(int operation) {
        boolean in = operation == SelectionKey.OP_READ || operation == SelectionKey.OP_ACCEPT;
        return in ? incoming : outgoing;
    }

    private static boolean wakeWaiter(AtomicReference<Waiter> slot) {
        Waiter waiter = slot.getAndSet(null);
        return waiter != null && waiter.endTimer().wake();
    }

    private static void failWaiter(AtomicReference<Waiter> slot, IOException thrown) {
        Waiter waiter = slot.get();
        if (waiter != null) {
            waiter.end(thrown);
        }
    }

    private static IllegalStateException alreadyInUse(int operation) {
        String what;
        switch (operation) {
            case SelectionKey.OP_READ:
                what = "read from";
                break;
            case SelectionKey.OP_ACCEPT:
                what = "accept connections from";
                break;
            default:
                what = "write to";
                break;
        }
        return new IllegalStateException(
                "Two coroutines " + what + " one socket at the same time: what each of them would get "
                        + "is left to chance. Let one of them do it and hand the data on.");
    }

    /** One wait for one direction. It leaves its slot free however it ends. */
    private static final class Waiter extends Wait {
        private final AtomicReference<Waiter> slot;
        private volatile Runnable stopTimer; // null without a timeout

        Waiter(AtomicReference<Waiter> slot) {
            this.slot = slot;
        }

        Waiter endTimer() {
            Runnable stop = stopTimer;
            if (stop != null) {
                stop.run();
            }
            return this;
        }

        void end(IOException thrown) {
            slot.compareAndSet(this, null);
            endTimer().fail(thrown);
        }

        void timeOut(long timeoutNanos, String what) {
            slot.compareAndSet(this, null);
            fail(new SocketTimeoutException(what + " took longer than " + timeoutNanos / 1_000_000 + " ms"));
        }

        @Override
        protected void abandoned() {
            slot.compareAndSet(this, null);
            endTimer();
        }
    }
}
