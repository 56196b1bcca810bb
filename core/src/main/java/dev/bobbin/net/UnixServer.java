package dev.bobbin.net;

import dev.bobbin.EventLoop;
import java.io.IOException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Accepts connections of other processes of this machine over a Unix socket. Who may connect is decided by the permissions of the
 * socket's file and its folder. It takes Java 16 or newer.
 *
 * <pre>{@code
 * try (UnixServer server = UnixServer.bind(Paths.get("/run/app/control.sock"), ServerOptions.defaults())) {
 *     server.serve(connection -> answer(connection));
 * }
 * }</pre>
 */
public final class UnixServer extends StreamServer<UnixSocket> {

    private final Path path;

    private UnixServer(ServerSocketChannel channel, EventLoop loop, ServerOptions options, Path path) {
        super(channel, loop, options);
        this.path = path;
    }

    /**
     * Listens on a path. The file that this makes is deleted when the server is closed. One that is there already, left by a server
     * that has died perhaps, is not touched.
     *
     * @param path of the file to make; short, as operating systems take no more than about 100 bytes
     * @param options how to serve
     * @return the server
     * @throws IOException if there is such a file, or it is not allowed; the message names it
     * @throws UnsupportedOperationException before Java 16
     */
    public static UnixServer bind(Path path, ServerOptions options) throws IOException {
        Objects.requireNonNull(path, "path");
        Objects.requireNonNull(options, "options");
        ServerSocketChannel channel = UnixSockets.openServer();
        try {
            channel.configureBlocking(false);
            channel.bind(UnixSockets.address(path), options.backlog());
            return new UnixServer(channel, EventLoop.current(), options, path);
        } catch (IOException e) {
            channel.close();
            String cure = Files.exists(path) ? ". There is such a file; if no server uses it any more, delete it" : "";
            throw new IOException("Cannot listen on " + path + ": " + e.getMessage() + cure, e);
        }
    }

    @Override
    UnixSocket connectionOf(SocketChannel accepted, EventLoop loop) throws IOException {
        return UnixSocket.of(accepted, loop, "Unix connection of " + path);
    }

    /** {@inheritDoc} The socket's file is deleted. */
    @Override
    public void close() throws IOException {
        boolean first = isOpen();
        super.close();
        if (first) {
            Files.deleteIfExists(path);
        }
    }

    @Override
    public String toString() {
        return "Unix server on " + path;
    }
}
