package dev.bobbin.adapt;

import dev.bobbin.Suspendable;
import dev.bobbin.runtime.FairShare;
import dev.bobbin.runtime.FrameStack;
import dev.bobbin.sync.Mutex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketImpl;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Set;

/**
 * A socket as {@code java.net} has them, over a channel that event loops watch: its waits suspend a coroutine, and block a
 * plain thread. Several may read, or write, at a time: as with the JDK's sockets they take turns, a write being one turn.
 */
final class LoopSocket extends Socket {

    /** What a channel is given of an array at once: it copies all of that to memory of its own, and keeps it. */
    private static final int MOST_AT_ONCE = 1 << 16;

    private static final int MOST_AHEAD = 1 << 13;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final SocketChannel channel;
    private final Socket options; // the channel's own view: it knows addresses and options, and cannot wait
    private final ReadyChannel readiness;
    private final Mutex reading = new Mutex();
    private final Mutex writing = new Mutex();
    private final InputStream input = new SocketInput(this);
    private final SocketOutput output = new SocketOutput(this);
    private final FairShare share = new FairShare();

    private volatile int timeoutMillis;
    private volatile InetSocketAddress peer; // null until it is connected
    private volatile int localPort = -1; // known once it is connected, for when it is closed
    private volatile boolean inputShut;
    private volatile boolean outputShut;
    private volatile boolean closed;

    private ByteBuffer ahead = NOTHING; // read before anybody asked; guarded by the lock for reading

    private LoopSocket(SocketChannel channel) throws IOException {
        super((SocketImpl) null);
        this.channel = channel;
        this.options = channel.socket();
        this.readiness = new ReadyChannel(channel);
    }

    /** One that is neither bound nor connected. */
    static LoopSocket open() throws IOException {
        return over(SocketChannel.open());
    }

    /** One that a server has accepted. */
    static LoopSocket accepted(SocketChannel channel) throws IOException {
        LoopSocket socket = over(channel);
        socket.connected();
        return socket;
    }

    private static LoopSocket over(SocketChannel channel) throws IOException {
        try {
            channel.configureBlocking(false);
            return new LoopSocket(channel);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    // ---- waiting ----

    @Override
    @Suspendable
    public void connect(SocketAddress endpoint) throws IOException {
        connect(endpoint, 0);
    }

    @Override
    @Suspendable
    public void connect(SocketAddress endpoint, int timeout) throws IOException {
        if (endpoint == null) {
            throw new IllegalArgumentException("connect: The address can't be null");
        }
        if (timeout < 0) {
            throw new IllegalArgumentException("connect: timeout can't be negative");
        }
        requireNotClosed();
        if (isConnected()) {
            throw new SocketException("already connected");
        }
        if (!(endpoint instanceof InetSocketAddress)) {
            throw new IllegalArgumentException("Unsupported address type");
        }
        InetSocketAddress address = (InetSocketAddress) endpoint;
        if (address.isUnresolved()) {
            throw new UnknownHostException(address.getHostName());
        }
        TimeUp timeUp = TimeUp.in(timeout);
        writing.lock();
        try {
            if (isConnected()) {
                throw new SocketException("already connected"); // by somebody else, in the meantime
            }
            connectOrClose(address, timeUp);
        } finally {
            writing.unlock();
        }
    }

    @Suspendable
    private void connectOrClose(InetSocketAddress address, TimeUp timeUp) throws IOException {
        boolean done = false;
        try {
            connectBy(address, timeUp);
            done = true;
        } catch (IOException e) {
            throw asSocketException(e);
        } finally {
            if (!done) {
                close(); // as the JDK does, and no half-made connection is of use to anybody
            }
        }
    }

    @Suspendable
    private void connectBy(InetSocketAddress address, TimeUp timeUp) throws IOException {
        FrameStack.current().requireNotCancelled();
        boolean made = channel.connect(address);
        while (!made) {
            if (!readiness.await(SelectionKey.OP_CONNECT, timeUp.nanosLeft())) {
                throw new SocketTimeoutException("Connect timed out");
            }
            made = channel.finishConnect();
        }
        connected();
    }

    private void connected() {
        localPort = options.getLocalPort();
        peer = (InetSocketAddress) options.getRemoteSocketAddress();
    }

    /** As {@link InputStream#read(byte[], int, int)}. */
    @Suspendable
    int read(byte[] bytes, int offset, int length) throws IOException {
        requireRange(bytes, offset, length);
        if (length == 0) {
            return 0;
        }
        takeTurn();
        reading.lock();
        try {
            return readNext(ByteBuffer.wrap(bytes, offset, Math.min(length, MOST_AT_ONCE)), TimeUp.in(timeoutMillis));
        } catch (IOException e) {
            throw asSocketException(e);
        } finally {
            reading.unlock();
        }
    }

    @Suspendable
    private int readNext(ByteBuffer buffer, TimeUp timeUp) throws IOException {
        if (closed) {
            throw new ClosedChannelException();
        }
        if (ahead.hasRemaining()) {
            int count = Math.min(ahead.remaining(), buffer.remaining());
            ahead.get(buffer.array(), buffer.position(), count);
            return count;
        }
        for (; ; ) {
            int count = channel.read(buffer);
            if (count < 0 && closed) {
                throw new ClosedChannelException(); // meanwhile: Java 8 takes that for the peer's end
            }
            if (count != 0) {
                return count;
            }
            share.waits();
            if (!readiness.await(SelectionKey.OP_READ, timeUp.nanosLeft())) {
                throw new SocketTimeoutException("Read timed out");
            }
        }
    }

    /** How much can be read without a wait. Nobody can be asked but by reading: so that is done, and kept for who reads next. */
    int available() throws IOException {
        requireNotClosed();
        if (!reading.tryLock()) {
            return 0; // somebody waits for something to read, so there is nothing
        }
        try {
            if (!ahead.hasRemaining() && !inputShut) {
                ByteBuffer more = ByteBuffer.allocate(MOST_AHEAD);
                channel.read(more);
                more.flip();
                ahead = more;
            }
            return ahead.remaining();
        } catch (IOException e) {
            throw asSocketException(e);
        } finally {
            reading.unlock();
        }
    }

    /** As {@link OutputStream#write(byte[], int, int)}. If the coroutine is cancelled, how much was sent is not known. */
    @Suspendable
    void write(byte[] bytes, int offset, int length) throws IOException {
        requireRange(bytes, offset, length);
        takeTurn();
        writing.lock();
        try {
            writeAll(ByteBuffer.wrap(bytes, offset, length));
        } catch (IOException e) {
            throw asSocketException(e);
        } finally {
            writing.unlock();
        }
    }

    /** Writes as much as goes without a wait, and nothing while others write; how much that was. */
    int writeAtOnce(byte[] bytes) throws IOException {
        if (!writing.tryLock()) {
            return 0;
        }
        try {
            requireWritable();
            ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, Math.min(bytes.length, MOST_AT_ONCE));
            return buffer.hasRemaining() ? channel.write(buffer) : 0;
        } catch (IOException e) {
            throw asSocketException(e);
        } finally {
            writing.unlock();
        }
    }

    /** Throws what a write would, if the socket is closed or this direction is. */
    void requireWritable() throws SocketException {
        if (closed) {
            throw new SocketException("Socket closed");
        }
        if (outputShut) {
            throw new SocketException("Socket output is shutdown");
        }
    }

    @Suspendable
    private void writeAll(ByteBuffer buffer) throws IOException {
        int end = buffer.limit();
        while (buffer.position() < end) {
            if (outputShut) {
                throw new SocketException("Socket output is shutdown");
            }
            buffer.limit(Math.min(end, buffer.position() + MOST_AT_ONCE));
            channel.write(buffer);
            if (buffer.hasRemaining()) {
                share.waits();
                readiness.await(SelectionKey.OP_WRITE, 0);
            }
        }
    }

    /** Lets others have a turn now and then. */
    @Suspendable
    void takeTurn() {
        share.take(FrameStack.current());
    }

    // ---- ending ----

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
    public void shutdownInput() throws IOException {
        requireConnected();
        if (inputShut) {
            throw new SocketException("Socket input is already shutdown");
        }
        inputShut = true;
        channel.shutdownInput();
        readiness.wakeIncoming();
    }

    @Override
    public void shutdownOutput() throws IOException {
        requireConnected();
        if (outputShut) {
            throw new SocketException("Socket output is already shutdown");
        }
        outputShut = true;
        channel.shutdownOutput();
    }

    // ---- streams ----

    @Override
    public InputStream getInputStream() throws IOException {
        requireConnected();
        if (inputShut) {
            throw new SocketException("Socket input is shutdown");
        }
        return input;
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        requireConnected();
        if (outputShut) {
            throw new SocketException("Socket output is shutdown");
        }
        return output;
    }

    /** None: it would let others change the channel's mode. The JDK's sockets that are not made from a channel have none. */
    @Override
    public SocketChannel getChannel() {
        return null;
    }

    // ---- addresses and states ----

    @Override
    public void bind(SocketAddress address) throws IOException {
        requireNotClosed();
        if (isBound()) {
            throw new SocketException("Already bound");
        }
        options.bind(address);
    }

    @Override
    public InetAddress getInetAddress() {
        InetSocketAddress to = peer;
        return to == null ? null : to.getAddress();
    }

    @Override
    public int getPort() {
        InetSocketAddress to = peer;
        return to == null ? 0 : to.getPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return peer;
    }

    @Override
    public InetAddress getLocalAddress() {
        return options.getLocalAddress();
    }

    @Override
    public int getLocalPort() {
        return localPort >= 0 ? localPort : options.getLocalPort();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return isBound() ? new InetSocketAddress(getLocalAddress(), getLocalPort()) : null;
    }

    @Override
    public boolean isConnected() {
        return peer != null;
    }

    @Override
    public boolean isBound() {
        return isConnected() || options.isBound();
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public boolean isInputShutdown() {
        return inputShut;
    }

    @Override
    public boolean isOutputShutdown() {
        return outputShut;
    }

    @Override
    public String toString() {
        InetSocketAddress to = peer;
        return to == null
                ? "Socket[unconnected]"
                : "Socket[addr=" + to.getAddress() + ",port=" + to.getPort() + ",localport=" + getLocalPort() + "]";
    }

    // ---- options ----

    @Override
    public void setSoTimeout(int timeout) throws SocketException {
        requireNotClosed();
        if (timeout < 0) {
            throw new IllegalArgumentException("timeout can't be negative");
        }
        timeoutMillis = timeout;
    }

    @Override
    public int getSoTimeout() throws SocketException {
        requireNotClosed();
        return timeoutMillis;
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        whileOpen().setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return whileOpen().getTcpNoDelay();
    }

    @Override
    public void setSoLinger(boolean on, int linger) throws SocketException {
        whileOpen().setSoLinger(on, linger);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return whileOpen().getSoLinger();
    }

    @Override
    public void sendUrgentData(int data) throws IOException {
        whileOpen().sendUrgentData(data);
    }

    @Override
    public void setOOBInline(boolean on) throws SocketException {
        whileOpen().setOOBInline(on);
    }

    @Override
    public boolean getOOBInline() throws SocketException {
        return whileOpen().getOOBInline();
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
    public void setKeepAlive(boolean on) throws SocketException {
        whileOpen().setKeepAlive(on);
    }

    @Override
    public boolean getKeepAlive() throws SocketException {
        return whileOpen().getKeepAlive();
    }

    @Override
    public void setTrafficClass(int trafficClass) throws SocketException {
        whileOpen().setTrafficClass(trafficClass);
    }

    @Override
    public int getTrafficClass() throws SocketException {
        return whileOpen().getTrafficClass();
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
    public void setPerformancePreferences(int connectionTime, int latency, int bandwidth) {
        // a hint that the JDK does not take either
    }

    // The following three override methods of Java 9.

    public <T> Socket setOption(SocketOption<T> name, T value) throws IOException {
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

    private Socket whileOpen() throws SocketException {
        requireNotClosed();
        return options;
    }

    private void requireNotClosed() throws SocketException {
        if (closed) {
            throw new SocketException("Socket is closed");
        }
    }

    private void requireConnected() throws SocketException {
        requireNotClosed();
        if (!isConnected()) {
            throw new SocketException("Socket is not connected");
        }
    }

    /** What {@code java.net}'s sockets throw where channels throw something else. */
    static IOException asSocketException(IOException thrown) {
        if (thrown instanceof SocketException
                || thrown instanceof SocketTimeoutException
                || thrown instanceof UnknownHostException) {
            return thrown;
        }
        String message = thrown instanceof ClosedChannelException ? "Socket closed" : thrown.getMessage();
        SocketException asSocket = new SocketException(message);
        asSocket.initCause(thrown);
        return asSocket;
    }

    static void requireRange(byte[] bytes, int offset, int length) {
        if (offset < 0 || length < 0 || length > bytes.length - offset) {
            throw new IndexOutOfBoundsException(
                    "Range [" + offset + ", " + offset + " + " + length + ") out of bounds for length " + bytes.length);
        }
    }
}
