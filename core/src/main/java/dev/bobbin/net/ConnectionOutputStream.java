package dev.bobbin.net;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * What goes over a connection, for libraries that want an {@link OutputStream}: they write it on a thread of theirs, which blocks.
 * Suspendable code that knows it by this type suspends in {@code write} instead. In a coroutine it must not be written to as a plain
 * OutputStream: those calls cannot suspend, and where they had to, they say so by a
 * {@link dev.bobbin.runtime.NotSuspendableException}.
 *
 * <pre>{@code
 * await(runAsync(() -> ImageIO.write(image, "png", connection.outputStream()), threads));
 * }</pre>
 *
 * <p>Each write is sent at once: put a BufferedOutputStream around it for small ones. Closing the stream closes the connection.
 */
public final class ConnectionOutputStream extends OutputStream {

    private final Connection connection;

    ConnectionOutputStream(Connection connection) {
        this.connection = connection;
    }

    @Override
    @Suspendable
    public void write(int value) throws IOException {
        connection.write(new byte[] {(byte) value});
    }

    @Override
    @Suspendable
    public void write(byte[] bytes) throws IOException {
        connection.write(Objects.requireNonNull(bytes, "bytes"));
    }

    @Override
    @Suspendable
    public void write(byte[] bytes, int offset, int length) throws IOException {
        connection.write(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes"), offset, length));
    }

    @Override
    public void close() throws IOException {
        connection.close();
    }
}
