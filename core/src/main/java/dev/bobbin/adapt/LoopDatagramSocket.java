package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FairShare;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.sync.Mutex;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.nio.channels.SelectionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;

/** A datagram socket as {@code java.net} has them, over a channel that event loops watch. */
final class LoopDatagramSocket extends DatagramSocket {

    private final DatagramChannel channel;
    private final DatagramSocket options; // the channel's own view: it knows addresses and options, and cannot wait
    private final ReadyChannel readiness;
    private final FairShare share = new FairShare();
    private final Mutex receiving = new Mutex();
    private final Mutex sending = new Mutex();

    /**
     * How long packets were before a datagram that was received into them made them shorter: the JDK keeps that in the packet,
     * out of reach for others, so that a packet can be used again. Guarded by the lock for receiving.
     */
    private final Map<DatagramPacket, int[]> roomOfUsedPackets = new WeakHashMap<>();

    private final List<MembershipKey> groups = new ArrayList<>(0); // guarded by itself

    private volatile int timeoutMillis;
    private volatile boolean closed;

    private LoopDatagramSocket(DatagramChannel channel) throws IOException {
        super((SocketAddress) null);
        super.close(); // its own socket, which nobody needs
        this.channel = channel;
        this.options = channel.socket();
        this.readiness = new ReadyChannel(channel);
    }

    /** One that is not bound. */
    static LoopDatagramSocket open() throws SocketException {
        try {
            DatagramChannel channel = DatagramChannel.open();
            try {
                channel.configureBlocking(false);
                LoopDatagramSocket socket = new LoopDatagramSocket(channel);
                socket.options.setBroadcast(true); // as the JDK's
                return socket;
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw asSocketException(e);
        }
    }

    // ---- waiting ----

    @Override
    @Suspendable
    public void receive(DatagramPacket packet) throws IOException {
        requireNotClosed();
        if (!isBound()) {
            bind(new InetSocketAddress(0));
        }
        takeTurn();
        receiving.lock();
        try {
            int room = roomOf(packet);
            ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), packet.getOffset(), room);
            SocketAddress sender = receiveInto(bytes, TimeUp.in(timeoutMillis));
            filled(packet, bytes.position() - packet.getOffset(), room, sender);
        } catch (PortUnreachableException e) {
            throw e;
        } catch (IOException e) {
            throw LoopSocket.asSocketException(e);
        } finally {
            receiving.unlock();
        }
    }

    @Suspendable
    private SocketAddress receiveInto(ByteBuffer bytes, TimeUp timeUp) throws IOException {
        FrameStack.current().requireNotCancelled();
        for (; ; ) {
            SocketAddress sender =
                    channel.receive(bytes); // what there is no room for is cut off, as by the JDK's socket
            if (sender != null) {
                return sender;
            }
            share.waits();
            if (!readiness.await(SelectionKey.OP_READ, timeUp.nanosLeft())) {
                throw new SocketTimeoutException("Receive timed out");
            }
        }
    }

    private int roomOf(DatagramPacket packet) {
        int[] used = roomOfUsedPackets.get(packet);
        boolean again = used != null && used[0] == packet.getLength();
        return Math.min(again ? used[1] : packet.getLength(), packet.getData().length - packet.getOffset());
    }

    private void filled(DatagramPacket packet, int length, int room, SocketAddress sender) {
        packet.setLength(length);
        packet.setSocketAddress(sender);
        roomOfUsedPackets.put(packet, new int[] {length, room});
    }

    @Override
    @Suspendable
    public void send(DatagramPacket packet) throws IOException {
        requireNotClosed();
        SocketAddress to = targetOf(packet);
        ByteBuffer bytes = ByteBuffer.wrap(packet.getData(), packet.getOffset(), packet.getLength());
        takeTurn();
        sending.lock();
        try {
            sendAll(bytes, to);
        } catch (PortUnreachableException e) {
            throw e;
        } catch (IOException e) {
            throw LoopSocket.asSocketException(e);
        } finally {
            sending.unlock();
        }
    }

    @Suspendable
    private void sendAll(ByteBuffer bytes, SocketAddress to) throws IOException {
        boolean empty = !bytes.hasRemaining();
        while (channel.send(bytes, to) == 0 && !empty) {
            readiness.await(SelectionKey.OP_WRITE, 0);
        }
    }

    private SocketAddress targetOf(DatagramPacket packet) {
        SocketAddress peer = options.getRemoteSocketAddress();
        if (packet.getAddress() == null) {
            if (peer == null) {
                throw new IllegalArgumentException("Address not set");
            }
            return peer;
        }
        InetSocketAddress to = new InetSocketAddress(packet.getAddress(), packet.getPort());
        if (peer != null && !peer.equals(to)) {
            throw new IllegalArgumentException("connected address and packet address differ");
        }
        return to;
    }

    // ---- the rest ----

    @Override
    public void close() {
        if (channel == null) {
            super.close(); // called by the constructor of the superclass
            return;
        }
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        try {
            readiness.close();
        } catch (IOException e) {
            // a datagram socket has nothing to lose, and the JDK's tells nothing either
        }
    }

    @Override
    public void bind(SocketAddress address) throws SocketException {
        if (channel != null) { // else the constructor of the superclass asks for it
            requireNotClosed();
            options.bind(address);
        }
    }

    @Override
    public void connect(InetAddress address, int port) {
        options.connect(address, port);
    }

    @Override
    public void connect(SocketAddress address) throws SocketException {
        requireNotClosed();
        options.connect(address);
    }

    @Override
    public void disconnect() {
        options.disconnect();
    }

    /** None, as that of the JDK's datagram sockets that are not made from a channel. */
    @Override
    public DatagramChannel getChannel() {
        return null;
    }

    @Override
    public boolean isBound() {
        return options.isBound();
    }

    @Override
    public boolean isConnected() {
        return options.isConnected();
    }

    @Override
    public boolean isClosed() {
        return channel == null ? super.isClosed() : closed;
    }

    @Override
    public InetAddress getInetAddress() {
        return options.getInetAddress();
    }

    @Override
    public int getPort() {
        return options.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return options.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return closed ? null : options.getLocalSocketAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return closed ? null : options.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return closed ? -1 : options.getLocalPort();
    }

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        requireNotClosed();
        if (timeout < 0) {
            throw new IllegalArgumentException("timeout < 0");
        }
        timeoutMillis = timeout;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        requireNotClosed();
        return timeoutMillis;
    }

    @Override
    public void setSendBufferSize(int size) throws SocketException {
        whileOpen().setSendBufferSize(size);
    }

    @Override
    public int getSendBufferSize() throws SocketException {
        return whileOpen().getSendBufferSize();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        whileOpen().setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        return whileOpen().getReceiveBufferSize();
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        whileOpen().setReuseAddress(on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        return whileOpen().getReuseAddress();
    }

    @Override
    public void setBroadcast(boolean on) throws SocketException {
        whileOpen().setBroadcast(on);
    }

    @Override
    public boolean getBroadcast() throws SocketException {
        return whileOpen().getBroadcast();
    }

    @Override
    public void setTrafficClass(int trafficClass) throws SocketException {
        whileOpen().setTrafficClass(trafficClass);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return whileOpen().getTrafficClass();
    }

    // The following override methods of Java 9 and 17.

    public void joinGroup(SocketAddress group, NetworkInterface by) throws IOException {
        requireNotClosed();
        MembershipKey member = channel.join(groupOf(group), by == null ? NetworkInterface.getByIndex(0) : by);
        synchronized (groups) {
            groups.add(member);
        }
    }

    public void leaveGroup(SocketAddress group, NetworkInterface by) throws IOException {
        requireNotClosed();
        InetAddress address = groupOf(group);
        synchronized (groups) {
            for (MembershipKey member : groups) {
                if (member.group().equals(address)
                        && (by == null || member.networkInterface().equals(by))) {
                    member.drop();
                    groups.remove(member);
                    return;
                }
            }
        }
        throw new SocketException("Not a member of group " + address);
    }

    private static InetAddress groupOf(SocketAddress group) throws SocketException {
        if (!(group instanceof InetSocketAddress)) {
            throw new IllegalArgumentException("Unsupported address type");
        }
        InetAddress address = ((InetSocketAddress) group).getAddress();
        if (address == null || !address.isMulticastAddress()) {
            throw new SocketException("Not a multicast address");
        }
        return address;
    }

    public <T> DatagramSocket setOption(SocketOption<T> name, T value) throws IOException {
        requireNotClosed();
        channel.setOption(name, value);
        return this;
    }

    public <T> T getOption(SocketOption<T> name) throws IOException {
        requireNotClosed();
        return channel.getOption(name);
    }

    public Set<SocketOption<?>> supportedOptions() {
        return channel.supportedOptions();
    }

    private DatagramSocket whileOpen() throws SocketException {
        requireNotClosed();
        return options;
    }

    private void requireNotClosed() throws SocketException {
        if (closed) {
            throw new SocketException("Socket is closed");
        }
    }

    static SocketException asSocketException(IOException thrown) {
        IOException asSocket = LoopSocket.asSocketException(thrown);
        return asSocket instanceof SocketException
                ? (SocketException) asSocket
                : new SocketException(thrown.toString());
    }

    /** Lets others have a turn now and then. */
    @Suspendable
    private void takeTurn() {
        share.take(FrameStack.current());
    }
}
