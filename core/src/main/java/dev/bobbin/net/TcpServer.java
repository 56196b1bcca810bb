package dev.bobbin.net;

import dev.bobbin.EventLoop;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
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
public final class TcpServer extends StreamServer<TcpSocket> {

    private TcpServer(ServerSocketChannel channel, EventLoop loop, ServerOptions options) {
        super(channel, loop, options);
    }

    /**
     * Listens on all addresses of this machine.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @return the server
     * @throws IOException if the port is in use or not allowed
     */
    public static TcpServer bind(int port) throws IOException {
        return bind(new InetSocketAddress(port), ServerOptions.defaults());
    }

    /**
     * Listens on the loopback address: for tests, and for services of this machine alone.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @return the server
     * @throws IOException if the port is in use or not allowed
     */
    public static TcpServer bindLocal(int port) throws IOException {
        return bindLocal(port, ServerOptions.defaults());
    }

    /**
     * Listens on the loopback address, with options.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @param options how to serve
     * @return the server
     * @throws IOException if the port is in use or not allowed
     */
    public static TcpServer bindLocal(int port, ServerOptions options) throws IOException {
        Objects.requireNonNull(options, "options");
        return bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), options);
    }

    /**
     * Listens on an address.
     *
     * @param address where
     * @param backlog how many connections the operating system keeps until they are accepted, 1 or more
     * @return the server
     * @throws IOException if the address is in use or not allowed, mostly a {@link BindException}; the message names it
     */
    public static TcpServer bind(InetSocketAddress address, int backlog) throws IOException {
        Objects.requireNonNull(address, "address");
        return bind(address, ServerOptions.defaults().backlog(backlog));
    }

    /**
     * Listens on an address, with options.
     *
     * @param address where
     * @param options how to serve
     * @return the server
     * @throws IOException if the address is in use or not allowed, mostly a {@link BindException}; the message names it
     */
    public static TcpServer bind(InetSocketAddress address, ServerOptions options) throws IOException {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(options, "options");
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            channel.bind(address, options.backlog());
            return new TcpServer(channel, EventLoop.current(), options);
        } catch (IOException e) {
            channel.close();
            throw cannotListen(address, e);
        }
    }

    /** As {@code e}, but naming the address. */
    private static IOException cannotListen(InetSocketAddress address, IOException e) {
        String message = "Cannot listen on " + address + ": " + e.getMessage();
        IOException named = e instanceof BindException ? new BindException(message) : new IOException(message);
        named.initCause(e);
        return named;
    }

    @Override
    TcpSocket connectionOf(SocketChannel accepted, EventLoop loop) throws IOException {
        return TcpSocket.of(accepted, loop);
    }

    /**
     * The port it listens on.
     *
     * @return 1 to 65535
     */
    public int port() {
        return channel().socket().getLocalPort();
    }

    @Override
    public String toString() {
        return "TCP server on " + channel().socket().getLocalSocketAddress();
    }
}
