package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.IOException;
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

    /** A call that writes, as generated code hands it over. */
    @FunctionalInterface
    public interface Writing {

        /**
         * Makes the call.
         *
         * @param self the stream or writer
         * @return what the call returns, boxed; null if that is nothing
         * @throws Exception what the call throws
         */
        Object by(Object self) throws Exception;
    }

    /**
     * Makes a call that writes. If {@code self} was made by adapted code around the output of an adapted socket, the coroutine makes
     * it, and waits until all that was written has been sent; else another thread makes it. On a plain thread, it is simply made.
     *
     * @param self the stream or writer
     * @param call the call
     * @return its value; a primitive one is boxed
     * @throws IOException the very one that the call throws, or why it could not be sent; other exceptions are those of the call
     */
    @Suspendable
    public static Object send(Object self, Writing call) throws IOException {
        return self instanceof AroundSocket
                ? ((AroundSocket) self).tail().send((AroundSocket) self, () -> call.by(self))
                : Coroutines.blocking(() -> call.by(self));
    }

    /**
     * As {@link #send}, for what does not wait as a rule, such as {@code System.out}: if it is around no adapted socket, the call is
     * simply made.
     *
     * @param self the stream or writer
     * @param call the call
     * @return its value; a primitive one is boxed
     * @throws Exception the very one that the call throws
     */
    @Suspendable
    public static Object sendOrCall(Object self, Writing call) throws Exception {
        return self instanceof AroundSocket ? send(self, call) : call.by(self);
    }
}
