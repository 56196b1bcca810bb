package dev.bobbin.net;

import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableConsumer;
import dev.bobbin.runtime.FrameStack;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Objects;

/**
 * Accepts TCP connections. Waiting for one suspends in a coroutine, and blocks a plain thread.
 *
 * <pre>{@code
 * try (TcpServer server = TcpServer.bind(8001)) {
 *     server.serve(socket -> {
 *         byte[] bytes = new byte[1024];
 *         for (int n = socket.read(bytes); n >= 0; n = socket.read(bytes)) {
 *             socket.write(ByteBuffer.wrap(bytes, 0, n));
 *         }
 *     });
 * }
 * }</pre>
 */
public final class TcpServer implements Closeable {

    private static final int BACKLOG = 1024;

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    private final ServerSocketChannel channel;
    private final Readiness readiness;
    private final FairShare share = new FairShare();

    private TcpServer(ServerSocketChannel channel, EventLoop loop) {
        this.channel = channel;
        this.readiness = new Readiness(loop, channel);
    }

    /**
     * Listens on all addresses of this machine.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @return the server
     * @throws IOException if the port is in use or not allowed
     */
    public static TcpServer bind(int port) throws IOException {
        return bind(new InetSocketAddress(port), BACKLOG);
    }

    /**
     * Listens on the loopback address: for tests, and for services of this machine alone.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @return the server
     * @throws IOException if the port is in use or not allowed
     */
    public static TcpServer bindLocal(int port) throws IOException {
        return bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    }

    /**
     * Listens on an address.
     *
     * @param address where
     * @param backlog how many connections the operating system keeps until they are accepted, 1 or more
     * @return the server
     * @throws IOException if the address is in use or not allowed; the message names it
     */
    public static TcpServer bind(InetSocketAddress address, int backlog) throws IOException {
        Objects.requireNonNull(address, "address");
        if (backlog < 1) {
            throw new IllegalArgumentException("A server's backlog was " + backlog + ": it must be 1 or more");
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, backlog);
            return new TcpServer(channel, EventLoop.current());
        } catch (IOException e) {
            channel.close();
            throw new IOException("Cannot listen on " + address + ": " + e.getMessage(), e);
        }
    }

    /**
     * The port it listens on.
     *
     * @return 1 to 65535
     */
    public int port() {
        return channel.socket().getLocalPort();
    }

    /**
     * Waits for the next connection.
     *
     * @return the connection, on this server's loop
     * @throws IOException if the server was closed, or the operating system has no more sockets to give
     */
    @Suspendable
    public TcpSocket accept() throws IOException {
        readiness.requireFree(SelectionKey.OP_ACCEPT);
        share.take();
        for (; ; ) {
            SocketChannel accepted = channel.accept();
            if (accepted != null) {
                return TcpSocket.of(accepted, readiness.loop());
            }
            share.waits();
            awaitConnection();
        }
    }

    /**
     * Accepts connections until the server is closed, and spawns {@code handler} for each. A connection is closed when its
     * handler ends. What a handler throws ends that connection alone; it is reported as the failure of a coroutine that nobody
     * joined. While the operating system has no more sockets to give, accepting pauses, longer each time up to a second.
     * Cancelling the coroutine that serves ends the accepting; the handlers go on.
     *
     * @param handler what to do with a connection
     */
    @Suspendable
    public void serve(SuspendableConsumer<TcpSocket> handler) {
        Objects.requireNonNull(handler, "handler");
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (channel.isOpen()) {
            TcpSocket socket;
            try {
                socket = accept();
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                Coroutines.sleep(pauseMillis);
                pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
                continue;
            }
            pauseMillis = FIRST_PAUSE_MILLIS;
            Coroutines.spawn(readiness.loop(), () -> {
                try (TcpSocket connection = socket) {
                    handler.accept(connection);
                }
            });
        }
    }

    /**
     * The address it listens on.
     *
     * @return with the port that was found free, if 0 was asked for
     * @throws IOException if the server was closed
     */
    public SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    @Override
    public String toString() {
        return "TCP server on " + channel.socket().getLocalSocketAddress();
    }

    /** Stops listening. Whoever waits for a connection gets an AsynchronousCloseException; connections go on. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            readiness.closed();
        }
    }

    @Suspendable
    private void awaitConnection() {
        readiness.await(SelectionKey.OP_ACCEPT, 0, "accepting", this, FrameStack.current());
    }
}
