package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import dev.bobbin.net.Connection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/** Bytes on their way to a peer, gathered so that a small message is one write. */
final class HttpOutput {

    private static final int SMALLEST = 512;
    private static final int MOST_GATHERED = 8 * 1024;

    private final Connection wire;
    private byte[] bytes = new byte[SMALLEST];
    private int length;
    private long sent; // bytes, since the beginning
    private boolean broken;

    HttpOutput(Connection wire) {
        this.wire = wire;
    }

    /** Characters up to U+00FF; heads are made of these. */
    HttpOutput text(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) text.charAt(i);
        }
        length += count;
        return this;
    }

    HttpOutput field(String name, String value) {
        return text(name).text(": ").text(value).text("\r\n");
    }

    HttpOutput number(long number) {
        return text(Long.toString(number));
    }

    private void requireWhole() throws IOException {
        if (broken) {
            throw new IOException(
                    "A write did not come to its end before: nobody knows how much the peer has got of it");
        }
    }

    /** Adds bytes; sends what is gathered, and them, if they are too many to gather. */
    @Suspendable
    void write(ByteBuffer data) throws IOException {
        int count = data.remaining();
        if (length + count > MOST_GATHERED) {
            if (count > MOST_GATHERED / 2) {
                sendWith(data);
                return;
            }
            flush();
        }
        reserve(count);
        data.get(bytes, length, count);
        length += count;
    }

    /** Sends what is gathered. */
    @Suspendable
    void flush() throws IOException {
        if (length > 0) {
            ByteBuffer gathered = ByteBuffer.wrap(bytes, 0, length);
            length = 0;
            send(gathered);
        }
    }

    /** Sends what is gathered and {@code data}, without copying them together. */
    @Suspendable
    private void sendWith(ByteBuffer data) throws IOException {
        if (length == 0) {
            send(data);
            return;
        }
        requireWhole();
        ByteBuffer[] both = {ByteBuffer.wrap(bytes, 0, length), data};
        sent += length + data.remaining();
        length = 0;
        boolean done = false;
        try {
            wire.write(both);
            done = true;
        } finally {
            broken |= !done;
        }
    }

    @Suspendable
    private void send(ByteBuffer data) throws IOException {
        requireWhole();
        boolean done = false;
        sent += data.remaining();
        try {
            wire.write(data);
            done = true;
        } finally {
            broken |= !done; // whatever ended it: nobody knows how much the peer has got
        }
    }

    /** Sends what is gathered, and a part of a file. Fails if the file has less. */
    @Suspendable
    void sendFile(FileChannel file, long position, long count) throws IOException {
        flush();
        boolean done = false;
        try {
            sent += count;
            long took = wire.sendFile(file, position, count);
            if (took < count) {
                throw new EOFException("The file ended " + (count - took) + " bytes before what was to be sent of it");
            }
            done = true;
        } finally {
            broken |= !done;
        }
    }

    /** Forgets what is gathered. */
    void clear() {
        length = 0;
    }

    /** How many bytes were sent, gathered ones not counted. */
    long sent() {
        return sent;
    }

    /** Whether a write did not come to its end, so that nothing can follow. */
    boolean isBroken() {
        return broken;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }
}
