package dev.bobbin.net;

import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Objects;

/**
 * A connection to another process of this machine over a Unix socket. {@link Connection} tells the rules. It takes Java 16 or
 * newer.
 *
 * <pre>{@code
 * try (UnixSocket docker = UnixSocket.connect(Paths.get("/var/run/docker.sock"))) {
 *     docker.write("GET /version HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
 * }
 * }</pre>
 */
public final class UnixSocket extends StreamSocket {

    private final String name;

    private UnixSocket(SocketChannel channel, EventLoop loop, String name) {
        super(channel, loop);
        this.name = name;
    }

    static UnixSocket of(SocketChannel channel, EventLoop loop, String name) throws IOException {
        try {
            channel.configureBlocking(false);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
        return new UnixSocket(channel, loop, name);
    }

    /**
     * Whether this JVM has Unix sockets.
     *
     * @return true on Java 16 or newer
     */
    public static boolean isSupported() {
        return UnixSockets.areThere();
    }

    /**
     * Connects to a server of this machine.
     *
     * @param path where it listens
     * @return the connection
     * @throws IOException if nobody listens there, or that is not allowed; the message names the path
     * @throws UnsupportedOperationException before Java 16
     */
    @Suspendable
    public static UnixSocket connect(Path path) throws IOException {
        SocketAddress address = UnixSockets.address(Objects.requireNonNull(path, "path"));
        UnixSocket socket = of(UnixSockets.open(), EventLoop.current(), "Unix connection to " + path);
        boolean connected = false;
        try {
            if (!socket.channel().connect(address)) {
                do {
                    socket.awaitConnected(address, 0);
                } while (!socket.channel().finishConnect());
            }
            connected = true;
            return socket;
        } catch (IOException e) {
            ConnectException named = new ConnectException("Cannot connect to " + path + ": " + e.getMessage());
            named.initCause(e);
            throw named;
        } finally {
            if (!connected) {
                socket.close();
            }
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
