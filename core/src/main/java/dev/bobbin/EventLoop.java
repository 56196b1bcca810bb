package dev.bobbin;

import dev.bobbin.runtime.Wait;
import java.io.IOException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongFieldUpdater;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * A dispatcher with one thread: what is ready runs in the order in which it became ready, timers in the order of their
 * deadlines, sockets when they are. What runs on a loop runs alone until it suspends.
 *
 * <p>Coroutines go to {@link #shared} unless they are told otherwise: a daemon thread that starts on first use and does not
 * keep the JVM alive. All methods may be called from any thread unless they say otherwise.
 *
 * <pre>{@code
 * EventLoop loop = EventLoop.start("prices");
 * Coroutine<Void> c = Coroutines.spawn(loop, () -> update());
 * c.join();
 * loop.stop();
 * }</pre>
 */
public final class EventLoop implements Dispatcher {

    /** While work is ready, the timers and the inbox are asked for more after so many tasks. */
    private static final int TASKS_A_TURN = 64;

    private static final int RUNNING = 0;
    private static final int ASLEEP = 1;

    /** After so long without anything to do, a loop that somebody waits for says that it stands still, once. */
    private static final long STALL_NANOS = 1_000_000_000;

    private static final AtomicLongFieldUpdater<EventLoop> STEPS =
            AtomicLongFieldUpdater.newUpdater(EventLoop.class, "steps");

    /** Those who wait for one another in a longer chain are not followed to its end, and neither are those in a circle. */
    private static final int DEEPEST_CHAIN = 1000;

    /** What is told when a channel is ready. */
    public interface Ready {

        /**
         * Called on the loop's thread; must not block, and must change the key's interest or use up what is ready.
         *
         * @param key the channel's key
         */
        void ready(SelectionKey key);
    }

    /** Started when it is first asked for. */
    private static final class Shared {
        static final EventLoop LOOP = EventLoop.startShared();
    }

    private final String name;
    private final ArrayDeque<Runnable> ready = new ArrayDeque<>();
    private final ConcurrentLinkedQueue<Runnable> inbox = new ConcurrentLinkedQueue<>();
    private final Timers timers = new Timers();

    /**
     * Whether the thread sleeps or is about to. The loop sets it and then looks at its inbox once more; whoever puts something
     * there looks at it afterwards. So one of the two sees the other, and a busy loop costs nobody a system call.
     */
    private final AtomicInteger sleep = new AtomicInteger(RUNNING);

    private boolean isShared; // written before others know the loop
    private volatile Thread thread;
    private CurrentDispatcher here; // written by the loop's thread before it runs anything; others only look
    private volatile long steps; // counted by the loop's thread, by a plain store: others only look, now and then
    private volatile Selector selector;
    private volatile boolean stopped;
    private volatile boolean ended;

    /**
     * So many tasks run before the sockets are asked for more. All that were ready the last time have a turn in between: a
     * channel would be found ready again, for nothing, if whoever reads it had not.
     */
    private int tasksToPoll;

    // Of the selection under way, confined to the loop's thread.
    private final Consumer<SelectionKey> tell = this::tell;
    private boolean tellsDirectly; // nothing is ready but what the selection finds
    private int toldDirectly; // so many have run so far

    private BooleanSupplier enough; // whether to run nothing more; set while the loop runs

    private final Simulation simulation; // null for a loop whose time is the real one
    private Coroutine<?> main; // null, or what the loop runs for
    private boolean stallReported;
    private boolean interrupted; // while it slept, which is for others to know; confined to the loop's thread

    final LoopWatch.Seen seen = new LoopWatch.Seen(this); // confined to the watch's thread

    private EventLoop(String name, Simulation simulation) {
        this.name = name;
        this.simulation = simulation;
    }

    /**
     * The loop that coroutines run on by default.
     *
     * @return always the same one
     */
    public static EventLoop shared() {
        return Shared.LOOP;
    }

    /**
     * A loop with a daemon thread of its own.
     *
     * @param name the thread's name
     * @return the loop, running
     */
    public static EventLoop start(String name) {
        EventLoop loop = new EventLoop(Objects.requireNonNull(name, "name"), null);
        Thread thread = new Thread(loop::runUntilStopped, name);
        thread.setDaemon(true);
        return loop.startOn(thread);
    }

    private static EventLoop startShared() {
        EventLoop loop = new EventLoop("bobbin", null);
        loop.isShared = true;
        return loop.startOn(LibraryThread.daemon(loop::runUntilStopped, loop.name, EventLoop.class.getClassLoader()));
    }

    private EventLoop startOn(Thread toRunIt) {
        thread = toRunIt;
        toRunIt.start();
        return this;
    }

    private void runUntilStopped() {
        runUntil(() -> false);
    }

    /** A loop for the current thread, which {@link #runUntil} runs. */
    static EventLoop here(String name) {
        return new EventLoop(name, null);
    }

    /** A loop for the current thread, with a clock that jumps. */
    static EventLoop simulated(String name, Simulation simulation) {
        return new EventLoop(name, simulation);
    }

    /**
     * The loop for what the current thread starts.
     *
     * @return the loop whose thread this is, or {@link #shared} if it is no loop's
     */
    public static EventLoop current() {
        return CurrentDispatcher.loop();
    }

    /**
     * Whether the current thread is this loop's.
     *
     * @return true on it
     */
    public boolean isCurrent() {
        return Thread.currentThread() == thread;
    }

    @Override
    public void dispatch(Runnable step) {
        Objects.requireNonNull(step, "step");
        if (isCurrent()) {
            ready.add(step);
        } else {
            inbox.add(step);
            wakeUp();
        }
    }

    /**
     * Lets {@code ready} know whenever {@code channel} is ready for what it is interested in. To be called on the loop's
     * thread.
     *
     * @param channel a channel in non-blocking mode
     * @param interest the operations, as {@link SelectionKey} numbers them
     * @param ready who is told
     * @return the channel's key, to change the interest on the loop's thread
     * @throws IOException if the channel is closed or no selector can be had
     */
    public SelectionKey register(SelectableChannel channel, int interest, Ready ready) throws IOException {
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(ready, "ready");
        if ((interest & ~channel.validOps()) != 0) {
            throw new IllegalArgumentException("A channel was to be registered for the operations " + interest
                    + ", but " + channel + " has no others than " + channel.validOps());
        }
        if (!isCurrent()) {
            throw new IllegalStateException("A channel is registered on the thread of its loop (" + name + "), not on "
                    + Thread.currentThread().getName() + ". Hand the call over with dispatch().");
        }
        if (selector == null) {
            selector = Selector.open();
        }
        return channel.register(selector, interest, ready);
    }

    /**
     * Runs {@code task} on the loop's thread after a time.
     *
     * @param delayNanos how long, in nanoseconds from this call; what is not positive counts as 0
     * @param task a short piece of work that does not block
     * @return what forgets the task when it is run, if it has not begun; it may be run on any thread
     */
    public Runnable schedule(long delayNanos, Runnable task) {
        Objects.requireNonNull(task, "task");
        Timers.Timer timer = new Timers.Timer(this, deadlineIn(delayNanos)) {
            @Override
            void due() {
                if (wake()) {
                    EventLoop.this.run(task);
                }
            }
        };
        timer.start();
        return () -> {
            if (timer.wake()) {
                cancelTimer(timer);
            }
        };
    }

    /**
     * Ends the loop after what it is at. What waits on it waits for ever. The loop of {@link #shared} cannot be stopped: others
     * may use it.
     *
     * @throws IllegalStateException if this is the shared loop
     */
    public void stop() {
        if (isShared) {
            throw new IllegalStateException(
                    "The shared event loop was to be stopped, but all of the program may use it. It ends"
                            + " with the JVM. Start a loop of your own with EventLoop.start(), and stop that.");
        }
        stopped = true;
        wakeUp();
    }

    /**
     * Whether the loop has come to its end, and runs nothing any more.
     *
     * @return true after {@link #stop}, and for the loop of {@link Coroutines#runBlocking} once that has returned
     */
    public boolean hasEnded() {
        return ended;
    }

    @Override
    public EventLoop timekeeper() {
        return this;
    }

    /**
     * The time by which the loop's timers go. May be called from any thread.
     *
     * @return nanoseconds since some point, to be compared by their difference
     */
    public long nanoTime() {
        return simulation == null ? System.nanoTime() : simulation.now();
    }

    /**
     * What the loop has to do. May be called from any thread, and holds nobody up; what it tells may be over already.
     *
     * @return the figures of this moment
     */
    public LoopStats stats() {
        return new LoopStats(
                Math.max(0, ready.size()) + inbox.size(),
                timers.size(),
                channels(),
                steps,
                Optional.ofNullable(Coroutine.ofStep(running())));
    }

    private int channels() {
        Selector open = selector;
        try {
            return open == null ? 0 : open.keys().size();
        } catch (ClosedSelectorException ended) { // at this moment, perhaps
            return 0;
        }
    }

    /**
     * How long something that is ready has to wait for its turn: the time until the loop comes to a task that is handed over
     * now. Suspends in a coroutine, blocks a plain thread. A loop that is held by what it is at makes this wait, too, so limit
     * its time.
     *
     * <pre>{@code
     * Duration lag = withTimeoutOrNull(Duration.ofSeconds(1), loop::measureLag); // null: it hangs
     * }</pre>
     *
     * @return the time, a few microseconds for a loop that has nothing else to do
     * @throws IllegalStateException if the loop has ended
     * @throws java.util.concurrent.CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public Duration measureLag() {
        if (ended) {
            throw new IllegalStateException("There is no lag to measure of " + this + ", which has ended.");
        }
        long asked = System.nanoTime();
        long served = Coroutines.<Long>suspend(wakeUp -> dispatch(() -> wakeUp.success(System.nanoTime())));
        return Duration.ofNanos(served - asked);
    }

    /** What the loop's thread is at, as seen from another; null if nothing. */
    Runnable running() {
        CurrentDispatcher current = here;
        return current == null ? null : current.seenRunning();
    }

    /** How many steps have begun, as seen from another thread. */
    long steps() {
        return steps;
    }

    /** The stack of the loop's thread; empty if it has none. */
    StackTraceElement[] threadStack() {
        Thread running = thread;
        return running == null ? new StackTraceElement[0] : running.getStackTrace();
    }

    /** The simulation that the loop belongs to; null if none. */
    Simulation simulation() {
        return simulation;
    }

    /** Runs the loop on the current thread until {@code coroutine} has ended. */
    void runFor(Coroutine<?> coroutine) {
        main = coroutine;
        try {
            runUntil(coroutine::isDone);
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt(); // it was meant for whoever has the thread again now
            }
        }
    }

    @Override
    public String toString() {
        return "event loop " + name;
    }

    /** The point in time {@code nanos} from now; now if that is not positive. */
    long deadlineIn(long nanos) {
        return nanoTime() + Math.max(0, Math.min(nanos, Durations.LONGEST_NANOS));
    }

    /** Starts {@code timer}; on any thread. */
    void addTimer(Timers.Timer timer) {
        if (isCurrent()) {
            timers.add(timer);
        } else {
            dispatch(() -> {
                if (!timer.isWoken()) {
                    timers.add(timer);
                }
            });
        }
    }

    /** Forgets {@code timer}; on any thread. */
    void cancelTimer(Timers.Timer timer) {
        if (isCurrent()) {
            timers.remove(timer);
        } else {
            dispatch(() -> timers.remove(timer));
        }
    }

    /** Runs the loop on the current thread until it is stopped or {@code enough} says so, asked between two tasks. */
    void runUntil(BooleanSupplier enough) {
        CurrentDispatcher.run(this, toString(), current -> {
            here = current;
            this.enough = enough;
            thread = Thread.currentThread();
            LoopWatch.begins(this);
            try {
                while (!stopped && !enough.getAsBoolean()) {
                    turn(enough);
                }
            } finally {
                LoopWatch.ended(this);
                thread = null;
                closeSelector();
                ended = true;
            }
        });
    }

    /** One round: what others have handed over, what the time and the sockets have made ready, then what was ready. */
    private void turn(BooleanSupplier enough) {
        takeInbox();
        fireTimers();
        if (ready.isEmpty()) {
            sleep();
            takeInbox();
            fireTimers();
            tasksToPoll = Math.max(ready.size(), TASKS_A_TURN);
        } else if (tasksToPoll <= 0) {
            poll();
            tasksToPoll = Math.max(ready.size(), TASKS_A_TURN);
        }
        int tasks = Math.min(ready.size(), TASKS_A_TURN);
        tasksToPoll -= tasks;
        for (; tasks > 0 && !enough.getAsBoolean(); tasks--) {
            run(simulation == null ? ready.poll() : simulation.next(ready));
        }
    }

    private void fireTimers() {
        if (!timers.isEmpty()) {
            timers.fire(nanoTime());
        }
    }

    private void takeInbox() {
        for (Runnable task = inbox.poll(); task != null; task = inbox.poll()) {
            ready.add(task);
        }
    }

    private void poll() {
        Selector open = selector;
        if (open != null && !open.keys().isEmpty()) {
            try {
                ReadyKeys.poll(open, tell);
            } catch (IOException | CancelledKeyException e) {
                report(e);
            }
        }
    }

    private void sleep() {
        sleep.set(ASLEEP);
        try {
            if (!inbox.isEmpty() || stopped) {
                poll();
                return;
            }
            long nanos = timers.nanosToFirst(nanoTime());
            Selector open = selector;
            if (open != null) {
                select(open, nanos);
            } else if (simulation != null) {
                sleepOrJump(nanos);
            } else if (nanos == Long.MAX_VALUE) {
                sleepUntilWoken();
            } else if (nanos > 0) {
                LockSupport.parkNanos(this, nanos);
            }
            interrupted |= Thread.interrupted(); // a loop has no use for it, and it would keep it from sleeping
        } catch (IOException | CancelledKeyException e) {
            report(e);
        } finally {
            sleep.set(RUNNING);
        }
    }

    private void sleepUntilWoken() {
        if (main == null || stallReported) {
            LockSupport.park(this);
            return;
        }
        long began = System.nanoTime();
        LockSupport.parkNanos(this, STALL_NANOS);
        boolean woken = !inbox.isEmpty() || stopped || System.nanoTime() - began < STALL_NANOS;
        if (!woken && !BlockingCall.isAnyUnderWay() && !isAwaitedFromOutside()) {
            reportStall();
        }
    }

    /** Lets it be the time of the next timer, unless something may come before from where time is real. */
    private void sleepOrJump(long nanos) {
        if (isAwaitedFromOutside()) {
            LockSupport.park(this);
        } else if (nanos == Long.MAX_VALUE) {
            throw DeadlockException.ofAll(toString(), simulation.coroutines());
        } else {
            simulation.advanceBy(nanos);
        }
    }

    /** Whether what is waited for may come from another library, a thread pool or the system, or a coroutine from elsewhere. */
    private boolean isAwaitedFromOutside() {
        for (Coroutine<?> each : coroutines()) {
            if (!each.isDone() && (each.dispatcher() != this || endsFromOutside(each.waitsFor()))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Whether {@code wait}, or what those wait for who must act before it ends, may end from outside.
     *
     * @param wait null for that of a coroutine that does not wait. Since nothing is ready here, it is on its way: woken by another
     *     thread, or coming back from another dispatcher
     */
    private boolean endsFromOutside(Wait wait) {
        Wait at = wait;
        for (int depth = 0; depth < DEEPEST_CHAIN; depth++) {
            if (at == null || at.endsFromOutside()) {
                return true;
            }
            Object actor = at.blockedBy();
            if (!(actor instanceof Coroutine)) {
                return false;
            }
            Coroutine<?> awaited = (Coroutine<?>) actor;
            if (awaited.dispatcher() != this) {
                return true;
            }
            at = awaited.waitsFor();
        }
        return false;
    }

    private List<Coroutine<?>> coroutines() {
        return simulation != null ? simulation.coroutines() : main.family();
    }

    /**
     * Says that the loop stands still. Another thread may still use what is waited for, and no program can know, so this is no
     * error.
     */
    private void reportStall() {
        stallReported = true;
        System.err.println(DeadlockException.stall(this, coroutines()));
    }

    private void select(Selector open, long nanos) throws IOException {
        toldDirectly = 0;
        tellsDirectly = true;
        try {
            if (nanos > 0) {
                // The selector counts in milliseconds: rounded up, or it would spin through the last one.
                ReadyKeys.await(open, nanos == Long.MAX_VALUE ? 0 : (nanos + 999_999) / 1_000_000, tell);
            } else {
                ReadyKeys.poll(open, tell);
            }
        } finally {
            tellsDirectly = false;
        }
    }

    /**
     * Called for each channel that is ready. Whom that wakes goes to the end of the ready queue. If nothing else was ready, it
     * would run next but for those woken in this way before it, which have run by now: so it may as well run here, while what
     * concerns its channel is in the processor's cache.
     */
    private void tell(SelectionKey key) {
        if (sleep.get() == ASLEEP) {
            sleep.set(RUNNING); // whoever hands something over need not wake the selector any more
        }
        int before = ready.size();
        try {
            ((Ready) key.attachment()).ready(key);
        } catch (Throwable thrown) {
            report(thrown);
        }
        int woken = ready.size() - before;
        if (woken > 1) {
            tellsDirectly = false; // they queue, and so must all who come after
        } else if (woken == 1 && tellsDirectly && !enough.getAsBoolean()) {
            Runnable next = ready.pollLast();
            if (++toldDirectly % TASKS_A_TURN == 0) {
                takeInbox();
                fireTimers();
            }
            run(next);
        }
    }

    /** A task's exception ends the task, never the loop. */
    private void run(Runnable task) {
        STEPS.lazySet(this, steps + 1);
        try {
            here.step(task);
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    /** Tells the thread's handler of uncaught exceptions, which cannot stop the loop either. */
    static void report(Throwable thrown) {
        Thread current = Thread.currentThread();
        try {
            current.getUncaughtExceptionHandler().uncaughtException(current, thrown);
        } catch (Throwable ignored) {
            // as the JVM does with what such a handler throws
        }
    }

    private void wakeUp() {
        if (sleep.get() == ASLEEP && sleep.compareAndSet(ASLEEP, RUNNING)) {
            Selector open = selector;
            if (open != null) {
                open.wakeup();
            } else {
                LockSupport.unpark(thread);
            }
        }
    }

    private void closeSelector() {
        Selector open = selector;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                report(e);
            }
        }
    }
}
