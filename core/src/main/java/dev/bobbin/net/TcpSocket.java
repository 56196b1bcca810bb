package dev.bobbin.net;

import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FrameStack;
import java.io.Closeable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A TCP connection whose reads and writes suspend in a coroutine, and block a plain thread.
 *
 * <p>One may read while another writes; two that read at once, or write at once, are an IllegalStateException. Closing is
 * allowed from anywhere, and wakes whoever waits by an {@link java.nio.channels.AsynchronousCloseException}. A cancelled
 * coroutine leaves its read or write by a CancellationException; the connection stays usable, but how much of a cancelled write
 * was sent is not known.
 *
 * <p>An interrupt does not end the wait of a plain thread; it stays pending. Close the connection, or give it a timeout.
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

    /** What the JDK is given of a heap buffer at once: it copies all of that to memory of its own, and keeps it. */
    private static final int MOST_AT_ONCE = 1 << 16;

    /** When a peer's messages fill the buffer exactly, the question whether there is more is asked once in so many reads. */
    private static final int MOST_FULL_READS_TO_TRUST = 16;

    private static final AtomicIntegerFieldUpdater<TcpSocket> WRITING =
            AtomicIntegerFieldUpdater.newUpdater(TcpSocket.class, "writing");

    private final SocketChannel channel;
    private final Readiness readiness;
    private volatile long readTimeoutNanos;
    private volatile long writeTimeoutNanos;
    private final FairShare share = new FairShare();
    private volatile int writing; // 1 while somebody is in the middle of a write, else 0

    // Written and read by readers, of which there is one at a time.
    private boolean drained; // the last read left nothing, as far as can be known without asking
    private int fullReadsToTrust; // so many full reads are taken for the end of a message, then one is asked again

    private TcpSocket(SocketChannel channel, EventLoop loop) {
        this.channel = channel;
        this.readiness = new Readiness(loop, channel);
    }

    static TcpSocket of(SocketChannel channel, EventLoop loop) throws IOException {
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
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
        Objects.requireNonNull(host, "host");
        if (port < 1 || port > 0xFFFF) {
            throw new IllegalArgumentException(
                    "Cannot connect to port " + port + " of " + host + ": a port is 1 to 65535");
        }
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
        Objects.requireNonNull(address, "address");
        long timeoutNanos = nanosOf(Objects.requireNonNull(timeout, "timeout"));
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        TcpSocket socket = of(SocketChannel.open(), EventLoop.current());
        boolean connected = false;
        try {
            if (!socket.channel.connect(address)) {
                do {
                    socket.awaitConnected(address, timeoutNanos);
                } while (!socket.channel.finishConnect());
            }
            connected = true;
            return socket;
        } catch (ConnectException e) {
            ConnectException named = new ConnectException("Cannot connect to " + address + ": " + e.getMessage());
            named.initCause(e);
            throw named;
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
        Objects.requireNonNull(buffer, "buffer");
        readiness.requireFree(SelectionKey.OP_READ);
        share.take();
        if (drained && buffer.hasRemaining() && readiness.wouldTellOfMore()) {
            share.waits();
            awaitReadable();
        }
        for (; ; ) {
            int room = Math.min(buffer.remaining(), MOST_AT_ONCE);
            int count = readSome(buffer);
            if (count != 0 || room == 0) {
                drained = count > 0 && (count < room || isFullReadTrusted());
                return count;
            }
            fullReadsToTrust = MOST_FULL_READS_TO_TRUST;
            share.waits();
            awaitReadable();
        }
    }

    /** Whether a read that filled its buffer took all there was, as the last one did of which it is known. */
    private boolean isFullReadTrusted() {
        return fullReadsToTrust > 0 && --fullReadsToTrust > 0;
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
        return read(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes")));
    }

    /**
     * Writes all of it, waiting while the peer does not take it.
     *
     * @param buffer what to write, from its position to its limit
     * @throws IOException if the connection broke or was closed; a SocketTimeoutException after {@link #setWriteTimeout}
     */
    @Suspendable
    public void write(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer, "buffer");
        share.take();
        if (writing != 0) {
            throw Readiness.alreadyInUse(SelectionKey.OP_WRITE);
        }
        if (!writeSome(buffer) || buffer.hasRemaining()) {
            writeRest(buffer);
        }
    }

    /** Goes on with a write that the operating system did not take at once, and keeps others out until it is done. */
    @Suspendable
    private void writeRest(ByteBuffer buffer) throws IOException {
        if (!WRITING.compareAndSet(this, 0, 1)) {
            throw Readiness.alreadyInUse(SelectionKey.OP_WRITE);
        }
        try {
            do {
                if (writeSome(buffer)) {
                    share.take();
                } else {
                    share.waits();
                    awaitWritable();
                }
            } while (buffer.hasRemaining());
        } finally {
            writing = 0;
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
        write(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes")));
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
        readTimeoutNanos = nanosOf(Objects.requireNonNull(timeout, "timeout"));
    }

    /**
     * Limits how long a write may wait for the peer to take the next part.
     *
     * @param timeout at most so long; zero: for ever, as at the beginning
     */
    public void setWriteTimeout(Duration timeout) {
        writeTimeoutNanos = nanosOf(Objects.requireNonNull(timeout, "timeout"));
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
        return "TCP connection to " + channel.socket().getRemoteSocketAddress();
    }

    private int readSome(ByteBuffer buffer) throws IOException {
        if (buffer.isDirect() || buffer.remaining() <= MOST_AT_ONCE) {
            return channel.read(buffer);
        }
        int limit = buffer.limit();
        buffer.limit(buffer.position() + MOST_AT_ONCE);
        try {
            return channel.read(buffer);
        } finally {
            buffer.limit(limit);
        }
    }

    /** Writes a part. False if the operating system took less than it was given. */
    private boolean writeSome(ByteBuffer buffer) throws IOException {
        if (buffer.isDirect() || buffer.remaining() <= MOST_AT_ONCE) {
            channel.write(buffer);
            return !buffer.hasRemaining();
        }
        int limit = buffer.limit();
        buffer.limit(buffer.position() + MOST_AT_ONCE);
        try {
            channel.write(buffer);
            return !buffer.hasRemaining();
        } finally {
            buffer.limit(limit);
        }
    }

    @Suspendable
    private void awaitReadable() {
        readiness.await(SelectionKey.OP_READ, readTimeoutNanos, "reading", this, FrameStack.current());
    }

    @Suspendable
    private void awaitWritable() {
        readiness.await(SelectionKey.OP_WRITE, writeTimeoutNanos, "writing", this, FrameStack.current());
    }

    @Suspendable
    private void awaitConnected(InetSocketAddress address, long timeoutNanos) {
        readiness.await(SelectionKey.OP_CONNECT, timeoutNanos, "connecting", address, FrameStack.current());
    }

    private static long nanosOf(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException(
                    "A timeout of " + timeout + " is not possible: give zero for none, or more");
        }
        return timeout.getSeconds() >= Long.MAX_VALUE / 1_000_000_000 ? Long.MAX_VALUE : timeout.toNanos();
    }
}
