package dev.bobbin.adapt;

import dev.bobbin.Coroutines;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.util.concurrent.CancellationException;

/**
 * Stands in for what blocks of {@link DatagramSocket}. The sockets made here are {@link DatagramSocket}s over a channel that
 * event loops watch: receiving suspends a coroutine, and blocks a plain thread. For those of another make a thread of the
 * blocking pool receives; such a call ends when a datagram comes or the socket is closed, not by a cancellation.
 */
@SuppressSuspensionWarnings("blocking-call") // on threads of the pool only
public final class Datagrams {

    private Datagrams() {}

    /**
     * {@code new DatagramSocket()}.
     *
     * @return a socket bound to any port that is free
     * @throws SocketException if there is none
     */
    @Suspendable
    public static DatagramSocket open() throws SocketException {
        return open(new InetSocketAddress(0));
    }

    /**
     * {@code new DatagramSocket(port)}.
     *
     * @param port 0 to 65535, 0 for any that is free
     * @return a bound socket
     * @throws SocketException if the port is in use or not allowed
     */
    @Suspendable
    public static DatagramSocket open(int port) throws SocketException {
        return open(new InetSocketAddress(port));
    }

    /**
     * {@code new DatagramSocket(port, address)}.
     *
     * @param port 0 to 65535, 0 for any that is free
     * @param address of this machine; null for all
     * @return a bound socket
     * @throws SocketException if the port is in use or not allowed
     */
    @Suspendable
    public static DatagramSocket open(int port, InetAddress address) throws SocketException {
        return open(new InetSocketAddress(address, port));
    }

    /**
     * {@code new DatagramSocket(address)}.
     *
     * @param address where to bind it; null for nowhere yet
     * @return a socket
     * @throws SocketException if the address is in use or not allowed
     */
    @Suspendable
    public static DatagramSocket open(SocketAddress address) throws SocketException {
        LoopDatagramSocket socket = LoopDatagramSocket.open();
        if (address != null) {
            try {
                socket.bind(address);
            } catch (SocketException | RuntimeException e) {
                socket.close();
                throw e;
            }
        }
        return socket;
    }

    /**
     * {@link DatagramSocket#receive}.
     *
     * @param socket where to receive
     * @param packet where to put it
     * @throws IOException if it fails; a SocketTimeoutException if the socket's timeout is over
     * @throws CancellationException if the coroutine is cancelled; then nothing was received
     */
    @Suspendable
    public static void receive(DatagramSocket socket, DatagramPacket packet) throws IOException {
        if (socket instanceof LoopDatagramSocket) {
            ((LoopDatagramSocket) socket).receive(packet);
        } else {
            Coroutines.blocking(() -> {
                socket.receive(packet);
                return null;
            });
        }
    }

    /**
     * {@link DatagramSocket#send}.
     *
     * @param socket where to send
     * @param packet what to send
     * @throws IOException if it fails
     * @throws CancellationException if the coroutine is cancelled
     */
    @Suspendable
    public static void send(DatagramSocket socket, DatagramPacket packet) throws IOException {
        if (socket instanceof LoopDatagramSocket) {
            ((LoopDatagramSocket) socket).send(packet);
        } else {
            socket.send(packet); // it hands the datagram to the operating system and waits for nobody
        }
    }
}
