package dev.bobbin;

import java.util.Optional;

/**
 * What an {@link EventLoop} had to do at one moment. Immutable. The figures are taken while the loop goes on, so each may be off
 * by what happened meanwhile.
 *
 * <pre>{@code
 * System.out.println(EventLoop.shared().stats()); // 3 ready, 10 timers, 2 channels, 5021 steps
 * }</pre>
 */
public final class LoopStats {

    private final int ready;
    private final int timers;
    private final int channels;
    private final long steps;
    private final Optional<Coroutine<?>> running;

    LoopStats(int ready, int timers, int channels, long steps, Optional<Coroutine<?>> running) {
        this.ready = ready;
        this.timers = timers;
        this.channels = channels;
        this.steps = steps;
        this.running = running;
    }

    /**
     * How many steps wait for their turn.
     *
     * @return the length of the queue, 0 for a loop that keeps up
     */
    public int ready() {
        return ready;
    }

    /**
     * How many timers run: those who sleep, time limits and what was scheduled.
     *
     * @return 0 or more
     */
    public int timers() {
        return timers;
    }

    /**
     * How many sockets the loop watches.
     *
     * @return 0 or more
     */
    public int channels() {
        return channels;
    }

    /**
     * How many steps the loop has begun since its start.
     *
     * @return a number that only grows: from two of them, the steps in between can be told
     */
    public long steps() {
        return steps;
    }

    /**
     * The coroutine whose step the loop was at.
     *
     * @return empty if it slept, or was at something else
     */
    public Optional<Coroutine<?>> running() {
        return running;
    }

    @Override
    public String toString() {
        String at = running.map(coroutine -> ", at coroutine \"" + coroutine.name() + '"')
                .orElse("");
        return ready + " ready, " + timers + " timers, " + channels + " channels, " + steps + " steps" + at;
    }
}
