package dev.bobbin.adapt;

import java.io.IOException;

/**
 * A stream or writer that adapted code has made around the output of an adapted socket, or that output itself. What it does is the
 * JDK's: it is let do it at once, to memory, and the coroutine waits until all of that was sent; see {@link SocketOutput#send}.
 */
interface AroundSocket {

    /** Where it writes in the end. */
    SocketOutput tail();

    /** It could not be sent. Printers keep that to themselves. */
    default void failed(IOException thrown) throws IOException {
        throw thrown;
    }
}
