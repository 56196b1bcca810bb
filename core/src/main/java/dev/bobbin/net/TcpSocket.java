package dev.bobbin.net;

import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/**
 * A TCP connection whose reads and writes suspend in a coroutine, and block a plain thread. {@link Connection} tells the rules.
 *
 *
 * <pre>{@code
 * try (TcpSocket socket = TcpSocket.connect("localhost", port)) {
 *     socket.write("ping".getBytes(StandardCharsets.UTF_8));
 *     byte[] answer = new byte[1024];
 *     int length = socket.read(answer);
 * }
 * }</pre>
 */
public final class TcpSocket extends StreamSocket {

    /** However many addresses a host has, each is given so long, if there is so much. */
    private static final long LEAST_ATTEMPT_NANOS = 2_000_000_000;

    /** Null until it is connected. Kept, since a closed channel of Java 8 tells of none. */
    private volatile SocketAddress peer;

    private TcpSocket(SocketChannel channel, EventLoop loop) {
        super(channel, loop);
    }

    static TcpSocket of(SocketChannel channel, EventLoop loop) throws IOException {
        TcpSocket socket = new TcpSocket(channel, loop);
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.peer = channel.getRemoteAddress();
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return socket;
    }

    /**
     * Connects, however long the operating system tries. A host with several addresses is tried at each, in the resolver's order.
     *
     * @param host a name, which is looked up without blocking the loop, or an address
     * @param port 1 to 65535
     * @return the connection
     * @throws IOException if it cannot be made; an UnknownHostException if the name is not known
     */
    @Suspendable
    public static TcpSocket connect(String host, int port) throws IOException {
        return connect(host, port, Duration.ZERO);
    }

    /**
     * As {@link #connect(String, int)}, within a time, which does not count the look-up of the name. Several addresses share it.
     *
     * @param host a name, which is looked up without blocking the loop, or an address
     * @param port 1 to 65535
     * @param timeout how long to try; zero: as long as the operating system does
     * @return the connection
     * @throws IOException if it cannot be made; a SocketTimeoutException if it took too long
     */
    @Suspendable
    public static TcpSocket connect(String host, int port, Duration timeout) throws IOException {
        Objects.requireNonNull(host, "host");
        requirePort(host, port);
        long timeoutNanos = Timeouts.nanos(timeout, "timeout");
        List<InetAddress> addresses = Dns.lookUpAll(host);
        long deadline = System.nanoTime() + timeoutNanos;
        IOException failure = null;
        for (int i = 0; i < addresses.size(); i++) {
            long attemptNanos = 0;
            if (timeoutNanos != 0) {
                long left = deadline - System.nanoTime();
                if (left <= 0) {
                    break;
                }
                attemptNanos = Math.max(left / (addresses.size() - i), Math.min(left, LEAST_ATTEMPT_NANOS));
            }
            try {
                return connect(new InetSocketAddress(addresses.get(i), port), attemptNanos);
            } catch (IOException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }
        throw failure != null ? failure : tooLong(host, port, timeout);
    }

    private static SocketTimeoutException tooLong(String host, int port, Duration timeout) {
        return new SocketTimeoutException(
                host + ":" + port + ": connecting took longer than " + timeout.toMillis() + " ms");
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
        return connect(address, Timeouts.nanos(timeout, "timeout"));
    }

    static void requirePort(String host, int port) {
        if (port < 1 || port > 0xFFFF) {
            throw new IllegalArgumentException(
                    "Cannot connect to port " + port + " of " + host + ": a port is 1 to 65535");
        }
    }

    @Suspendable
    private static TcpSocket connect(InetSocketAddress address, long timeoutNanos) throws IOException {
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        TcpSocket socket = of(SocketChannel.open(), EventLoop.current());
        boolean connected = false;
        try {
            if (!socket.channel().connect(address)) {
                do {
                    socket.awaitConnected(address, timeoutNanos);
                } while (!socket.channel().finishConnect());
            }
            socket.peer = socket.remoteAddress();
            connected = true;
            return socket;
        } catch (ConnectException e) {
            throw named(new ConnectException("Cannot connect to " + address + ": " + e.getMessage()), e);
        } catch (NoRouteToHostException e) {
            throw named(new NoRouteToHostException("Cannot connect to " + address + ": " + e.getMessage()), e);
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    private static IOException named(IOException named, IOException cause) {
        named.initCause(cause);
        return named;
    }

    /**
     * Ends the connection at once: what is not sent yet is dropped, and the peer sees that it was reset, not that it ended. For
     * peers that break the rules, so that nothing is kept for them.
     *
     * @throws IOException if closing fails
     */
    public void abort() throws IOException {
        if (isOpen()) {
            setOption(StandardSocketOptions.SO_LINGER, 0);
            close();
        }
    }

    @Override
    public String toString() {
        return "TCP connection to " + peer;
    }
}
