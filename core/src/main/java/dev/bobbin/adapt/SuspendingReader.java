package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import java.io.IOException;

/** A {@code Reader} of ours, whose reads suspend: one around a {@link SuspendingInput}. */
interface SuspendingReader {

    /** As {@link java.io.Reader#read()}. */
    @Suspendable
    int read() throws IOException;

    /** As {@link java.io.Reader#read(char[], int, int)}. */
    @Suspendable
    int read(char[] chars, int offset, int length) throws IOException;

    /** As {@link java.io.Reader#skip(long)}. */
    @Suspendable
    long skip(long count) throws IOException;
}
