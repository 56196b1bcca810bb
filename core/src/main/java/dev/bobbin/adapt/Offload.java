package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.concurrent.Callable;

/** Adapts calls that can only block: another thread makes the call while the coroutine waits. */
public final class Offload {

    private Offload() {}

    /**
     * Makes a call that blocks. On a plain thread, the call is simply made.
     *
     * @param call the call
     * @return its value; a primitive one is boxed
     * @throws Exception the very one that the call throws
     */
    @Suspendable
    public static Object call(Callable<?> call) throws Exception {
        return Coroutines.<Object>suspend(wakeUp -> {
            Thread thread = new Thread(() -> {
                try {
                    wakeUp.success(call.call());
                } catch (Throwable thrown) {
                    wakeUp.failure(thrown);
                }
            });
            thread.setDaemon(true);
            thread.start();
        });
    }
}
