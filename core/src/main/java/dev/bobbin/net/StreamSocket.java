package dev.bobbin.net;

import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FairShare;
import dev.bobbin.runtime.FrameStack;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;

/**
 * A connection that the operating system knows: a {@link TcpSocket} or a {@link UnixSocket}. What both can do is here.
 *
 * <p>An interrupt does not end the wait of a plain thread; it stays pending. Close the connection, or give it a timeout.
 *
 * <pre>{@code
 * socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
 * socket.setIdleTimeout(Duration.ofMinutes(2));
 * }</pre>
 */
public abstract class StreamSocket implements Connection {

    /** What the JDK is given of heap buffers at once: it copies all of that to memory of its own, and keeps it. */
    private static final int MOST_AT_ONCE = 1 << 16;

    /** How many buffers the JDK is given at once; the operating system has such a limit, too. */
    private static final int MOST_BUFFERS = 16;

    /** What is sent of a file before others have a turn. */
    private static final int MOST_OF_A_FILE = 1 << 18;

    /** When a peer's messages fill the buffer exactly, the question whether there is more is asked once in so many reads. */
    private static final int MOST_FULL_READS_TO_TRUST = 16;

    private static final AtomicIntegerFieldUpdater<StreamSocket> WRITING =
            AtomicIntegerFieldUpdater.newUpdater(StreamSocket.class, "writing");

    private final SocketChannel channel;
    private final Readiness readiness;
    private volatile long readTimeoutNanos;
    private volatile long writeTimeoutNanos;
    private final FairShare share = new FairShare();
    private volatile int writing; // 1 while somebody is in the middle of a write, else 0
    private volatile IdleLimit idle; // null if there is no limit

    // Written and read by readers, of which there is one at a time.
    private boolean drained; // the last read left nothing, as far as can be known without asking
    private int fullReadsToTrust; // so many full reads are taken for the end of a message, then one is asked again

    StreamSocket(SocketChannel channel, EventLoop loop) {
        this.channel = channel;
        this.readiness = new Readiness(loop, channel);
    }

    final SocketChannel channel() {
        return channel;
    }

    @Override
    @Suspendable
    public final int read(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer, "buffer");
        readiness.requireFree(SelectionKey.OP_READ);
        takeTurn();
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

    @Override
    @Suspendable
    public final int read(byte[] bytes) throws IOException {
        return read(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes")));
    }

    @Override
    @Suspendable
    public final void write(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer, "buffer");
        takeTurn();
        requireNobodyWriting();
        if (!writeSome(buffer) || buffer.hasRemaining()) {
            writeRest(buffer);
        }
    }

    /** Goes on with a write that the operating system did not take at once, and keeps others out until it is done. */
    @Suspendable
    private void writeRest(ByteBuffer buffer) throws IOException {
        beginWriting();
        try {
            do {
                if (writeSome(buffer)) {
                    takeTurn();
                } else {
                    share.waits();
                    awaitWritable();
                }
            } while (buffer.hasRemaining());
        } finally {
            writing = 0;
        }
    }

    @Override
    @Suspendable
    public final void write(byte[] bytes) throws IOException {
        write(ByteBuffer.wrap(Objects.requireNonNull(bytes, "bytes")));
    }

    @Override
    @Suspendable
    public final void write(ByteBuffer[] buffers) throws IOException {
        Objects.requireNonNull(buffers, "buffers");
        takeTurn();
        requireNobodyWriting();
        int first = firstWithRest(buffers, 0);
        if (first < buffers.length && (!writeSome(buffers, first) || firstWithRest(buffers, first) < buffers.length)) {
            writeRest(buffers, first);
        }
    }

    @Suspendable
    private void writeRest(ByteBuffer[] buffers, int from) throws IOException {
        beginWriting();
        try {
            for (int first = firstWithRest(buffers, from);
                    first < buffers.length;
                    first = firstWithRest(buffers, first)) {
                if (writeSome(buffers, first)) {
                    takeTurn();
                } else {
                    share.waits();
                    awaitWritable();
                }
            }
        } finally {
            writing = 0;
        }
    }

    private static int firstWithRest(ByteBuffer[] buffers, int from) {
        int first = from;
        while (first < buffers.length && !buffers[first].hasRemaining()) {
            first++;
        }
        return first;
    }

    @Override
    @Suspendable
    public final long sendFile(FileChannel file, long position, long count) throws IOException {
        FileTransfer.requireRange(file, position, count);
        takeTurn();
        beginWriting();
        try {
            long sent = 0;
            while (sent < count) {
                long part = sendSome(file, position + sent, Math.min(count - sent, MOST_OF_A_FILE));
                sent += part;
                if (part > 0) {
                    takeTurn();
                } else if (position + sent >= file.size()) {
                    break;
                } else {
                    share.waits();
                    awaitWritable();
                }
            }
            return sent;
        } finally {
            writing = 0;
        }
    }

    @Override
    @Suspendable
    public final void shutdownOutput() throws IOException {
        try {
            channel.shutdownOutput();
        } catch (ClosedChannelException e) {
            throw whyClosed(e);
        }
    }

    @Override
    public final void setReadTimeout(Duration timeout) {
        readTimeoutNanos = Timeouts.nanos(timeout, "timeout");
    }

    @Override
    public final void setWriteTimeout(Duration timeout) {
        writeTimeoutNanos = Timeouts.nanos(timeout, "timeout");
    }

    @Override
    public final synchronized void setIdleTimeout(Duration timeout) {
        long nanos = Timeouts.nanos(timeout, "timeout");
        IdleLimit before = idle;
        if (before != null && !before.isExceeded()) {
            before.lift();
        }
        if (channel.isOpen()) {
            idle = nanos == 0 ? null : IdleLimit.start(nanos, this::closeIdle);
        }
    }

    /**
     * Sets an option of the operating system's socket.
     *
     * @param option which, such as {@link java.net.StandardSocketOptions#SO_KEEPALIVE}
     * @param value its value
     * @param <T> the type of the value
     * @throws IOException if the connection was closed
     * @throws UnsupportedOperationException if sockets of this kind do not have the option
     */
    public final <T> void setOption(SocketOption<T> option, T value) throws IOException {
        channel.setOption(Objects.requireNonNull(option, "option"), Objects.requireNonNull(value, "value"));
    }

    /**
     * What an option of the operating system's socket is.
     *
     * @param option which, such as {@link java.net.StandardSocketOptions#SO_SNDBUF}
     * @param <T> the type of the value
     * @return its value
     * @throws IOException if the connection was closed
     * @throws UnsupportedOperationException if sockets of this kind do not have the option
     */
    public final <T> T option(SocketOption<T> option) throws IOException {
        return channel.getOption(Objects.requireNonNull(option, "option"));
    }

    @Override
    public SocketAddress remoteAddress() throws IOException {
        return channel.getRemoteAddress();
    }

    @Override
    public SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public final boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public final void close() throws IOException {
        if (channel.isOpen()) {
            IdleLimit limit = idle;
            if (limit != null) {
                limit.lift();
            }
            channel.close();
            readiness.closed(AsynchronousCloseException::new);
        }
    }

    /** Sends what can be sent without waiting, if nobody is in the middle of a write. */
    final void sendNow(ByteBuffer buffer) throws IOException {
        if (writing == 0) {
            channel.write(buffer);
        }
    }

    /** Waits until the connection, just begun, is made or has failed. */
    @Suspendable
    final void awaitConnected(SocketAddress address, long timeoutNanos) {
        readiness.await(SelectionKey.OP_CONNECT, timeoutNanos, "connecting", address, FrameStack.current());
    }

    private void closeIdle() {
        try {
            channel.close();
            readiness.closed(this::idleTimeout);
        } catch (IOException e) {
            // a failure to close has nobody to tell: the channel is closed all the same
        }
    }

    private SocketTimeoutException idleTimeout() {
        return new SocketTimeoutException(this + ": " + idle);
    }

    /** What to tell of a closed channel: who was idle for too long has closed nothing. */
    private IOException whyClosed(ClosedChannelException e) {
        IdleLimit limit = idle;
        return limit != null && limit.isExceeded() ? idleTimeout() : e;
    }

    private void requireNobodyWriting() {
        if (writing != 0) {
            throw Readiness.alreadyInUse(SelectionKey.OP_WRITE);
        }
    }

    private void beginWriting() {
        if (!WRITING.compareAndSet(this, 0, 1)) {
            throw Readiness.alreadyInUse(SelectionKey.OP_WRITE);
        }
    }

    private void noteTraffic(long count) {
        IdleLimit limit = idle;
        if (limit != null && count > 0) {
            limit.traffic();
        }
    }

    private int readSome(ByteBuffer buffer) throws IOException {
        if (buffer.isDirect() || buffer.remaining() <= MOST_AT_ONCE) {
            return readAtOnce(buffer);
        }
        int limit = buffer.limit();
        buffer.limit(buffer.position() + MOST_AT_ONCE);
        try {
            return readAtOnce(buffer);
        } finally {
            buffer.limit(limit);
        }
    }

    private int readAtOnce(ByteBuffer buffer) throws IOException {
        try {
            int count = channel.read(buffer);
            if (count < 0 && !channel.isOpen()) {
                throw new AsynchronousCloseException(); // closed meanwhile: Java 8 takes that for the peer's end
            }
            noteTraffic(count);
            return count;
        } catch (ClosedChannelException e) {
            throw whyClosed(e);
        }
    }

    /** Writes a part. False if the operating system took less than it was given. */
    private boolean writeSome(ByteBuffer buffer) throws IOException {
        if (buffer.isDirect() || buffer.remaining() <= MOST_AT_ONCE) {
            return writeAtOnce(buffer);
        }
        int limit = buffer.limit();
        buffer.limit(buffer.position() + MOST_AT_ONCE);
        try {
            return writeAtOnce(buffer);
        } finally {
            buffer.limit(limit);
        }
    }

    private boolean writeAtOnce(ByteBuffer buffer) throws IOException {
        try {
            noteTraffic(channel.write(buffer));
            return !buffer.hasRemaining();
        } catch (ClosedChannelException e) {
            throw whyClosed(e);
        }
    }

    /** Writes a part, beginning with the buffer at {@code first}. False if the operating system took less than it was given. */
    private boolean writeSome(ByteBuffer[] buffers, int first) throws IOException {
        int end = first;
        long given = 0;
        long onHeap = 0;
        while (end < buffers.length && end - first < MOST_BUFFERS) {
            onHeap += buffers[end].isDirect() ? 0 : buffers[end].remaining();
            if (onHeap > MOST_AT_ONCE) {
                break;
            }
            given += buffers[end].remaining();
            end++;
        }
        if (end <= first + 1) {
            return writeSome(buffers[first]);
        }
        try {
            long taken = channel.write(buffers, first, end - first);
            noteTraffic(taken);
            return taken == given;
        } catch (ClosedChannelException e) {
            throw whyClosed(e);
        }
    }

    private long sendSome(FileChannel file, long position, long count) throws IOException {
        try {
            long sent = file.transferTo(position, count, channel);
            noteTraffic(sent);
            return sent;
        } catch (ClosedChannelException e) {
            throw channel.isOpen() ? e : whyClosed(e); // the file may be closed as well as the connection
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

    /** Lets others have a turn now and then. */
    @Suspendable
    private void takeTurn() {
        share.take(FrameStack.current());
    }
}
