package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;

import dev.bobbin.Coroutine;
import dev.bobbin.SuspendableCallable;
import dev.bobbin.SuspendableRunnable;
import java.util.ArrayList;
import java.util.List;

/** Ways to see whether an adapted call has left its event loop to others. */
final class Adapted {

    private Adapted() {}

    /**
     * What happens, in order, when {@code call} has to wait on a loop for what {@code cause} does on the same loop: "meanwhile",
     * if it has suspended, and then its value. If it has blocked the loop, nothing ever happens.
     */
    static List<Object> trace(SuspendableCallable<?> call, SuspendableRunnable cause) {
        List<Object> trace = new ArrayList<>();
        runBlocking(() -> {
            Coroutine<Object> caller = spawn(() -> {
                trace.add("calls");
                return call.call();
            });
            yieldNow();
            trace.add("meanwhile");
            cause.run();
            trace.add(caller.get());
        });
        return trace;
    }

    /** How {@code call}, which waits for ever, ends when its coroutine is cancelled. */
    static Coroutine<?> cancelled(SuspendableRunnable call) {
        return runBlocking(() -> {
            Coroutine<Void> caller = spawn("caller", call);
            yieldNow();
            yieldNow();
            caller.cancelAndJoin();
            return caller;
        });
    }
}
