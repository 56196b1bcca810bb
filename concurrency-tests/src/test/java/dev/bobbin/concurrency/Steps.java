package dev.bobbin.concurrency;

import dev.bobbin.Dispatcher;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;

/**
 * Where a model checker's coroutines run: each begins on the spot, and goes on between two operations, before any other shows what has
 * come of it. So nobody runs it who holds a lock of a primitive, as none may do who need two of them.
 */
final class Steps {

    private final ConcurrentLinkedQueue<Runnable> ready = new ConcurrentLinkedQueue<>();

    /** For one coroutine. */
    Dispatcher forOne() {
        return new Dispatcher() {
            private boolean begun; // told the first time by whoever begins it, and only then by others

            @Override
            public void dispatch(Runnable step) {
                if (begun) {
                    ready.add(step);
                } else {
                    begun = true;
                    step.run();
                }
            }
        };
    }

    /** An operation, and before and after it all that is ready. */
    <T> T around(Supplier<T> operation) {
        run();
        T result = operation.get();
        run();
        return result;
    }

    /** One thread at a time: who finds nothing to run must not go on while another is still at the last step. */
    void run() {
        synchronized (ready) {
            for (Runnable step = ready.poll(); step != null; step = ready.poll()) {
                step.run();
            }
        }
    }
}
