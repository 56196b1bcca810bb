package dev.bobbin.net;

/** What has become of the handlers of a server that was stopped: each of them is counted once. Immutable. */
public final class StopReport {

    private final int finished;
    private final int cancelled;
    private final int running;

    StopReport(int finished, int cancelled, int running) {
        this.finished = finished;
        this.cancelled = cancelled;
        this.running = running;
    }

    /**
     * How many came to their own end within the time they were given.
     *
     * @return 0 or more
     */
    public int finished() {
        return finished;
    }

    /**
     * How many were cancelled, and have ended.
     *
     * @return 0 or more
     */
    public int cancelled() {
        return cancelled;
    }

    /**
     * How many were cancelled and are still at it: they catch the cancellation and go on, or hold their thread. Their connections
     * are closed.
     *
     * @return 0 or more
     */
    public int running() {
        return running;
    }

    /**
     * Whether nobody had to be cancelled.
     *
     * @return true if all handlers came to their own end
     */
    public boolean isClean() {
        return cancelled == 0 && running == 0;
    }

    @Override
    public String toString() {
        return "finished: " + finished + ", cancelled: " + cancelled + ", still running: " + running;
    }
}
