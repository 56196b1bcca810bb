package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CancellationException;

/**
 * Stands in for what blocks of {@link ServerSocket}. The server sockets made here wait on event loops, and so do the sockets
 * that they accept: see {@link Sockets}. For those of another make, a thread of the blocking pool accepts; such a call ends
 * when the server socket is closed, not by a cancellation.
 */
@SuppressSuspensionWarnings("blocking-call") // on threads of the pool only
public final class ServerSockets {

    private static final int BACKLOG = 50; // the JDK's

    private ServerSockets() {}

    /**
     * {@code new ServerSocket()}.
     *
     * @return a server socket that is not bound
     * @throws IOException if the operating system has no more sockets to give
     */
    @Suspendable
    public static ServerSocket open() throws IOException {
        return LoopServerSocket.open();
    }

    /**
     * {@code new ServerSocket(port)}.
     *
     * @param port 0 to 65535, 0 for any that is free
     * @return a bound server socket
     * @throws IOException if the port is in use or not allowed
     */
    @Suspendable
    public static ServerSocket open(int port) throws IOException {
        return bound(port, BACKLOG, null);
    }

    /**
     * {@code new ServerSocket(port, backlog)}.
     *
     * @param port 0 to 65535, 0 for any that is free
     * @param backlog how many connections the operating system keeps until they are accepted; less than 1 for 50
     * @return a bound server socket
     * @throws IOException if the port is in use or not allowed
     */
    @Suspendable
    public static ServerSocket open(int port, int backlog) throws IOException {
        return bound(port, backlog, null);
    }

    /**
     * {@code new ServerSocket(port, backlog, address)}.
     *
     * @param port 0 to 65535, 0 for any that is free
     * @param backlog how many connections the operating system keeps until they are accepted; less than 1 for 50
     * @param address of this machine; null for all
     * @return a bound server socket
     * @throws IOException if the port is in use or not allowed
     */
    @Suspendable
    public static ServerSocket open(int port, int backlog, InetAddress address) throws IOException {
        return bound(port, backlog, address);
    }

    /**
     * {@link ServerSocket#accept()}.
     *
     * @param server what to accept from
     * @return the next connection
     * @throws IOException if the server socket is closed, or its timeout is over
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static Socket accept(ServerSocket server) throws IOException {
        return server instanceof LoopServerSocket
                ? ((LoopServerSocket) server).accept()
                : Coroutines.blocking(server::accept);
    }

    private static ServerSocket bound(int port, int backlog, InetAddress address) throws IOException {
        if (port < 0 || port > 0xffff) {
            throw new IllegalArgumentException("Port value out of range: " + port);
        }
        LoopServerSocket server = LoopServerSocket.open();
        try {
            server.bind(new InetSocketAddress(address, port), backlog);
            return server;
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }
}
