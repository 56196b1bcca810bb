package dev.bobbin.net;

import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.WakeUp;
import dev.bobbin.runtime.FairShare;
import dev.bobbin.runtime.FrameStack;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends and receives datagrams over UDP. What waits suspends in a coroutine, and blocks a plain thread.
 *
 * <p>One may receive while any number send; two that receive at once are an IllegalStateException. Closing is allowed from anywhere,
 * and wakes whoever waits by an AsynchronousCloseException. A cancelled coroutine leaves by a CancellationException, and the socket
 * stays usable. The network may lose datagrams, double them and change their order.
 *
 * <pre>{@code
 * try (UdpSocket socket = UdpSocket.bind(5353)) {
 *     ByteBuffer buffer = ByteBuffer.allocate(1500);
 *     while (true) {
 *         InetSocketAddress sender = socket.receive(buffer);
 *         buffer.flip();
 *         socket.send(buffer, sender);
 *         buffer.clear();
 *     }
 * }
 * }</pre>
 */
public final class UdpSocket implements Closeable {

    private final DatagramChannel channel;
    private final Readiness readiness;
    private final FairShare share = new FairShare();
    private final AtomicBoolean senderWaits = new AtomicBoolean(); // for the channel; others wait for that one
    private final Queue<WakeUp<Void>> otherSenders = new ConcurrentLinkedQueue<>();
    private volatile long receiveTimeoutNanos;

    private UdpSocket(DatagramChannel channel, EventLoop loop) {
        this.channel = channel;
        this.readiness = new Readiness(loop, channel);
    }

    /**
     * Receives on all addresses of this machine.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @return the socket
     * @throws IOException if the port is in use or not allowed; the message names it
     */
    public static UdpSocket bind(int port) throws IOException {
        return bind(new InetSocketAddress(port));
    }

    /**
     * Receives on the loopback address: from this machine alone.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @return the socket
     * @throws IOException if the port is in use or not allowed; the message names it
     */
    public static UdpSocket bindLocal(int port) throws IOException {
        return bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /**
     * Receives on an address.
     *
     * @param address where
     * @return the socket
     * @throws IOException if the address is in use or not allowed; the message names it
     */
    public static UdpSocket bind(InetSocketAddress address) throws IOException {
        Objects.requireNonNull(address, "address");
        return open(DatagramChannel.open(), address, false);
    }

    /**
     * Receives what is sent to a group, from {@link #join} on. Others of this machine may do so on the same port.
     *
     * @param family {@link StandardProtocolFamily#INET} or INET6, as the group's address is
     * @param port 1 to 65535
     * @return the socket
     * @throws IOException if the port is in use or not allowed; the message names it
     */
    public static UdpSocket bindMulticast(ProtocolFamily family, int port) throws IOException {
        Objects.requireNonNull(family, "family");
        InetSocketAddress address = new InetSocketAddress(port);
        return open(DatagramChannel.open(family), address, true);
    }

    private static UdpSocket open(DatagramChannel channel, InetSocketAddress address, boolean shared)
            throws IOException {
        try {
            channel.configureBlocking(false);
            if (shared) {
                channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            }
            channel.bind(requireResolved(address));
            return new UdpSocket(channel, EventLoop.current());
        } catch (IOException e) {
            channel.close();
            throw new IOException("Cannot receive on " + address + ": " + e.getMessage(), e);
        }
    }

    private static InetSocketAddress requireResolved(InetSocketAddress address) throws UnknownHostException {
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostString());
        }
        return address;
    }

    /**
     * Receives from this peer alone from now on, and sends to it. Where the operating system hears that nobody listens there, sending
     * and receiving throw a {@link PortUnreachableException}. What others had sent before may still come.
     *
     * @param peer whom to talk to
     * @throws IOException if that cannot be; also if somebody else is the peer already
     */
    public void connect(InetSocketAddress peer) throws IOException {
        Objects.requireNonNull(peer, "peer");
        if (channel.isConnected()) {
            throw new IOException(this + " has a peer already: " + channel.getRemoteAddress());
        }
        channel.connect(requireResolved(peer));
    }

    /**
     * Waits for the next datagram.
     *
     * @param buffer where to put it; what is longer than the room in it is cut off, and that cannot be told
     * @return who sent it
     * @throws IOException if the socket was closed; a SocketTimeoutException after {@link #setReceiveTimeout}
     */
    @Suspendable
    public InetSocketAddress receive(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer, "buffer");
        readiness.requireFree(SelectionKey.OP_READ);
        takeTurn();
        for (; ; ) {
            InetSocketAddress sender = (InetSocketAddress) channel.receive(buffer);
            if (sender != null) {
                return sender;
            }
            share.waits();
            awaitReceivable();
        }
    }

    /**
     * Sends a datagram, waiting while the operating system has no room for it.
     *
     * @param buffer what to send, from its position to its limit, 65507 bytes at the most
     * @param receiver to whom
     * @throws IOException if the socket was closed, or what is sent is too long; the message names the receiver
     */
    @Suspendable
    public void send(ByteBuffer buffer, InetSocketAddress receiver) throws IOException {
        Objects.requireNonNull(buffer, "buffer");
        requireResolved(Objects.requireNonNull(receiver, "receiver"));
        takeTurn();
        while (!sendNow(buffer, receiver)) {
            share.waits();
            awaitSendable();
        }
    }

    /**
     * Sends a datagram to the peer of {@link #connect}, waiting while the operating system has no room for it.
     *
     * @param buffer what to send, from its position to its limit, 65507 bytes at the most
     * @throws IOException if the socket was closed, what is sent is too long, or nobody listens there
     */
    @Suspendable
    public void send(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer, "buffer");
        InetSocketAddress peer = (InetSocketAddress) channel.getRemoteAddress();
        if (peer == null) {
            throw new IllegalStateException(this + " has no peer: connect() it, or name the receiver");
        }
        send(buffer, peer);
    }

    private boolean sendNow(ByteBuffer buffer, InetSocketAddress receiver) throws IOException {
        int length = buffer.remaining();
        try {
            return channel.send(buffer, receiver) == length; // a datagram is sent whole or not at all
        } catch (SocketException e) {
            if (e instanceof PortUnreachableException) {
                throw e;
            }
            throw new IOException("Cannot send " + length + " bytes to " + receiver + ": " + e.getMessage(), e);
        }
    }

    /** One waits for the channel, and others for that one, since a channel tells one alone that it is writable. */
    @Suspendable
    private void awaitSendable() {
        if (senderWaits.compareAndSet(false, true)) {
            try {
                awaitWritable();
            } finally {
                senderWaits.set(false);
                for (WakeUp<Void> other = otherSenders.poll(); other != null; other = otherSenders.poll()) {
                    other.success(null);
                }
            }
        } else {
            Coroutines.<Void>suspend(this::tellWhenNobodyWaits);
        }
    }

    private void tellWhenNobodyWaits(WakeUp<Void> wakeUp) {
        otherSenders.add(wakeUp);
        wakeUp.onCancel(() -> otherSenders.remove(wakeUp));
        if (!senderWaits.get()) {
            wakeUp.success(null);
        }
    }

    /**
     * Receives what is sent to a group as well.
     *
     * @param group its address
     * @param from the network that it is joined in
     * @return the membership; {@code drop()} ends it
     * @throws IOException if that cannot be
     */
    public MembershipKey join(InetAddress group, NetworkInterface from) throws IOException {
        return channel.join(Objects.requireNonNull(group, "group"), Objects.requireNonNull(from, "from"));
    }

    /**
     * Limits how long each {@link #receive} may wait.
     *
     * @param timeout at most so long; zero: for ever, as at the beginning
     */
    public void setReceiveTimeout(Duration timeout) {
        receiveTimeoutNanos = Timeouts.nanos(timeout, "timeout");
    }

    /**
     * Sets an option of the operating system's socket.
     *
     * @param option which, such as {@link StandardSocketOptions#SO_BROADCAST}
     * @param value its value
     * @param <T> the type of the value
     * @throws IOException if the socket was closed
     */
    public <T> void setOption(SocketOption<T> option, T value) throws IOException {
        channel.setOption(Objects.requireNonNull(option, "option"), Objects.requireNonNull(value, "value"));
    }

    /**
     * What an option of the operating system's socket is.
     *
     * @param option which, such as {@link StandardSocketOptions#SO_RCVBUF}
     * @param <T> the type of the value
     * @return its value
     * @throws IOException if the socket was closed
     */
    public <T> T option(SocketOption<T> option) throws IOException {
        return channel.getOption(Objects.requireNonNull(option, "option"));
    }

    /**
     * Where it receives.
     *
     * @return with the port that was found free, if 0 was asked for
     * @throws IOException if the socket was closed
     */
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    /**
     * Whether it has not been closed.
     *
     * @return false after {@link #close}
     */
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Ends it. Whoever waits gets an AsynchronousCloseException. Closing again does nothing. */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            readiness.closed(AsynchronousCloseException::new);
        }
    }

    @Override
    public String toString() {
        return "UDP socket on port " + channel.socket().getLocalPort();
    }

    @Suspendable
    private void awaitReceivable() {
        readiness.await(SelectionKey.OP_READ, receiveTimeoutNanos, "receiving", this, FrameStack.current());
    }

    @Suspendable
    private void awaitWritable() {
        readiness.await(SelectionKey.OP_WRITE, 0, "sending", this, FrameStack.current());
    }

    /** Lets others have a turn now and then. */
    @Suspendable
    private void takeTurn() {
        share.take(FrameStack.current());
    }
}
