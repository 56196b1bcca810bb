package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.DatagramChannel;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CancellationException;

/**
 * Stands in for the calls of channels. Those in non-blocking mode are called as they are; for all others, a thread of the
 * blocking pool makes the call. As the JDK does with a thread that is interrupted, a cancellation closes a channel that can be
 * interrupted: those of sockets, pipes and files.
 */
public final class Channels {

    private Channels() {}

    /**
     * {@link ReadableByteChannel#read(ByteBuffer)}.
     *
     * @param channel where to read
     * @param buffer where to put it
     * @return how many bytes; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int read(ReadableByteChannel channel, ByteBuffer buffer) throws IOException {
        return isDirect(channel) ? channel.read(buffer) : Coroutines.blocking(() -> channel.read(buffer));
    }

    /**
     * {@link ScatteringByteChannel#read(ByteBuffer[])}.
     *
     * @param channel where to read
     * @param buffers where to put it
     * @return how many bytes; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static long read(ScatteringByteChannel channel, ByteBuffer[] buffers) throws IOException {
        return isDirect(channel) ? channel.read(buffers) : Coroutines.blocking(() -> channel.read(buffers));
    }

    /**
     * {@link ScatteringByteChannel#read(ByteBuffer[], int, int)}.
     *
     * @param channel where to read
     * @param buffers where to put it
     * @param offset the first of them
     * @param length how many of them
     * @return how many bytes; -1 at the end
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static long read(ScatteringByteChannel channel, ByteBuffer[] buffers, int offset, int length)
            throws IOException {
        return isDirect(channel)
                ? channel.read(buffers, offset, length)
                : Coroutines.blocking(() -> channel.read(buffers, offset, length));
    }

    /**
     * {@link WritableByteChannel#write(ByteBuffer)}.
     *
     * @param channel where to write
     * @param buffer what to write
     * @return how many bytes were written
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int write(WritableByteChannel channel, ByteBuffer buffer) throws IOException {
        return isDirect(channel) ? channel.write(buffer) : Coroutines.blocking(() -> channel.write(buffer));
    }

    /**
     * {@link GatheringByteChannel#write(ByteBuffer[])}.
     *
     * @param channel where to write
     * @param buffers what to write
     * @return how many bytes were written
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static long write(GatheringByteChannel channel, ByteBuffer[] buffers) throws IOException {
        return isDirect(channel) ? channel.write(buffers) : Coroutines.blocking(() -> channel.write(buffers));
    }

    /**
     * {@link GatheringByteChannel#write(ByteBuffer[], int, int)}.
     *
     * @param channel where to write
     * @param buffers what to write
     * @param offset the first of them
     * @param length how many of them
     * @return how many bytes were written
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static long write(GatheringByteChannel channel, ByteBuffer[] buffers, int offset, int length)
            throws IOException {
        return isDirect(channel)
                ? channel.write(buffers, offset, length)
                : Coroutines.blocking(() -> channel.write(buffers, offset, length));
    }

    /**
     * {@link SocketChannel#open(SocketAddress)}.
     *
     * @param remote where to
     * @return a connected channel
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static SocketChannel open(SocketAddress remote) throws IOException {
        return Coroutines.blocking(() -> SocketChannel.open(remote));
    }

    /**
     * {@link SocketChannel#connect(SocketAddress)}.
     *
     * @param channel what to connect
     * @param remote where to
     * @return whether it is connected
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static boolean connect(SocketChannel channel, SocketAddress remote) throws IOException {
        return isDirect(channel) ? channel.connect(remote) : Coroutines.blocking(() -> channel.connect(remote));
    }

    /**
     * {@link SocketChannel#finishConnect()}.
     *
     * @param channel what is being connected
     * @return whether it is connected
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static boolean finishConnect(SocketChannel channel) throws IOException {
        return isDirect(channel) ? channel.finishConnect() : Coroutines.blocking(() -> channel.finishConnect());
    }

    /**
     * {@link ServerSocketChannel#accept()}.
     *
     * @param channel what to accept from
     * @return the next connection; null if there is none in non-blocking mode
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static SocketChannel accept(ServerSocketChannel channel) throws IOException {
        return isDirect(channel) ? channel.accept() : Coroutines.blocking(() -> channel.accept());
    }

    /**
     * {@link DatagramChannel#receive(ByteBuffer)}.
     *
     * @param channel where to receive
     * @param buffer where to put it
     * @return who has sent it; null if there is none in non-blocking mode
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static SocketAddress receive(DatagramChannel channel, ByteBuffer buffer) throws IOException {
        return isDirect(channel) ? channel.receive(buffer) : Coroutines.blocking(() -> channel.receive(buffer));
    }

    /**
     * {@link DatagramChannel#send(ByteBuffer, SocketAddress)}.
     *
     * @param channel where to send
     * @param buffer what
     * @param target to whom
     * @return how many bytes were sent
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static int send(DatagramChannel channel, ByteBuffer buffer, SocketAddress target) throws IOException {
        return isDirect(channel)
                ? channel.send(buffer, target)
                : Coroutines.blocking(() -> channel.send(buffer, target));
    }

    private static boolean isDirect(Channel channel) {
        return channel instanceof SelectableChannel && !((SelectableChannel) channel).isBlocking();
    }
}
