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
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Lets one coroutine or thread a direction wait until a channel is ready. The channel stays registered for what was waited for
 * last: telling the operating system costs a call, and most who have read will read again. Only when an event finds nobody
 * waiting is the interest taken back.
 *
 * <p>The key is touched on the loop's thread alone; the two waits are handed over atomically. A channel whose loop has ended
 * (that of {@code runBlocking}, say) goes on with the loop of whoever waits next.
 */
final class Readiness implements EventLoop.Ready {

    private static final int INCOMING = SelectionKey.OP_READ | SelectionKey.OP_ACCEPT;

    private static final long FOR_EVER_NANOS = Long.MAX_VALUE / 4; // so that deadlines can be compared

    private final SelectableChannel channel;
    private final AtomicReference<Waiter> incoming = new AtomicReference<>();
    private final AtomicReference<Waiter> outgoing = new AtomicReference<>();
    private volatile EventLoop loop;

    // Confined to the loop's thread.
    private SelectionKey key; // null until the first wait
    private EventLoop keyLoop; // where the key is registered
    private boolean missedIncoming; // an event has found nobody waiting
    private Limit incomingLimit; // null until the first wait that has a limit
    private Limit outgoingLimit; // likewise

    Readiness(EventLoop loop, SelectableChannel channel) {
        this.loop = loop;
        this.channel = channel;
    }

    /** The loop that watches the channel. */
    EventLoop loop() {
        EventLoop now = loop;
        return now.hasEnded() ? moveToRunningLoop() : now;
    }

    private synchronized EventLoop moveToRunningLoop() {
        if (loop.hasEnded()) {
            loop = EventLoop.current();
        }
        return loop;
    }

    /**
     * Whether an operation that has just taken all there was should rather wait than try again: the next event will come by
     * itself, so a try would most likely be a call for nothing. Only on the loop's thread can that be told.
     */
    boolean wouldTellOfMore() {
        return loop.isCurrent() && !missedIncoming && keyLoop == loop;
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
        EventLoop home = loop();
        Waiter waiter = new Waiter(slot(operation), timeoutNanos, home, what, peer);
        if (!waiter.slot.compareAndSet(null, waiter)) {
            throw alreadyInUse(operation);
        }
        if (home.isCurrent()) {
            arm(home, operation, waiter);
        } else {
            home.dispatch(() -> arm(home, operation, waiter));
        }
        waiter.await(k);
    }

    /**
     * Wakes all who wait, after the channel was closed, and lets the selector forget it.
     *
     * @param thrown makes what each of them is told
     */
    void closed(Supplier<? extends IOException> thrown) {
        loop.dispatch(this::stopTimers); // and a closed channel is let go by the selector's next round
        failWaiter(incoming, thrown);
        failWaiter(outgoing, thrown);
    }

    @Override
    public void ready(SelectionKey readyKey) {
        try {
            wakeWaiters(readyKey);
        } catch (CancelledKeyException e) {
            // closed meanwhile, and whoever closed it wakes the waiters
        }
    }

    private void wakeWaiters(SelectionKey readyKey) {
        int operations = readyKey.readyOps();
        int nobody = 0;
        int in = operations & INCOMING;
        if (in != 0 && !wakeWaiter(incoming)) {
            nobody |= in;
            missedIncoming = true;
        }
        int out = operations & ~INCOMING;
        if (out != 0) {
            wakeWaiter(outgoing);
            nobody |= out; // nearly always writable: wanted again only when it is not
        }
        if (nobody != 0) {
            readyKey.interestOps(readyKey.interestOps() & ~nobody);
        }
    }

    private void arm(EventLoop home, int operation, Waiter waiter) {
        try {
            if ((operation & INCOMING) != 0) {
                missedIncoming = false;
            }
            if (key == null || keyLoop != home) {
                key = home.register(channel, operation, this);
                keyLoop = home;
            } else if ((key.interestOps() & operation) == 0) {
                key.interestOps(key.interestOps() | operation);
            }
            if (waiter.timeoutNanos > 0) {
                limit(operation).cover(waiter.deadline, home);
            }
        } catch (CancelledKeyException | ClosedChannelException e) {
            waiter.end(new AsynchronousCloseException());
        } catch (IOException e) {
            waiter.end(e);
        }
    }

    private AtomicReference<Waiter> slot(int operation) {
        return (operation & INCOMING) != 0 ? incoming : outgoing;
    }

    private Limit limit(int operation) {
        boolean in = (operation & INCOMING) != 0;
        Limit limit = in ? incomingLimit : outgoingLimit;
        if (limit == null) {
            limit = new Limit(slot(operation));
            if (in) {
                incomingLimit = limit;
            } else {
                outgoingLimit = limit;
            }
        }
        return limit;
    }

    private void stopTimers() {
        if (incomingLimit != null) {
            incomingLimit.stopTimer();
        }
        if (outgoingLimit != null) {
            outgoingLimit.stopTimer();
        }
    }

    private static boolean wakeWaiter(AtomicReference<Waiter> slot) {
        Waiter waiter = slot.getAndSet(null);
        return waiter != null && waiter.wake();
    }

    private static void failWaiter(AtomicReference<Waiter> slot, Supplier<? extends IOException> thrown) {
        Waiter waiter = slot.get();
        if (waiter != null) {
            waiter.end(thrown.get());
        }
    }

    static IllegalStateException alreadyInUse(int operation) {
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

    /**
     * Ends waits of one direction that take too long, by one timer. That stays when a wait ends in time, and looks when it is due
     * who waits then: nearly all waits end in time, and to set a timer for each and take it back would cost more than the rest of
     * them. Confined to the loop's thread.
     */
    private static final class Limit {
        private final AtomicReference<Waiter> slot;
        private Runnable timer; // stops it; null while none is set
        private long due;
        private EventLoop timerLoop;

        Limit(AtomicReference<Waiter> slot) {
            this.slot = slot;
        }

        /** Has the timer go off at {@code deadline} at the latest. */
        void cover(long deadline, EventLoop loop) {
            if (timer == null || deadline - due < 0 || timerLoop != loop) {
                stopTimer();
                due = deadline;
                timerLoop = loop;
                timer = loop.schedule(Math.max(0, deadline - loop.nanoTime()), this::look);
            }
        }

        private void look() {
            timer = null;
            Waiter waiter = slot.get();
            if (waiter == null || waiter.timeoutNanos == 0) {
                return;
            }
            if (waiter.deadline - timerLoop.nanoTime() > 0) {
                cover(waiter.deadline, timerLoop);
            } else {
                waiter.timeOut();
            }
        }

        void stopTimer() {
            if (timer != null) {
                timer.run();
                timer = null;
            }
        }
    }

    /** One wait for one direction. It leaves its slot free however it ends. */
    private static final class Waiter extends Wait {
        private final AtomicReference<Waiter> slot;
        private final long timeoutNanos; // 0: for ever
        private final long deadline; // if there is a timeout
        private final String what;
        private final Object peer;

        Waiter(AtomicReference<Waiter> slot, long timeoutNanos, EventLoop loop, String what, Object peer) {
            this.slot = slot;
            this.timeoutNanos = timeoutNanos;
            this.deadline = timeoutNanos == 0 ? 0 : loop.nanoTime() + Math.min(timeoutNanos, FOR_EVER_NANOS);
            this.what = what;
            this.peer = peer;
        }

        void timeOut() {
            end(new SocketTimeoutException(peer + ": " + what + " took longer than "
                    + Duration.ofNanos(timeoutNanos).toMillis() + " ms"));
        }

        void end(IOException thrown) {
            slot.compareAndSet(this, null);
            fail(thrown);
        }

        @Override
        protected void abandoned() {
            slot.compareAndSet(this, null);
        }
    }
}
