package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import dev.bobbin.net.Connection;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;

/** Bytes that have come and were not taken yet. The buffer is small until a peer fills it. */
final class HttpInput {

    private static final int SMALLEST = 1024;
    private static final int LARGEST = 16 * 1024;

    private final Connection wire; // null if all bytes are there from the beginning
    private ByteBuffer bytes;
    private boolean wasFull;
    private boolean timed; // the wire has a read timeout

    HttpInput(Connection wire) {
        this.wire = wire;
        this.bytes = ByteBuffer.allocate(SMALLEST);
        bytes.limit(0);
    }

    /** Bytes in memory, and none after them. */
    HttpInput(byte[] all) {
        this.wire = null;
        this.bytes = ByteBuffer.wrap(all);
    }

    /** What is there, from its position to its limit. */
    ByteBuffer bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return !bytes.hasRemaining();
    }

    /**
     * Waits for more, once all was taken.
     *
     * @return false if the peer has ended its side
     * @throws SocketTimeoutException if there is no patience left
     */
    @Suspendable
    boolean fill(Patience patience) throws IOException {
        if (wire == null) {
            return false;
        }
        if (!isEmpty()) {
            throw new AssertionError("more was asked for, and " + bytes.remaining() + " bytes were not taken");
        }
        if (wasFull && bytes.capacity() < LARGEST) {
            bytes = ByteBuffer.allocate(2 * bytes.capacity());
        }
        bytes.clear();
        int count = 0;
        try {
            count = read(patience);
        } finally {
            wasFull = !bytes.hasRemaining();
            bytes.flip();
        }
        return count >= 0;
    }

    @Suspendable
    private int read(Patience patience) throws IOException {
        if (patience.isEndless()) {
            if (timed) {
                wire.setReadTimeout(Duration.ZERO);
                timed = false;
            }
            return wire.read(bytes);
        }
        if (patience.leftNanos() <= 0) {
            throw new SocketTimeoutException(wire + " sends too slowly");
        }
        wire.setReadTimeout(Duration.ofNanos(patience.leftNanos()));
        timed = true;
        long began = System.nanoTime();
        int count = wire.read(bytes);
        patience.waited(System.nanoTime() - began, Math.max(0, count));
        return count;
    }
}
