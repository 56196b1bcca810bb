package dev.bobbin;

import dev.bobbin.runtime.ThreadStack;

/**
 * Which dispatcher the current thread runs coroutines for: {@code spawn} starts its coroutine there, and nothing may block the
 * thread meanwhile.
 */
final class CurrentDispatcher {

    /** Static, since {@code spawn} is called by code that has no other way to know; set while a dispatcher is at work. */
    private static final ThreadLocal<Dispatcher> OF_THREAD = new ThreadLocal<>();

    private CurrentDispatcher() {}

    /** The thread's dispatcher, or the shared loop if it has none. */
    static Dispatcher get() {
        Dispatcher here = OF_THREAD.get();
        return here != null ? here : EventLoop.shared();
    }

    /** The thread's loop, or the shared one if it has none. */
    static EventLoop loop() {
        Dispatcher here = OF_THREAD.get();
        return here instanceof EventLoop ? (EventLoop) here : EventLoop.shared();
    }

    /**
     * Runs {@code work} for {@code dispatcher}.
     *
     * @param owner whose thread it is meanwhile, for messages
     */
    static void run(Dispatcher dispatcher, String owner, Runnable work) {
        Dispatcher dispatcherBefore = OF_THREAD.get();
        String ownerBefore = ThreadStack.guard(owner);
        OF_THREAD.set(dispatcher);
        try {
            work.run();
        } finally {
            ThreadStack.guard(ownerBefore);
            if (dispatcherBefore == null) {
                OF_THREAD.remove();
            } else {
                OF_THREAD.set(dispatcherBefore);
            }
        }
    }
}
