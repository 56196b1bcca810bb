package dev.bobbin.net;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicIntegerFieldUpdater;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;

/**
 * A connection that is encrypted by TLS, made by {@link Tls}. {@link Connection} tells the rules. Its handshake is done when one gets
 * it; certificates were checked and, on the client's side, the host's name, too.
 *
 * <p>{@link #read} tells the end of the stream only if the peer has said so itself, by a close_notify; else it throws a
 * {@link TruncatedException}. {@link #close} says so without waiting, unless a write is under way, so that the peer learns from its
 * absence that something was cut short. {@link #shutdownOutput} says so and waits; reading goes on then. With TLS 1.2 and older, a
 * peer that has ended its side can be written to no more.
 *
 * <p>Keys are renewed as TLS 1.3 provides. The renegotiation of TLS 1.2 is refused: it has brought attacks, and hardly anybody uses it.
 *
 * <pre>{@code
 * try (TlsSocket socket = Tls.client().connect("example.org", 443)) {
 *     socket.write("GET / HTTP/1.0\r\nHost: example.org\r\n\r\n".getBytes(US_ASCII));
 *     for (String line : socket.reader(UTF_8).lines(10_000)) {
 *         System.out.println(line);
 *     }
 * }
 * }</pre>
 */
public final class TlsSocket implements Connection {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** How much is read at once before it is known how long records are; most are shorter than the longest. */
    private static final int FIRST_CAPACITY = 4096;

    /** Reading and checking certificates and computing keys takes milliseconds, and may ask other servers. */
    static final OffLoop TASKS =
            new OffLoop("bobbin-tls", Math.max(2, Runtime.getRuntime().availableProcessors()));

    private static final AtomicIntegerFieldUpdater<TlsSocket> READING =
            AtomicIntegerFieldUpdater.newUpdater(TlsSocket.class, "reading");

    private final Connection transport;
    private final SSLEngine engine;

    // ---- incoming: used by who reads, of whom there is one at a time
    private volatile int reading; // 1 while somebody reads, else 0
    private ByteBuffer received = emptied(ByteBuffer.allocate(FIRST_CAPACITY)); // not decrypted yet
    private ByteBuffer clear = NOTHING; // decrypted, and too much for the buffer that was there
    private boolean answerDue; // the engine wants something done before it is asked again
    private boolean ended; // the peer has said so

    // ---- outgoing: used by who has set the flag, or holds the lock while it is not set
    private final Object outgoing = new Object();
    private boolean writing; // guarded by outgoing
    private boolean replyDue; // guarded by outgoing: the reader could not reply, so the writer is to do it
    private ByteBuffer encrypted = NOTHING; // to be sent before anything else

    TlsSocket(Connection transport, SSLEngine engine) {
        this.transport = transport;
        this.engine = engine;
    }

    private static ByteBuffer emptied(ByteBuffer buffer) {
        buffer.limit(0);
        return buffer;
    }

    // ---- handshake ----

    /** Agrees with the peer within a time, or tells it why not; then the connection is to be closed. */
    @Suspendable
    void handshake(Duration limit) throws IOException {
        boolean done = false;
        try {
            if (limit.isZero()) {
                agree();
                done = true;
            } else {
                done = Coroutines.withTimeoutOrNull(limit, () -> {
                            agree();
                            return true;
                        })
                        != null;
                if (!done) {
                    throw new SocketTimeoutException(
                            transport + ": the TLS handshake took longer than " + limit.toMillis() + " ms");
                }
            }
        } catch (SSLException e) {
            throw failed(e);
        } finally {
            if (!done) {
                sayWhy();
            }
        }
    }

    private SSLException failed(SSLException e) {
        SSLException named = new SSLHandshakeException(
                transport + ": the TLS handshake failed: " + e.getMessage() + HandshakeAdvice.of(e));
        named.initCause(e);
        return named;
    }

    @Suspendable
    private void agree() throws IOException {
        engine.beginHandshake();
        for (HandshakeStatus next = engine.getHandshakeStatus();
                next != HandshakeStatus.NOT_HANDSHAKING && next != HandshakeStatus.FINISHED;
                next = engine.getHandshakeStatus()) {
            if (next == HandshakeStatus.NEED_TASK) {
                runTasks();
            } else if (next == HandshakeStatus.NEED_WRAP) {
                wrap(NOTHING);
                flushEncrypted();
            } else if (!takeRecord(NOTHING) || ended) {
                throw new SSLException("the peer has ended the connection in the middle of it");
            }
        }
        flushEncrypted();
    }

    /** Sends the alert that tells the peer of a failure, if it takes it at once. */
    private void sayWhy() {
        try {
            engine.closeOutbound();
            synchronized (outgoing) {
                reply();
            }
        } catch (SSLException | RuntimeException e) {
            // the peer will see that the connection ends, which is what matters
        }
    }

    @Suspendable
    private void runTasks() {
        for (Runnable task = engine.getDelegatedTask(); task != null; task = engine.getDelegatedTask()) {
            Runnable each = task;
            TASKS.call(() -> {
                each.run();
                return null;
            });
        }
    }

    // ---- reading ----

    @Override
    @Suspendable
    public int read(ByteBuffer buffer) throws IOException {
        Objects.requireNonNull(buffer, "buffer");
        if (!READING.compareAndSet(this, 0, 1)) {
            throw Readiness.alreadyInUse(SelectionKey.OP_READ);
        }
        try {
            if (!buffer.hasRemaining()) {
                return 0;
            }
            int before = buffer.position();
            while (buffer.position() == before) {
                if (clear.hasRemaining()) {
                    moveClear(buffer);
                } else if (answerDue) {
                    answer();
                } else if (ended) {
                    return -1;
                } else if (!takeRecord(buffer)) {
                    throw new TruncatedException(this);
                }
            }
            return buffer.position() - before;
        } finally {
            reading = 0;
        }
    }

    private void moveClear(ByteBuffer buffer) {
        ByteBuffer part = clear.duplicate();
        part.limit(part.position() + Math.min(part.remaining(), buffer.remaining()));
        clear.position(part.limit());
        buffer.put(part);
        if (!clear.hasRemaining()) {
            clear = NOTHING; // an idle connection keeps as little as it can
        }
    }

    /**
     * Decrypts the next record, waiting for it if it has not come, into {@code buffer} if there is room, else to {@link #clear}. False
     * if the peer has ended the connection without saying so.
     */
    @Suspendable
    private boolean takeRecord(ByteBuffer buffer) throws IOException {
        for (; ; ) {
            SSLEngineResult result = received.hasRemaining() || isClosing() ? unwrap(buffer) : null;
            if (result == null || result.getStatus() == Status.BUFFER_UNDERFLOW) {
                if (!receive()) {
                    return false;
                }
            } else {
                if (result.getStatus() == Status.OK && result.bytesConsumed() == 0) {
                    Coroutines.yieldNow(); // the engine wants to say something first, and somebody else is writing
                }
                return true;
            }
        }
    }

    private boolean isClosing() {
        return engine.isInboundDone();
    }

    private SSLEngineResult unwrap(ByteBuffer buffer) throws SSLException {
        SSLEngineResult result = engine.unwrap(received, buffer);
        if (result.getStatus() == Status.BUFFER_OVERFLOW) {
            ByteBuffer larger = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
            result = engine.unwrap(received, larger);
            larger.flip();
            clear = larger;
        }
        if (result.getStatus() == Status.CLOSED) {
            ended = true;
        }
        HandshakeStatus next = result.getHandshakeStatus();
        answerDue = next != HandshakeStatus.NOT_HANDSHAKING && next != HandshakeStatus.FINISHED;
        return result;
    }

    /** Adds what comes next to what was received. False if the peer has ended the connection. */
    @Suspendable
    private boolean receive() throws IOException {
        ByteBuffer room = roomToReceive();
        int length = transport.read(room);
        if (length > 0) {
            received.limit(received.limit() + length);
        }
        return length >= 0;
    }

    /** The free part behind what was received, after making some. It is a view, so that a cancelled read leaves all as it was. */
    private ByteBuffer roomToReceive() {
        if (!received.hasRemaining()) {
            received.position(0);
            received.limit(0);
        } else if (received.position() > 0) {
            received.compact();
            received.flip();
        } else if (received.limit() == received.capacity()) {
            int longer = Math.max(received.capacity() * 2, engine.getSession().getPacketBufferSize());
            ByteBuffer larger = ByteBuffer.allocate(longer);
            larger.put(received);
            larger.flip();
            received = larger;
        }
        ByteBuffer room = received.duplicate();
        room.position(received.limit());
        room.limit(received.capacity());
        return room;
    }

    /** Does what the engine wants after a record: keys renewed, tickets stored, a close_notify answered. */
    @Suspendable
    private void answer() throws IOException {
        for (HandshakeStatus next = engine.getHandshakeStatus(); ; next = engine.getHandshakeStatus()) {
            if (next != HandshakeStatus.NEED_WRAP && isRenegotiation(next)) {
                throw refuseRenegotiation();
            }
            if (next == HandshakeStatus.NEED_TASK) {
                Coroutines.shielded(() -> runTasks()); // the engine hands each task out once
                continue;
            }
            if (next == HandshakeStatus.NEED_WRAP) {
                replyOrLeaveIt();
            }
            answerDue = false;
            return;
        }
    }

    private boolean isRenegotiation(HandshakeStatus next) {
        return next != HandshakeStatus.NOT_HANDSHAKING
                && next != HandshakeStatus.FINISHED
                && !engine.getSession().getProtocol().equals("TLSv1.3");
    }

    private SSLException refuseRenegotiation() throws IOException {
        SSLException refused = new SSLException(this
                + ": the peer wants to renegotiate, which is refused. Have it use TLS 1.3, or open a new connection");
        close();
        return refused;
    }

    private void replyOrLeaveIt() throws SSLException {
        synchronized (outgoing) {
            if (writing) {
                replyDue = true;
            } else {
                reply();
            }
        }
    }

    /**
     * Sends what the engine has to say, without waiting; what the peer does not take yet is sent with what comes next. That it
     * cannot be sent at all is for whoever writes next: a peer that has gone may have left something to read.
     */
    private void reply() throws SSLException {
        try {
            encryptAndSendReply();
        } catch (SSLException e) {
            throw e;
        } catch (IOException e) {
            encrypted.position(encrypted.limit());
        }
    }

    private void encryptAndSendReply() throws IOException {
        sendEncryptedNow();
        while (!encrypted.hasRemaining() && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
            if (wrap(NOTHING).getStatus() == Status.CLOSED && !encrypted.hasRemaining()) {
                return;
            }
            sendEncryptedNow();
        }
    }

    private void sendEncryptedNow() throws IOException {
        if (!encrypted.hasRemaining()) {
            return;
        }
        if (transport instanceof StreamSocket) {
            ((StreamSocket) transport).sendNow(encrypted);
        } else if (transport instanceof TlsSocket) {
            ((TlsSocket) transport).sendNow(encrypted);
        }
    }

    private void sendNow(ByteBuffer buffer) throws IOException {
        synchronized (outgoing) {
            if (!writing) {
                sendEncryptedNow();
                if (!encrypted.hasRemaining()) {
                    wrap(buffer);
                    sendEncryptedNow();
                }
            }
        }
    }

    // ---- writing ----

    @Override
    @Suspendable
    public void write(ByteBuffer buffer) throws IOException {
        write(new ByteBuffer[] {Objects.requireNonNull(buffer, "buffer")});
    }

    @Override
    @Suspendable
    public void write(ByteBuffer[] buffers) throws IOException {
        Objects.requireNonNull(buffers, "buffers");
        beginWriting();
        try {
            flushEncrypted();
            for (int first = firstWithRest(buffers, 0); first < buffers.length; first = firstWithRest(buffers, first)) {
                SSLEngineResult result = wrap(buffers, first);
                if (result.getStatus() == Status.CLOSED) {
                    throw closedForWriting();
                }
                if (result.bytesProduced() == 0) {
                    throw refuseRenegotiation(); // the engine wants to read before it writes
                }
                flushEncrypted();
            }
        } finally {
            endWriting();
        }
    }

    private static int firstWithRest(ByteBuffer[] buffers, int from) {
        int first = from;
        while (first < buffers.length && !buffers[first].hasRemaining()) {
            first++;
        }
        return first;
    }

    private IOException closedForWriting() {
        return transport.isOpen()
                ? new SSLException(this + " can be written to no more: this side or the peer has ended it")
                : new ClosedChannelException();
    }

    private void beginWriting() {
        synchronized (outgoing) {
            if (writing) {
                throw Readiness.alreadyInUse(SelectionKey.OP_WRITE);
            }
            writing = true;
        }
    }

    private void endWriting() throws SSLException {
        synchronized (outgoing) {
            writing = false;
            if (replyDue && transport.isOpen()) {
                replyDue = false;
                reply();
            }
        }
    }

    private SSLEngineResult wrap(ByteBuffer source) throws SSLException {
        return wrap(new ByteBuffer[] {source}, 0);
    }

    /** Encrypts as much as fits into a record; what was encrypted before must have been sent. */
    private SSLEngineResult wrap(ByteBuffer[] sources, int first) throws SSLException {
        if (encrypted.hasRemaining()) {
            throw new AssertionError("a record was to be encrypted before the last was sent");
        }
        for (; ; ) {
            int needed = engine.getSession().getPacketBufferSize();
            if (encrypted.capacity() < needed) {
                encrypted = ByteBuffer.allocate(needed);
            }
            encrypted.clear();
            SSLEngineResult result;
            try {
                result = engine.wrap(sources, first, sources.length - first, encrypted);
            } finally {
                encrypted.flip();
            }
            if (result.getStatus() != Status.BUFFER_OVERFLOW) {
                return result;
            }
        }
    }

    /** Sends what was encrypted. Whoever is cancelled in here leaves the rest to the next. */
    @Suspendable
    private void flushEncrypted() throws IOException {
        if (encrypted.hasRemaining()) {
            transport.write(encrypted);
        }
    }

    // ---- the ends ----

    @Override
    @Suspendable
    public void shutdownOutput() throws IOException {
        beginWriting();
        try {
            flushEncrypted();
            engine.closeOutbound();
            while (!engine.isOutboundDone()) {
                if (wrap(NOTHING).bytesProduced() == 0) {
                    break;
                }
                flushEncrypted();
            }
        } finally {
            endWriting();
        }
    }

    @Override
    public void close() throws IOException {
        if (!transport.isOpen()) {
            return;
        }
        try {
            sayGoodbye();
        } finally {
            transport.close();
        }
    }

    private void sayGoodbye() {
        synchronized (outgoing) {
            if (writing) {
                return;
            }
            sayWhy();
        }
    }

    // ---- about it ----

    /**
     * What was agreed on: version of TLS, cipher suite, certificates.
     *
     * @return the session
     */
    public SSLSession session() {
        return engine.getSession();
    }

    /**
     * The protocol that was agreed on by ALPN.
     *
     * @return one of those given to {@link Tls.Builder#applicationProtocols}; empty if there is none
     */
    public String applicationProtocol() {
        try {
            String protocol = engine.getApplicationProtocol();
            return protocol == null ? "" : protocol;
        } catch (NoSuchMethodError | UnsupportedOperationException e) {
            return ""; // before Java 8u252
        }
    }

    /**
     * What the encrypted bytes go over.
     *
     * @return the connection under this one
     */
    public Connection transport() {
        return transport;
    }

    @Override
    public void setReadTimeout(Duration timeout) {
        transport.setReadTimeout(timeout);
    }

    @Override
    public void setWriteTimeout(Duration timeout) {
        transport.setWriteTimeout(timeout);
    }

    @Override
    public void setIdleTimeout(Duration timeout) {
        transport.setIdleTimeout(timeout);
    }

    @Override
    public SocketAddress remoteAddress() throws IOException {
        return transport.remoteAddress();
    }

    @Override
    public SocketAddress localAddress() throws IOException {
        return transport.localAddress();
    }

    @Override
    public boolean isOpen() {
        return transport.isOpen();
    }

    @Override
    public String toString() {
        return "TLS over " + transport;
    }
}
