package dev.bobbin.net;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableConsumer;
import dev.bobbin.runtime.FairShare;
import dev.bobbin.runtime.FrameStack;
import java.io.Closeable;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/**
 * What accepts connections: a {@link TcpServer} or a {@link UnixServer}. What both can do is here. All methods may be called from any
 * thread and any coroutine; only one of them may accept or serve at a time.
 *
 * <p>With several loops, one coroutine accepts for all of them and hands the connections over in turn, so that each loop gets its
 * share whatever addresses the clients have, and limits and the end of the server are one. Where an operating system can spread
 * connections over several listening sockets, it does so by a hash of their addresses, which a few clients can leave lopsided.
 *
 * @param <S> what it accepts
 */
public abstract class StreamServer<S extends StreamSocket> implements Closeable {

    private static final long FIRST_PAUSE_MILLIS = 10;
    private static final long LONGEST_PAUSE_MILLIS = 1000;

    /** What cancelled handlers have for their cleaning up, before their connections are closed and once more after that. */
    private static final Duration CLEAN_UP = Duration.ofSeconds(1);

    private final ServerSocketChannel channel;
    private final Readiness readiness;
    private final FairShare share = new FairShare();
    private final ServerOptions options;
    private final LiveHandlers handlers;
    private final List<EventLoop> ownLoops;
    private final List<EventLoop> loops; // where handlers run in turn; empty: where the server's readiness is watched
    private int next; // of the loops; used by who accepts, of which there is one

    StreamServer(ServerSocketChannel channel, EventLoop loop, ServerOptions options) {
        this.channel = channel;
        this.readiness = new Readiness(loop, channel);
        this.options = options;
        this.ownLoops = startLoops(options.ownLoops());
        this.loops = ownLoops.isEmpty() ? options.loops() : ownLoops;
        this.handlers = new LiveHandlers(options.maxConnections(), this::stopOwnLoops);
    }

    private static List<EventLoop> startLoops(int count) {
        List<EventLoop> started = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            started.add(EventLoop.start("bobbin-server-" + i));
        }
        return Collections.unmodifiableList(started);
    }

    private void stopOwnLoops() {
        ownLoops.forEach(EventLoop::stop);
    }

    final ServerSocketChannel channel() {
        return channel;
    }

    /** Makes a connection of what was accepted, or closes it. */
    abstract S connectionOf(SocketChannel accepted, EventLoop loop) throws IOException;

    /**
     * Waits for the next connection.
     *
     * @return the connection, on this server's loop
     * @throws IOException if the server was closed, or the operating system has no more sockets to give
     */
    @Suspendable
    public final S accept() throws IOException {
        return connectionOf(acceptChannel(), readiness.loop());
    }

    @Suspendable
    private SocketChannel acceptChannel() throws IOException {
        readiness.requireFree(SelectionKey.OP_ACCEPT);
        takeTurn();
        for (; ; ) {
            SocketChannel accepted = channel.accept();
            if (accepted != null) {
                return accepted;
            }
            share.waits();
            awaitConnection();
        }
    }

    /**
     * Accepts connections until the server is closed, and spawns {@code handler} for each. A connection is closed when its handler
     * ends. What a handler throws ends that connection alone; {@link ServerOptions#onFailure} tells who hears of it. While there are
     * {@linkplain ServerOptions#maxConnections as many as may be}, no other is accepted. While the operating system has no more
     * sockets to give, accepting pauses, longer each time up to a second. Cancelling the coroutine that serves ends the accepting;
     * the handlers go on.
     *
     * @param handler what to do with a connection
     */
    @Suspendable
    public final void serve(SuspendableConsumer<? super S> handler) {
        Objects.requireNonNull(handler, "handler");
        long pauseMillis = FIRST_PAUSE_MILLIS;
        while (channel.isOpen()) {
            handlers.awaitRoom();
            try {
                handle(acceptChannel(), handler);
                pauseMillis = FIRST_PAUSE_MILLIS;
            } catch (ClosedChannelException e) {
                if (!channel.isOpen()) {
                    return;
                }
            } catch (IOException e) {
                Coroutines.sleep(pauseMillis);
                pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
            }
        }
    }

    private void handle(SocketChannel accepted, SuspendableConsumer<? super S> handler) {
        EventLoop loop = nextLoop();
        S socket;
        try {
            socket = connectionOf(accepted, loop);
        } catch (IOException e) {
            return; // the client has left already; that is no reason to pause
        }
        options.applyTo(socket);
        boolean started = false;
        try {
            started = handlers.start(socket, () -> spawnHandler(loop, socket, handler));
        } catch (IllegalStateException e) {
            if (!loop.hasEnded()) {
                throw e;
            }
            // Whose loop it is has stopped it just now: that ends this connection, and the next goes to another loop.
        } finally {
            if (!started) {
                closeQuietly(socket);
            }
        }
    }

    private EventLoop nextLoop() {
        for (int i = 0; i < loops.size(); i++) {
            next = next + 1 < loops.size() ? next + 1 : 0;
            if (!loops.get(next).hasEnded()) {
                return loops.get(next);
            }
        }
        return readiness.loop();
    }

    private Coroutine<?> spawnHandler(EventLoop loop, S socket, SuspendableConsumer<? super S> handler) {
        Coroutine<?> coroutine = Coroutines.spawn(loop, () -> {
            try {
                handler.accept(socket);
            } catch (CancellationException e) {
                throw e;
            } catch (Throwable thrown) {
                if (!options.tellFailure(socket, thrown)) {
                    throw thrown;
                }
            } finally {
                socket.close();
            }
        });
        coroutine.onEnd(() -> closeQuietly(socket)); // it may have been cancelled before it began
        return coroutine;
    }

    private static void closeQuietly(StreamSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // it is closed all the same, and nobody uses it any more
        }
    }

    /**
     * How many connections are being served: accepted by {@link #serve}, and their handlers have not ended.
     *
     * @return 0 or more
     */
    public final int connectionCount() {
        return handlers.count();
    }

    /**
     * Whether there are as many connections as may be, so that none is accepted.
     *
     * @return true while {@link ServerOptions#maxConnections} is reached
     */
    public final boolean isFull() {
        return handlers.isFull();
    }

    /**
     * Whether it has not been closed.
     *
     * @return false after {@link #close} and {@link #stop}
     */
    public final boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Where it listens.
     *
     * @return with the port that was found free, if 0 was asked for
     * @throws IOException if the server was closed
     */
    public final SocketAddress localAddress() throws IOException {
        return channel.getLocalAddress();
    }

    /**
     * Ends the server in good order: accepts nobody any more, lets the handlers come to their end, cancels those that have not after
     * {@code grace}, and closes the connections of those that go on for a second all the same. Suspends in a coroutine, blocks a
     * plain thread. If the caller is cancelled meanwhile, the handlers are cancelled at once. A handler may call this: it is left
     * out.
     *
     * @param grace how long handlers may go on by themselves; zero: they are cancelled at once
     * @return what has become of them, after {@code grace} and two seconds at the latest
     * @throws IOException if closing fails
     */
    @Suspendable
    public final StopReport stop(Duration grace) throws IOException {
        return stop(grace, CLEAN_UP);
    }

    /** As {@link #stop(Duration)}, with another time for cancelled handlers. */
    @Suspendable
    final StopReport stop(Duration grace, Duration cleanUp) throws IOException {
        Timeouts.nanos(grace, "grace");
        close();
        Map<Coroutine<?>, StreamSocket> all = handlers.snapshot();
        Coroutines.running().ifPresent(all::remove);
        boolean waited = false;
        try {
            endWithin(grace, all);
            waited = true;
        } finally {
            if (!waited) {
                cancel(handlers.snapshot(), all);
            }
        }
        Map<Coroutine<?>, StreamSocket> late = stillLive(all);
        cancel(late, all);
        if (!endWithin(cleanUp, late)) {
            stillLive(late).values().forEach(StreamServer::closeQuietly);
            endWithin(cleanUp, late);
        }
        int running = stillLive(late).size();
        return new StopReport(all.size() - late.size(), late.size() - running, running);
    }

    @Suspendable
    private boolean endWithin(Duration limit, Map<Coroutine<?>, StreamSocket> some) {
        if (limit.isZero() || some.isEmpty()) {
            return stillLive(some).isEmpty();
        }
        return Coroutines.withTimeoutOrNull(limit, () -> {
                    handlers.awaitEndOf(some.keySet());
                    return true;
                })
                != null;
    }

    private Map<Coroutine<?>, StreamSocket> stillLive(Map<Coroutine<?>, StreamSocket> some) {
        Map<Coroutine<?>, StreamSocket> live = handlers.snapshot();
        live.keySet().retainAll(some.keySet());
        return live;
    }

    private void cancel(Map<Coroutine<?>, StreamSocket> some, Map<Coroutine<?>, StreamSocket> outOf) {
        for (Coroutine<?> each : some.keySet()) {
            if (outOf.containsKey(each)) {
                each.cancel("the server was stopped");
            }
        }
    }

    /**
     * Stops listening, without waiting. Whoever waits for a connection gets an AsynchronousCloseException; connections go on.
     *
     * @throws IOException if closing fails
     */
    @Override
    public void close() throws IOException {
        if (channel.isOpen()) {
            channel.close();
            readiness.closed(AsynchronousCloseException::new);
        }
        handlers.close();
    }

    @Suspendable
    private void awaitConnection() {
        readiness.await(SelectionKey.OP_ACCEPT, 0, "accepting", this, FrameStack.current());
    }

    /** Lets others have a turn now and then. */
    @Suspendable
    private void takeTurn() {
        share.take(FrameStack.current());
    }
}
