package dev.bobbin.net;

import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FrameStack;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;

/**
 * A TCP connection whose reads and writes suspend in a coroutine, and block a plain thread.
 *
 * <p>One may read while another writes; two that read at once, or write at once, are an IllegalStateException. Closing is
 * allowed from anywhere, and wakes whoever waits by an {@link java.nio.channels.AsynchronousCloseException}. A cancelled
 * coroutine leaves its read or write by a CancellationException; the connection stays usable, but how much of a cancelled write
 * was sent is not known.
 *
 * <p>A plain thread that is interrupted in a read or write closes the connection, as the JDK's channels do.
 *
 * <pre>{@code
 * try (TcpSocket socket = TcpSocket.connect("localhost", port)) {
 *     socket.write("ping".getBytes(StandardCharsets.UTF_8));
 *     byte[] answer = new byte[1024];
 *     int length = socket.read(answer);
 * }
 * }</pre>
 */
public final class TcpSocket implements Closeable {

    /** After so many reads and writes that did not have to wait, others get a turn. */
    private static final int MOST_IN_A_ROW = 64;

    private final SocketChannel channel;
    private final Readiness readiness;
    private volatile long readTimeoutNanos;
    private volatile long writeTimeoutNanos;
    private int inARow; // racy between a reader and a writer on two threads, which does not matter

    private TcpSocket(SocketChannel channel, EventLoop loop) {
        this.channel = channel;
        this.readiness = new Readiness(loop, channel);
    }

    static TcpSocket of(SocketChannel channel, EventLoop loop) throws IOException {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        return new TcpSocket(channel, loop);
    }

    /**
     * Connects, however long the operating system tries.
     *
     * @param host a name, which is looked up without blocking the loop, or an address
     * @param port 1 to 65535
     * @return the connection
     * @throws IOException if it cannot be made; an UnknownHostException if the name is not known
     */
    @Suspendable
    public static TcpSocket connect(String host, int port) throws IOException {
        return connect(Resolver.resolve(host, port), Duration.ZERO);
    }

    /**
     * Connects within a time.
     *
     * @param address a resolved address
     * @param timeout how long to try; zero: as long as the operating system does
     * @return the connection
     * @throws IOException if it cannot be made; a SocketTimeoutException if it took too long
     */
    @Suspendable
    public static TcpSocket connect(InetSocketAddress address, Duration timeout) throws IOException {
        TcpSocket socket = of(SocketChannel.open(), EventLoop.current());
        boolean connected = false;
        try {
            if (!socket.channel.connect(address)) {
                do {
                    socket.awaitConnected(address, nanosOf(timeout));
                } while (!socket.channel.finishConnect());
            }
            connected = true;
            return socket;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    /**
     * Reads what is there, after waiting for at least one byte.
     *
     * @param buffer where to put it
     * @return how many bytes were read; -1 if the peer has ended its side; 0 only if there was no room
     * @throws IOException if the connection broke or was closed; a SocketTimeoutException after {@link #setReadTimeout}
     */
    @Suspendable
    public int read(ByteBuffer buffer) throws IOException {
        readiness.requireFree(SelectionKey.OP_READ);
        for (; ; ) {
            int count = channel.read(buffer);
            if (count != 0 || !buffer.hasRemaining()) {
                if (isLongInARow()) {
                    Coroutines.yieldNow();
                }
                return count;
            }
            inARow = 0;
            awaitReadable();
        }
    }

    /**
     * As {@link #read(ByteBuffer)}, into an array from its start.
     *
     * @param bytes where to put it
     * @return how many bytes were read; -1 if the peer has ended its side
     * @throws IOException as {@link #read(ByteBuffer)}
     */
    @Suspendable
    public int read(byte[] bytes) throws IOException {
        return read(ByteBuffer.wrap(bytes));
    }

    /**
     * Writes all of it, waiting while the peer does not take it.
     *
     * @param buffer what to write, from its position to its limit
     * @throws IOException if the connection broke or was closed; a SocketTimeoutException after {@link #setWriteTimeout}
     */
    @Suspendable
    public void write(ByteBuffer buffer) throws IOException {
        readiness.requireFree(SelectionKey.OP_WRITE);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
            if (buffer.hasRemaining()) {
                inARow = 0;
                awaitWritable();
            }
        }
        if (isLongInARow()) {
            Coroutines.yieldNow();
        }
    }

    /**
     * As {@link #write(ByteBuffer)}, for a whole array.
     *
     * @param bytes what to write
     * @throws IOException as {@link #write(ByteBuffer)}
     */
    @Suspendable
    public void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(bytes));
    }

    /**
     * Ends this side: the peer's reads come to their end, reading from it goes on.
     *
     * @throws IOException if the connection broke or was closed
     */
    public void shutdownOutput() throws IOException {
        channel.shutdownOutput();
    }

    /**
     * Limits how long each read may wait for its first byte.
     *
     * @param timeout at most so long; zero: for ever, as at the beginning
     */
    public void setReadTimeout(Duration timeout) {
        readTimeoutNanos = nanosOf(timeout);
    }

    /**
     * Limits how long a write may wait for the peer to take the next part.
     *
     * @param timeout at most so long; zero: for ever, as at the beginning
     */
    public void setWriteTimeout(Duration timeout) {
        writeTimeoutNanos = nanosOf(timeout);
    }

    /**
     * Who is at the other end.
     *
     * @return the peer's address
     * @throws IOException if the connection was closed
     */
    public SocketAddress remoteAddress() throws IOException {
        return channel.getRemoteAddress();
    }

    /**
     * Where this end is.
     *
     * @return the local address
     * @throws IOException if the connection was closed
     */
    public SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    /**
     * Whether the connection has not been closed on this side.
     *
     * @return false after {@link #close}
     */
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends the connection. Whoever reads or writes gets an AsynchronousCloseException. Closing again does nothing. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            readiness.closed();
        }
    }

    @Override
    public String toString() {
        return channel.toString();
    }

    @Suspendable
    private void awaitReadable() {
        readiness.await(SelectionKey.OP_READ, readTimeoutNanos, "reading from ", channel, FrameStack.current());
    }

    @Suspendable
    private void awaitWritable() {
        readiness.await(SelectionKey.OP_WRITE, writeTimeoutNanos, "writing to ", channel, FrameStack.current());
    }

    @Suspendable
    private void awaitConnected(InetSocketAddress address, long timeoutNanos) {
        readiness.await(SelectionKey.OP_CONNECT, timeoutNanos, "connecting to ", address, FrameStack.current());
    }

    private boolean isLongInARow() {
        if (++inARow < MOST_IN_A_ROW || !readiness.loop().isCurrent()) {
            return false;
        }
        inARow = 0;
        return true;
    }

    private static long nanosOf(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "A timeout of " + timeout + " is not possible: give zero for none, or more");
        }
        return timeout.getSeconds() >= Long.MAX_VALUE / 1_000_000_000 ? Long.MAX_VALUE : timeout.toNanos();
    }
}
