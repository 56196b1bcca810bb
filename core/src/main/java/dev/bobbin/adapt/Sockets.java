package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import javax.net.ssl.SSLSocket;

/**
 * Stands in for what blocks of {@link Socket}. The sockets made here are {@link Socket}s over a channel that event loops watch:
 * their waits, and those of their streams, suspend a coroutine, and block a plain thread or code that is not suspendable.
 * {@link Streams} reads and writes their streams. Sockets of another make, such as those of TLS, are handed to a thread of the
 * blocking pool where they block.
 *
 * <p>Behind a SOCKS proxy (one that is given, or by the system property {@code socksProxyHost}) the sockets are the JDK's.
 *
 * <p>Values, exceptions and their messages are the JDK's. As there, an interrupt does not end a wait. A cancelled coroutine
 * leaves a read by a CancellationException, and nothing is lost; a cancelled write may have sent a part; a socket whose
 * connecting is cancelled is closed.
 *
 * <pre>{@code
 * try (Socket socket = Sockets.open("localhost", 8080)) {
 *     Streams.write(socket.getOutputStream(), request);
 *     int length = Streams.read(socket.getInputStream(), answer);
 * }
 * }</pre>
 */
@SuppressSuspensionWarnings("blocking-call") // on threads of the pool only
public final class Sockets {

    private Sockets() {}

    /**
     * {@code new Socket()}.
     *
     * @return a socket that is not connected
     */
    @Suspendable
    public static Socket open() {
        return isBehindProxy() ? new Socket() : unconnected();
    }

    /**
     * {@code new Socket(proxy)}.
     *
     * @param proxy by which to connect
     * @return a socket that is not connected
     */
    @Suspendable
    public static Socket open(Proxy proxy) {
        return proxy == Proxy.NO_PROXY ? unconnected() : new Socket(proxy);
    }

    private static Socket unconnected() {
        try {
            return LoopSocket.open();
        } catch (IOException noMoreToBeHad) {
            return new Socket(); // which says so when it is used, as its constructor may not
        }
    }

    /**
     * {@code new Socket(host, port)}.
     *
     * @param host a name or an address; null for the loopback address
     * @param port 0 to 65535
     * @return a connected socket
     * @throws IOException if it cannot be made; an UnknownHostException if the name is not known
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Socket open(String host, int port) throws IOException {
        return isBehindProxy()
                ? Coroutines.blocking(() -> new Socket(host, port))
                : connected(resolve(host, port), null);
    }

    /**
     * {@code new Socket(address, port)}.
     *
     * @param address where to
     * @param port 0 to 65535
     * @return a connected socket
     * @throws IOException if it cannot be made
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Socket open(InetAddress address, int port) throws IOException {
        Objects.requireNonNull(address, "address");
        return isBehindProxy()
                ? Coroutines.blocking(() -> new Socket(address, port))
                : connected(new InetSocketAddress(address, port), null);
    }

    /**
     * {@code new Socket(host, port, localAddress, localPort)}.
     *
     * @param host a name or an address; null for the loopback address
     * @param port 0 to 65535
     * @param localAddress where from; null for any
     * @param localPort 0 to 65535, 0 for any that is free
     * @return a connected socket
     * @throws IOException if it cannot be made; an UnknownHostException if the name is not known
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Socket open(String host, int port, InetAddress localAddress, int localPort) throws IOException {
        return isBehindProxy()
                ? Coroutines.blocking(() -> new Socket(host, port, localAddress, localPort))
                : connected(resolve(host, port), new InetSocketAddress(localAddress, localPort));
    }

    /**
     * {@code new Socket(address, port, localAddress, localPort)}.
     *
     * @param address where to
     * @param port 0 to 65535
     * @param localAddress where from; null for any
     * @param localPort 0 to 65535, 0 for any that is free
     * @return a connected socket
     * @throws IOException if it cannot be made
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Socket open(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        Objects.requireNonNull(address, "address");
        return isBehindProxy()
                ? Coroutines.blocking(() -> new Socket(address, port, localAddress, localPort))
                : connected(new InetSocketAddress(address, port), new InetSocketAddress(localAddress, localPort));
    }

    /**
     * {@link Socket#connect(SocketAddress)}.
     *
     * @param socket what to connect
     * @param endpoint where to
     * @throws IOException if it cannot be done
     * @throws CancellationException if the coroutine is cancelled; the socket is closed then
     */
    @Suspendable
    public static void connect(Socket socket, SocketAddress endpoint) throws IOException {
        connect(socket, endpoint, 0);
    }

    /**
     * {@link Socket#connect(SocketAddress, int)}.
     *
     * @param socket what to connect
     * @param endpoint where to
     * @param timeout how long to try, in milliseconds; 0 as long as the operating system does
     * @throws SocketTimeoutException if the time is over
     * @throws IOException if it cannot be done
     * @throws CancellationException if the coroutine is cancelled; the socket is closed then
     */
    @Suspendable
    public static void connect(Socket socket, SocketAddress endpoint, int timeout) throws IOException {
        if (socket instanceof LoopSocket) {
            ((LoopSocket) socket).connect(endpoint, timeout);
        } else {
            Coroutines.blocking(() -> {
                socket.connect(endpoint, timeout);
                return null;
            });
        }
    }

    /**
     * {@link Socket#close()}. That of a TLS socket writes to its peer, which may take a time.
     *
     * @param socket what to close
     * @throws IOException if the socket says so
     */
    @Suspendable
    public static void close(Socket socket) throws IOException {
        if (socket instanceof SSLSocket) {
            Closing.close(socket);
        } else {
            socket.close();
        }
    }

    /**
     * {@link Socket#getInputStream()}, which waits for nobody: it is adapted since reading the stream is.
     *
     * @param socket where from
     * @return its stream, to be read with {@link Streams}
     * @throws IOException if the socket is closed, not connected, or its input was shut
     */
    @Suspendable
    public static InputStream getInputStream(Socket socket) throws IOException {
        return socket.getInputStream();
    }

    /**
     * {@link Socket#getOutputStream()}, which waits for nobody: it is adapted since writing to the stream is.
     *
     * @param socket where to
     * @return its stream, to be written to with {@link Streams}
     * @throws IOException if the socket is closed, not connected, or its output was shut
     */
    @Suspendable
    public static OutputStream getOutputStream(Socket socket) throws IOException {
        return socket.getOutputStream();
    }

    @Suspendable
    private static Socket connected(InetSocketAddress to, InetSocketAddress from) throws IOException {
        LoopSocket socket = LoopSocket.open();
        boolean done = false;
        try {
            if (from != null) {
                socket.bind(from);
            }
            socket.connect(to);
            done = true;
            return socket;
        } finally {
            if (!done) {
                socket.close();
            }
        }
    }

    @Suspendable
    private static InetSocketAddress resolve(String host, int port) throws UnknownHostException {
        if (host == null) {
            return new InetSocketAddress(InetAddress.getByName(null), port);
        }
        return isLiteral(host)
                ? new InetSocketAddress(host, port)
                : Coroutines.blocking(() -> new InetSocketAddress(host, port));
    }

    /** Whether it is an address in numbers, so that nobody must be asked. */
    private static boolean isLiteral(String host) {
        return host.indexOf(':') >= 0 || host.matches("\\d+\\.\\d+\\.\\d+\\.\\d+");
    }

    private static boolean isBehindProxy() {
        return System.getProperty("socksProxyHost") != null;
    }
}
