package dev.bobbin.sync;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;

/** Who holds a lock: a coroutine, or a plain thread. */
final class Owner {

    private Owner() {}

    /** Whoever runs on the current thread. */
    static Object current() {
        Coroutine<?> running = Coroutines.running().orElse(null);
        return running != null ? running : Thread.currentThread();
    }

    /** {@code owner} for a message. */
    static String text(Object owner) {
        return owner instanceof Coroutine
                ? "coroutine \"" + ((Coroutine<?>) owner).name() + "\""
                : "thread " + ((Thread) owner).getName();
    }
}
