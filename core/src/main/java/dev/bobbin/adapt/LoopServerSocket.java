package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FairShare;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.sync.Mutex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.Set;

/** A server socket as {@code java.net} has them, over a channel that event loops watch. What it accepts is of the same kind. */
final class LoopServerSocket extends ServerSocket {

    private final ServerSocketChannel channel;
    private final ServerSocket options; // the channel's own view: it knows addresses and options, and cannot wait
    private final ReadyChannel readiness;
    private final Mutex accepting = new Mutex();
    private final FairShare share = new FairShare();

    private volatile int timeoutMillis;
    private volatile InetAddress address; // null until it is bound
    private volatile SocketAddress socketAddress; // likewise
    private volatile int port = -1; // likewise
    private volatile boolean closed;

    private LoopServerSocket(ServerSocketChannel channel) throws IOException {
        this.channel = channel;
        this.options = channel.socket();
        this.readiness = new ReadyChannel(channel);
    }

    /** One that is not bound. */
    static LoopServerSocket open() throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open();
        try {
            channel.configureBlocking(false);
            return new LoopServerSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    @Override
    @Suspendable
    public Socket accept() throws IOException {
        requireNotClosed();
        if (!isBound()) {
            throw new SocketException("Socket is not bound yet");
        }
        takeTurn();
        accepting.lock();
        try {
            return LoopSocket.accepted(acceptBy(TimeUp.in(timeoutMillis)));
        } catch (IOException e) {
            throw LoopSocket.asSocketException(e);
        } finally {
            accepting.unlock();
        }
    }

    @Suspendable
    private SocketChannel acceptBy(TimeUp timeUp) throws IOException {
        for (; ; ) {
            SocketChannel accepted = channel.accept();
            if (accepted != null) {
                return accepted;
            }
            share.waits();
            if (!readiness.await(SelectionKey.OP_ACCEPT, timeUp.nanosLeft())) {
                throw new SocketTimeoutException("Accept timed out");
            }
        }
    }

    @Override
    public void close() throws IOException {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        readiness.close();
    }

    @Override
    public void bind(SocketAddress endpoint) throws IOException {
        bind(endpoint, 50);
    }

    @Override
    public void bind(SocketAddress endpoint, int backlog) throws IOException {
        requireNotClosed();
        if (isBound()) {
            throw new SocketException("Already bound");
        }
        options.bind(endpoint, backlog < 1 ? 50 : backlog);
        InetAddress asked = endpoint == null ? null : ((InetSocketAddress) endpoint).getAddress();
        address = asked == null ? options.getInetAddress() : asked; // with the name by which it was asked for
        port = options.getLocalPort();
        socketAddress = new InetSocketAddress(address, port);
    }

    /** None, as that of the JDK's server sockets that are not made from a channel. */
    @Override
    public ServerSocketChannel getChannel() {
        return null;
    }

    @Override
    public InetAddress getInetAddress() {
        return address;
    }

    @Override
    public int getLocalPort() {
        return port;
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return socketAddress;
    }

    @Override
    public boolean isBound() {
        return address != null;
    }

    @Override
    public boolean isClosed() {
        return closed;
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
    public int getSoTimeout() throws IOException {
        requireNotClosed();
        return timeoutMillis;
    }

    @Override
    public void setReuseAddress(boolean on) throws SocketException {
        requireNotClosed();
        options.setReuseAddress(on);
    }

    @Override
    public boolean getReuseAddress() throws SocketException {
        requireNotClosed();
        return options.getReuseAddress();
    }

    @Override
    public void setReceiveBufferSize(int size) throws SocketException {
        requireNotClosed();
        options.setReceiveBufferSize(size);
    }

    @Override
    public int getReceiveBufferSize() throws SocketException {
        requireNotClosed();
        return options.getReceiveBufferSize();
    }

    @Override
    public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        // a hint that the JDK does not take either
    }

    // The following three override methods of Java 9.

    public <T> ServerSocket setOption(SocketOption<T> name, T value) throws IOException {
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

    @Override
    public String toString() {
        return isBound() ? "ServerSocket[addr=" + address + ",localport=" + port + "]" : "ServerSocket[unbound]";
    }

    private void requireNotClosed() throws SocketException {
        if (closed) {
            throw new SocketException("Socket is closed");
        }
    }

    /** Lets others have a turn now and then. */
    @Suspendable
    private void takeTurn() {
        share.take(FrameStack.current());
    }
}
