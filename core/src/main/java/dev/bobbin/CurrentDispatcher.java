package dev.bobbin;

import dev.bobbin.runtime.ThreadStack;

/**
 * Which dispatcher the current thread runs coroutines for, and which one it is at: {@code spawn} starts its coroutine there,
 * and nothing may block the thread meanwhile.
 */
final class CurrentDispatcher {

    /** Static, since {@code spawn} is called by code that has no other way to know; set while a dispatcher is at work. */
    private static final ThreadLocal<CurrentDispatcher> OF_THREAD = new ThreadLocal<>();

    private final Dispatcher dispatcher;
    private Runnable running; // what the dispatcher is at, mostly a step of a coroutine; confined to the thread

    private CurrentDispatcher(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    /** The thread's dispatcher, or the shared loop if it has none. */
    static Dispatcher get() {
        CurrentDispatcher here = OF_THREAD.get();
        return here != null ? here.dispatcher : EventLoop.shared();
    }

    /** The thread's loop, or the shared one if it has none. */
    static EventLoop loop() {
        CurrentDispatcher here = OF_THREAD.get();
        return here != null ? here.dispatcher.timekeeper() : EventLoop.shared();
    }

    /** What the thread's dispatcher is at; null if there is none. */
    static Runnable running() {
        CurrentDispatcher here = OF_THREAD.get();
        return here == null ? null : here.running;
    }

    /** Runs one step for {@code dispatcher}. */
    static void run(Dispatcher dispatcher, String owner, Runnable step) {
        run(dispatcher, owner, here -> here.step(step));
    }

    /** What a dispatcher does on its thread. */
    interface Work {
        void run(CurrentDispatcher here);
    }

    /**
     * Lets {@code work} run steps for {@code dispatcher}.
     *
     * @param owner whose thread it is meanwhile, for messages
     */
    static void run(Dispatcher dispatcher, String owner, Work work) {
        CurrentDispatcher before = OF_THREAD.get();
        String ownerBefore = ThreadStack.guard(owner);
        CurrentDispatcher here = new CurrentDispatcher(dispatcher);
        OF_THREAD.set(here);
        try {
            work.run(here);
        } finally {
            ThreadStack.guard(ownerBefore);
            if (before == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(before);
            }
        }
    }

    /** What it is at, for others than its own thread: it may be over, and there may be another meanwhile. Null if nothing. */
    Runnable seenRunning() {
        return running;
    }

    /** Runs one step. */
    void step(Runnable step) {
        running = step;
        try {
            step.run();
        } finally {
            running = null;
        }
    }
}
