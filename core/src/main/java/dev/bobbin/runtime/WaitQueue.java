package dev.bobbin.runtime;

/**
 * Those who wait for one thing, first come, first served. One who gives up leaves from the middle at once, so that nothing
 * stays behind of many short waits.
 *
 * <p>Guarded by the lock that it is made with; {@link #leave} alone takes it by itself.
 *
 * <pre>{@code
 * private final WaitQueue waiting = new WaitQueue(this);
 *
 * synchronized void set() {
 *     for (Waiter next = waiting.poll(); next != null; next = waiting.poll()) {
 *         next.offer(null);
 *     }
 * }
 * }</pre>
 */
public final class WaitQueue {

    private final Object lock;
    private Waiter first;
    private Waiter last;
    private int size;

    /**
     * An empty queue.
     *
     * @param lock whose monitor guards it
     */
    public WaitQueue(Object lock) {
        this.lock = lock;
    }

    /**
     * Lets {@code waiter} stand at the end. The caller holds the lock.
     *
     * @param waiter one that stands in no queue
     */
    public void add(Waiter waiter) {
        waiter.queue(this);
        waiter.previous = last;
        if (last == null) {
            first = waiter;
        } else {
            last.next = waiter;
        }
        last = waiter;
        size++;
    }

    /**
     * Takes the one out who has waited longest. The caller holds the lock.
     *
     * @return null if nobody waits
     */
    public Waiter poll() {
        Waiter longest = first;
        if (longest != null) {
            unlink(longest);
        }
        return longest;
    }

    /**
     * The one who has waited longest. The caller holds the lock.
     *
     * @return null if nobody waits
     */
    public Waiter peek() {
        return first;
    }

    /**
     * The one who came after {@code waiter}. The caller holds the lock.
     *
     * @param waiter one that stands in this queue
     * @return null if it is the last
     */
    public Waiter after(Waiter waiter) {
        return waiter.next;
    }

    /**
     * Offers the same to all who wait, in their order. The caller holds the lock.
     *
     * @param value what their calls return
     */
    public void wakeAll(Object value) {
        for (Waiter next = poll(); next != null; next = poll()) {
            next.offer(value);
        }
    }

    /**
     * Lets all who wait fail. The caller holds the lock.
     *
     * @param thrown what their calls throw
     */
    public void failAll(Throwable thrown) {
        for (Waiter next = poll(); next != null; next = poll()) {
            next.fail(thrown);
        }
    }

    /**
     * Whether nobody waits. The caller holds the lock.
     *
     * @return true if so
     */
    public boolean isEmpty() {
        return first == null;
    }

    /**
     * How many wait. The caller holds the lock.
     *
     * @return 0 or more
     */
    public int size() {
        return size;
    }

    /**
     * Takes {@code waiter} out, wherever it stands; nothing happens if it stands here no more. Takes the lock.
     *
     * @param waiter one who has given up
     */
    public void leave(Waiter waiter) {
        synchronized (lock) {
            if (waiter.queue() == this) {
                unlink(waiter);
            }
        }
    }

    /** What those in the queue wait for. */
    @Override
    public String toString() {
        return lock.toString();
    }

    private void unlink(Waiter waiter) {
        if (waiter.previous == null) {
            first = waiter.next;
        } else {
            waiter.previous.next = waiter.next;
        }
        if (waiter.next == null) {
            last = waiter.previous;
        } else {
            waiter.next.previous = waiter.previous;
        }
        waiter.previous = null;
        waiter.next = null;
        waiter.queue(null);
        size--;
    }
}
