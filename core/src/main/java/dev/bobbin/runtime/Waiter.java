package dev.bobbin.runtime;

/**
 * A wait that stands in a {@link WaitQueue}.
 *
 * <p>The queue and its waiters are guarded by the monitor of the primitive to which the queue belongs, which is held for a few
 * instructions and never over a suspension.
 */
public class Waiter extends Wait {

    // Guarded by the primitive's monitor.
    private WaitQueue queue; // null when it stands in none
    Waiter previous;
    Waiter next;

    /** What the waiter brings, such as the element to send; null if nothing. */
    private final Object brought;

    /**
     * A waiter in no queue.
     *
     * @param brought what the one who wakes it takes from it; may be null
     */
    public Waiter(Object brought) {
        this.brought = brought;
    }

    /** A waiter that brings nothing. */
    public Waiter() {
        this(null);
    }

    /**
     * What the waiter brings.
     *
     * @return what it was made with
     */
    public final Object brought() {
        return brought;
    }

    /**
     * Offers the waiter what it waits for. Called by the primitive, after it has taken the waiter out of its queue.
     *
     * @param value what the waiter's call returns
     * @return false if it has gone: then somebody else may have the value
     */
    public boolean offer(Object value) {
        return wake(value);
    }

    @Override
    public boolean endsFromOutside() {
        return false;
    }

    @Override
    public String toString() {
        WaitQueue in = queue;
        return in == null ? "something" : in.toString();
    }

    /** Leaves the queue: the wait was given up, by a cancellation or because its time was over. */
    @Override
    protected void abandoned() {
        WaitQueue left = queue; // written before the wait began, and read again under the lock
        if (left != null) {
            left.leave(this);
        }
    }

    final WaitQueue queue() {
        return queue;
    }

    final void queue(WaitQueue in) {
        queue = in;
    }
}
