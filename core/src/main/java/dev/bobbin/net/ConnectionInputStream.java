package dev.bobbin.net;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * What comes over a connection, for libraries that want an {@link InputStream}: they read it on a thread of theirs, which blocks.
 * Suspendable code that knows it by this type suspends in {@code read} and {@code skip} instead. In a coroutine it must not be read
 * as a plain InputStream: those calls cannot suspend, and say so by a {@link dev.bobbin.runtime.NotSuspendableException}.
 *
 * <pre>{@code
 * Document document = await(supplyAsync(() -> parse(connection.inputStream()), threads));
 * }</pre>
 *
 * <p>Nothing is read ahead. Closing the stream closes the connection.
 */
public final class ConnectionInputStream extends InputStream {

    private final Connection connection;

    ConnectionInputStream(Connection connection) {
        this.connection = connection;
    }

    @Override
    @Suspendable
    public int read() throws IOException {
        byte[] one = new byte[1];
        return connection.read(one) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    @Suspendable
    public int read(byte[] bytes) throws IOException {
        return connection.read(Objects.requireNonNull(bytes, "bytes"));
    }

    @Override
    @Suspendable
    public int read(byte[] bytes, int offset, int length) throws IOException {
        return connection.read(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes"), offset, length));
    }

    @Override
    @Suspendable
    public long skip(long count) throws IOException {
        long skipped = 0;
        byte[] dropped = new byte[(int) Math.max(0, Math.min(count, 4096))];
        while (skipped < count) {
            int length = connection.read(ByteBuffer.wrap(dropped, 0, (int) Math.min(count - skipped, dropped.length)));
            if (length < 0) {
                break;
            }
            skipped += length;
        }
        return skipped;
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
