package dev.bobbin.runtime;

/** What a plain thread has entered that can be cancelled around it, and what it waits for in there. */
public abstract class ThreadScopes implements Interruptible {

    /**
     * What the thread is blocked by. Written by the thread before it looks whether it was cancelled, read by a canceller after
     * it has set its flag: one of the two sees the other.
     */
    private volatile Wait waiting;

    /** The scopes of a thread that waits for nothing. */
    protected ThreadScopes() {}

    /**
     * What the thread is to be told where it waits.
     *
     * @return a throwable to throw there; null if nothing around it was cancelled
     */
    protected abstract Throwable cancellation();

    /**
     * Takes note that the thread was told.
     *
     * @param cancelled what {@link #cancellation} has returned and is thrown now
     */
    protected abstract void told(Throwable cancelled);

    /**
     * Whether {@link #cancellation} has made a throwable anew, for the thread alone, whose place is then its trace.
     *
     * @param cancelled what it has returned
     * @return false if others have it, too
     */
    protected abstract boolean isMadeForThis(Throwable cancelled);

    @Override
    public final void interruptWait() {
        Wait now = waiting;
        if (now != null) {
            abandonIfCancelled(now);
        }
    }

    final void begin(Wait wait) {
        waiting = wait;
        abandonIfCancelled(wait);
    }

    final void end() {
        waiting = null;
    }

    private void abandonIfCancelled(Wait wait) {
        Throwable thrown = cancellation();
        if (thrown != null) {
            wait.abandonForCancellation(thrown);
        }
    }
}
