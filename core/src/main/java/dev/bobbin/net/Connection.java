package dev.bobbin.net;

import dev.bobbin.Suspendable;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.Charset;
import java.time.Duration;

/**
 * Bytes that go to a peer and come from it, in order: over TCP, over TLS, over a Unix socket. What waits suspends in a coroutine,
 * and blocks a plain thread.
 *
 * <p>One may read while another writes; two that read at once, or write at once, are an IllegalStateException. Closing is allowed
 * from anywhere, and wakes whoever waits by an {@link java.nio.channels.AsynchronousCloseException}. A cancelled coroutine leaves
 * its read or write by a CancellationException; after a cancelled read the connection goes on as if it had not been, but how much
 * of a cancelled write was sent is not known.
 *
 * <pre>{@code
 * @Suspendable
 * static void greet(Connection peer) throws IOException {
 *     ByteReader in = peer.reader(UTF_8);
 *     ByteWriter out = peer.writer(UTF_8);
 *     out.write("Hello, " + in.readLine(100) + "\r\n");
 *     out.flush();
 * }
 * }</pre>
 */
public interface Connection extends Closeable {

    /**
     * Reads what is there, after waiting for at least one byte.
     *
     * @param buffer where to put it
     * @return how many bytes were read; -1 if the peer has ended its side; 0 only if there was no room
     * @throws IOException if the connection broke or was closed; a SocketTimeoutException after {@link #setReadTimeout}
     */
    @Suspendable
    int read(ByteBuffer buffer) throws IOException;

    /**
     * As {@link #read(ByteBuffer)}, into an array from its start.
     *
     * @param bytes where to put it
     * @return how many bytes were read; -1 if the peer has ended its side
     * @throws IOException as {@link #read(ByteBuffer)}
     */
    @Suspendable
    default int read(byte[] bytes) throws IOException {
        return read(ByteBuffer.wrap(bytes));
    }

    /**
     * Writes all of it, waiting while the peer does not take it.
     *
     * @param buffer what to write, from its position to its limit
     * @throws IOException if the connection broke or was closed; a SocketTimeoutException after {@link #setWriteTimeout}
     */
    @Suspendable
    void write(ByteBuffer buffer) throws IOException;

    /**
     * As {@link #write(ByteBuffer)}, for a whole array.
     *
     * @param bytes what to write
     * @throws IOException as {@link #write(ByteBuffer)}
     */
    @Suspendable
    default void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    /**
     * Writes several buffers, one after the other, as if they were one: a header and its body, without copying them together.
     *
     * @param buffers what to write, each from its position to its limit
     * @throws IOException as {@link #write(ByteBuffer)}
     */
    @Suspendable
    default void write(ByteBuffer[] buffers) throws IOException {
        for (ByteBuffer buffer : buffers) {
            write(buffer);
        }
    }

    /**
     * Sends a part of a file. Where the operating system can do it by itself, the bytes never come to the JVM. The file is read
     * on the calling thread, as files have no way to tell that they are ready: from a slow disk, that holds up others on a loop.
     *
     * @param file where the bytes come from; its own position stays
     * @param position where to begin, 0 or more
     * @param count how many bytes to send at the most, 0 or more
     * @return how many were sent: fewer than {@code count} if the file ended before
     * @throws IOException if the file cannot be read, or as {@link #write(ByteBuffer)}
     */
    @Suspendable
    default long sendFile(FileChannel file, long position, long count) throws IOException {
        return FileTransfer.send(this, file, position, count);
    }

    /**
     * Writes what comes to a file, until so many bytes have come or the peer ends its side. The file is written on the calling
     * thread.
     *
     * @param file where the bytes go; its own position stays
     * @param position where to begin in it, 0 or more
     * @param count how many bytes to take at the most, 0 or more
     * @return how many came: fewer than {@code count} if the peer ended its side before
     * @throws IOException if the file cannot be written, or as {@link #read(ByteBuffer)}
     */
    @Suspendable
    default long receiveFile(FileChannel file, long position, long count) throws IOException {
        return FileTransfer.receive(this, file, position, count);
    }

    /**
     * A reader of lines, numbers and blocks. Make one for a connection, and read only through that: it reads ahead.
     *
     * @param charset of lines; one that extends US-ASCII
     * @return a new reader
     */
    default ByteReader reader(Charset charset) {
        return new ByteReader(this, charset);
    }

    /**
     * A writer that collects what is small. Make one for a connection, and flush it before anything else is written.
     *
     * @param charset of text
     * @return a new writer
     */
    default ByteWriter writer(Charset charset) {
        return new ByteWriter(this, charset);
    }

    /**
     * A view for libraries that read from a {@link java.io.InputStream}, on threads that they may block.
     *
     * @return a new view, without a buffer
     */
    default ConnectionInputStream inputStream() {
        return new ConnectionInputStream(this);
    }

    /**
     * A view for libraries that write to a {@link java.io.OutputStream}, on threads that they may block.
     *
     * @return a new view, without a buffer
     */
    default ConnectionOutputStream outputStream() {
        return new ConnectionOutputStream(this);
    }

    /**
     * Ends this side: the peer's reads come to their end, reading from it goes on. Over TLS it says so in a way that nobody else
     * can, and may wait while the peer does not take that.
     *
     * @throws IOException if the connection broke or was closed
     */
    @Suspendable
    void shutdownOutput() throws IOException;

    /**
     * Limits how long each read may wait for its first byte.
     *
     * @param timeout at most so long; zero: for ever, as at the beginning
     */
    void setReadTimeout(Duration timeout);

    /**
     * Limits how long a write may wait for the peer to take the next part.
     *
     * @param timeout at most so long; zero: for ever, as at the beginning
     */
    void setWriteTimeout(Duration timeout);

    /**
     * Limits how long the connection may be without traffic in either direction. Then it is closed, whether anybody waits or not,
     * and whoever waits, or uses it later, gets a SocketTimeoutException that says so.
     *
     * @param timeout at most so long, from this call or the last traffic on; zero: for ever, as at the beginning
     */
    void setIdleTimeout(Duration timeout);

    /**
     * Who is at the other end.
     *
     * @return the peer's address
     * @throws IOException if the connection was closed
     */
    SocketAddress remoteAddress() throws IOException;

    /**
     * Where this end is.
     *
     * @return the local address
     * @throws IOException if the connection was closed
     */
    SocketAddress localAddress() throws IOException;

    /**
     * Whether the connection has not been closed on this side.
     *
     * @return false after {@link #close}
     */
    boolean isOpen();

    /** Ends the connection, without waiting. Whoever reads or writes gets an AsynchronousCloseException. Closing again does nothing. */
    @Override
    void close() throws IOException;
}
