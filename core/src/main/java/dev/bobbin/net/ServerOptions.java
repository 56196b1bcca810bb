package dev.bobbin.net;

import dev.bobbin.EventLoop;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.BiConsumer;

/**
 * How a server serves. Immutable: each method returns options that differ in one thing.
 *
 * <pre>{@code
 * ServerOptions options = ServerOptions.defaults()
 *         .maxConnections(1000)
 *         .loops(4)
 *         .idleTimeout(Duration.ofMinutes(2))
 *         .onFailure((connection, thrown) -> log.warn("{} failed", connection, thrown));
 * try (TcpServer server = TcpServer.bind(new InetSocketAddress(8001), options)) {
 *     server.serve(connection -> answer(connection));
 * }
 * }</pre>
 */
public final class ServerOptions {

    private static final ServerOptions DEFAULTS = new ServerOptions();

    private int backlog = 1024;
    private int maxConnections = Integer.MAX_VALUE;
    private int ownLoops;
    private List<EventLoop> loops = Collections.emptyList();
    private Duration readTimeout = Duration.ZERO;
    private Duration writeTimeout = Duration.ZERO;
    private Duration idleTimeout = Duration.ZERO;
    private BiConsumer<? super Connection, ? super Throwable> onFailure; // null: as the failure of a coroutine

    private ServerOptions() {}

    private ServerOptions(ServerOptions other) {
        backlog = other.backlog;
        maxConnections = other.maxConnections;
        ownLoops = other.ownLoops;
        loops = other.loops;
        readTimeout = other.readTimeout;
        writeTimeout = other.writeTimeout;
        idleTimeout = other.idleTimeout;
        onFailure = other.onFailure;
    }

    /**
     * A backlog of 1024, any number of connections, all on one loop, no timeouts.
     *
     * @return always the same
     */
    public static ServerOptions defaults() {
        return DEFAULTS;
    }

    /**
     * How many connections the operating system keeps until they are accepted; it may have a limit of its own.
     *
     * @param connections 1 or more
     * @return options with that backlog
     */
    public ServerOptions backlog(int connections) {
        ServerOptions changed = new ServerOptions(this);
        changed.backlog = requirePositive(connections, "A backlog");
        return changed;
    }

    /**
     * How many connections are served at once. While there are so many, no other is accepted: those wait in the backlog.
     *
     * @param connections 1 or more
     * @return options with that limit
     */
    public ServerOptions maxConnections(int connections) {
        ServerOptions changed = new ServerOptions(this);
        changed.maxConnections = requirePositive(connections, "A limit on connections");
        return changed;
    }

    /**
     * Has the server start event loops of its own and hand connections to them in turn, so that handlers run on several cores. A
     * handler stays on its loop; what the handlers share must be guarded. The loops end when the server was closed and its last
     * handler has ended; what handlers have spawned there and not joined is not run any further then.
     *
     * @param count how many, 1 or more; as many as there are cores is a good number
     * @return options with so many loops
     */
    public ServerOptions loops(int count) {
        ServerOptions changed = new ServerOptions(this);
        changed.ownLoops = requirePositive(count, "A number of loops");
        changed.loops = Collections.emptyList();
        return changed;
    }

    /**
     * Hands connections to these loops in turn, so that handlers run on several cores. What the handlers share must be guarded.
     * The loops stay the caller's.
     *
     * @param loops one or more
     * @return options with these loops
     */
    public ServerOptions loops(EventLoop... loops) {
        Objects.requireNonNull(loops, "loops");
        ServerOptions changed = new ServerOptions(this);
        changed.loops = Collections.unmodifiableList(Arrays.asList(loops.clone()));
        requirePositive(loops.length, "A number of loops");
        changed.loops.forEach(loop -> Objects.requireNonNull(loop, "loop"));
        changed.ownLoops = 0;
        return changed;
    }

    /**
     * The read timeout that each connection begins with.
     *
     * @param timeout as for {@link Connection#setReadTimeout}
     * @return options with that timeout
     */
    public ServerOptions readTimeout(Duration timeout) {
        Timeouts.nanos(timeout, "timeout");
        ServerOptions changed = new ServerOptions(this);
        changed.readTimeout = timeout;
        return changed;
    }

    /**
     * The write timeout that each connection begins with.
     *
     * @param timeout as for {@link Connection#setWriteTimeout}
     * @return options with that timeout
     */
    public ServerOptions writeTimeout(Duration timeout) {
        Timeouts.nanos(timeout, "timeout");
        ServerOptions changed = new ServerOptions(this);
        changed.writeTimeout = timeout;
        return changed;
    }

    /**
     * The idle timeout that each connection begins with.
     *
     * @param timeout as for {@link Connection#setIdleTimeout}
     * @return options with that timeout
     */
    public ServerOptions idleTimeout(Duration timeout) {
        Timeouts.nanos(timeout, "timeout");
        ServerOptions changed = new ServerOptions(this);
        changed.idleTimeout = timeout;
        return changed;
    }

    /**
     * Who hears of what handlers throw, other than that they were cancelled. Without this, it is reported as the failure of a
     * coroutine that nobody has joined, see {@link dev.bobbin.Coroutines#onUnobservedFailure}.
     *
     * @param handler gets the connection, which is closed after that, and what was thrown; on the connection's loop, so it must not
     *     block
     * @return options with that handler
     */
    public ServerOptions onFailure(BiConsumer<? super Connection, ? super Throwable> handler) {
        ServerOptions changed = new ServerOptions(this);
        changed.onFailure = Objects.requireNonNull(handler, "handler");
        return changed;
    }

    int backlog() {
        return backlog;
    }

    int maxConnections() {
        return maxConnections;
    }

    /** How many loops the server is to make for itself; 0 if it is to make none. */
    int ownLoops() {
        return ownLoops;
    }

    /** The loops to hand connections to; empty if there are none but the server's. */
    List<EventLoop> loops() {
        return loops;
    }

    void applyTo(Connection connection) {
        if (!readTimeout.isZero()) {
            connection.setReadTimeout(readTimeout);
        }
        if (!writeTimeout.isZero()) {
            connection.setWriteTimeout(writeTimeout);
        }
        if (!idleTimeout.isZero()) {
            connection.setIdleTimeout(idleTimeout);
        }
    }

    /** True if somebody was told of the failure. */
    boolean tellFailure(Connection connection, Throwable thrown) {
        if (onFailure == null) {
            return false;
        }
        onFailure.accept(connection, thrown);
        return true;
    }

    private static int requirePositive(int number, String what) {
        if (number < 1) {
            throw new IllegalArgumentException(what + " is 1 or more, not " + number);
        }
        return number;
    }
}
