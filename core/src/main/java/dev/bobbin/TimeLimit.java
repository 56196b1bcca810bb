package dev.bobbin;

import dev.bobbin.runtime.FrameStack;
import java.time.Duration;
import java.util.Optional;

/** Cancels what is in it when its time is over, by a failure that names it. */
final class TimeLimit extends EnteredScope {

    private final Optional<String> name;
    private final Object who; // a coroutine or a thread
    private final Duration time;
    private final long deadline; // on the clock of the loop
    private Runnable stopTimer = () -> {};

    private TimeLimit(FrameStack k, Optional<String> name, Duration time, long deadline) {
        super(k);
        this.name = name;
        this.who = Coroutine.of(k).<Object>map(coroutine -> coroutine).orElseGet(Thread::currentThread);
        this.time = time;
        this.deadline = deadline;
    }

    /** A limit for the code on {@code k}, entered; its time runs from now on. */
    static TimeLimit start(Optional<String> name, Duration time, FrameStack k) {
        long nanos = Durations.nanos(time, "A time limit");
        k.requireNotCancelled();
        EventLoop loop = EventLoop.current();
        TimeLimit limit = new TimeLimit(k, name, time, loop.nanoTime() + nanos);
        limit.enter();
        if (nanos == 0) {
            limit.expire();
        } else if (nanos < Durations.LONGEST_NANOS) {
            limit.stopTimer = loop.schedule(nanos, limit::expire);
        }
        return limit;
    }

    /** The code on {@code k} has come to its end. */
    void end(FrameStack k) {
        stopTimer.run();
        detach();
        if (!leave(k)) {
            throw new IllegalStateException(owner() + " was entered in one coroutine and left in another: "
                    + "a generator that limits its time must be pulled from one place.");
        }
    }

    /** The earliest deadline that the code in {@code scope} is under, on its loop's clock; empty if there is none. */
    static Optional<Long> earliest(CancelScope scope) {
        Long earliest = null;
        for (CancelScope at = scope; at != null && !at.endsLook(); at = at.outer()) {
            if (at instanceof TimeLimit) {
                long deadline = ((TimeLimit) at).deadline;
                earliest = earliest == null || deadline - earliest < 0 ? Long.valueOf(deadline) : earliest;
            }
        }
        return Optional.ofNullable(earliest);
    }

    private void expire() {
        cancelHere(owner() + " has run out of time");
    }

    private String owner() {
        String place = who instanceof Coroutine
                ? "coroutine \"" + ((Coroutine<?>) who).name() + "\""
                : "thread " + ((Thread) who).getName();
        return name.map(given -> '"' + given + '"').orElse("withTimeout") + " in " + place;
    }

    @Override
    Throwable thrown() {
        return new DeadlineExceededException(this, owner(), time);
    }
}
