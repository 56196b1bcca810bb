package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import java.io.IOException;

/**
 * An {@code InputStream} of ours, whose reads suspend: a socket's, or one around such. {@code InputStream} itself cannot say so,
 * and some of its subclasses have reads that are final; hence names of their own.
 */
interface SuspendingInput {

    /** As {@link java.io.InputStream#read()}. */
    @Suspendable
    int readNext() throws IOException;

    /** As {@link java.io.InputStream#read(byte[], int, int)}. */
    @Suspendable
    int readNext(byte[] bytes, int offset, int length) throws IOException;
}
