package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.util.concurrent.Callable;

/**
 * Adapts calls that can only block: a thread of the blocking pool makes the call while the coroutine waits.
 *
 * <pre>{@code
 * ResultSet rows = (ResultSet) Offload.call(() -> statement.executeQuery("select name from items"));
 * }</pre>
 */
public final class Offload {

    private Offload() {}

    /**
     * Makes a call that blocks, as {@link Coroutines#blocking} does: a cancellation interrupts it and waits for its end. On a
     * plain thread, the call is simply made.
     *
     * @param call the call
     * @return its value; a primitive one is boxed
     * @throws Exception the very one that the call throws
     */
    @Suspendable
    public static Object call(Callable<?> call) throws Exception {
        return Coroutines.blocking(call);
    }

    /**
     * As {@link #call}, for a {@code close()}: out of reach of cancellations, or what a cancelled coroutine closes in its
     * {@code finally} would stay open.
     *
     * @param close the call
     * @return null
     * @throws Exception the very one that the call throws
     */
    @Suspendable
    public static Object close(Callable<?> close) throws Exception {
        Coroutines.shielded(() -> {
            Coroutines.blocking(close);
        });
        return null;
    }
}
