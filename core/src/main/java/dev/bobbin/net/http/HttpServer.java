package dev.bobbin.net.http;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.net.Connection;
import dev.bobbin.net.ServerOptions;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.Tls;
import dev.bobbin.net.TlsSocket;
import dev.bobbin.sync.Group;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Serves HTTP/1.1 and 1.0: a coroutine for each connection, all on one event loop, so that handlers need no locks between their
 * suspensions. Connections are kept for further requests; requests that come before their predecessors are answered are answered
 * in their order.
 *
 * <pre>{@code
 * HttpServer server = HttpServer.start(8080, new Routes()
 *         .get("/hello/{name}", request -> HttpResponse.text("Hello, " + request.pathValue("name")))
 *         .post("/echo", request -> HttpResponse.text(request.body().text())));
 * server.join();
 * }</pre>
 *
 * <p>What clients can do is limited: the size of heads and bodies, the time they take to send them and to take the answer, and how
 * many are connected. What is not HTTP, or could be read in two ways, is answered by 400 and the end of the connection. See
 * {@link Builder} for the limits.
 *
 * <p>All methods may be called from any thread.
 */
public final class HttpServer implements Closeable {

    /** Who sends a body at this rate is not hurried. */
    static final int LOWEST_BYTES_PER_SECOND = 500;

    private final Settings settings;
    private final HttpHandler handler;
    private final TcpServer tcp;
    private final Set<ServerConnection> connections = ConcurrentHashMap.newKeySet();
    private final Group coroutines = new Group();
    private volatile boolean stopping;

    private HttpServer(Settings settings, HttpHandler handler, TcpServer tcp) {
        this.settings = settings;
        this.handler = handler;
        this.tcp = tcp;
    }

    /**
     * Starts a server with the usual limits on all addresses of this machine. It runs on the caller's event loop, or on the shared
     * one if the caller is on none; it ends with that.
     *
     * @param port 1 to 65535, or 0 for any that is free
     * @param handler what answers: a {@link Routes}, or one function for all
     * @return the server, listening
     * @throws IOException if the port is in use or not allowed
     */
    @Suspendable
    public static HttpServer start(int port, HttpHandler handler) throws IOException {
        return builder().port(port).start(handler);
    }

    /**
     * Begins a server with limits of one's choice.
     *
     * @return a builder with the usual ones
     */
    public static Builder builder() {
        return new Builder();
    }

    /** How a server is to be. Not for use by several threads at once; each {@link #start} starts a server of its own. */
    public static final class Builder {
        private InetSocketAddress address = new InetSocketAddress(8080);
        private ServerOptions options = ServerOptions.defaults();
        private int mostConnections = 10_000;
        private EventLoop loop; // null for the caller's
        private final Settings settings = new Settings();

        private Builder() {}

        /**
         * Listens on all addresses of this machine; 8080 if nothing is said.
         *
         * @param port 1 to 65535, or 0 for any that is free
         * @return this
         */
        public Builder port(int port) {
            return address(new InetSocketAddress(port));
        }

        /**
         * Listens on the loopback address: for tests, and behind a proxy on the same machine.
         *
         * @param port 1 to 65535, or 0 for any that is free
         * @return this
         */
        public Builder localPort(int port) {
            return address(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }

        /**
         * Listens on one address.
         *
         * @param listenOn where
         * @return this
         */
        public Builder address(InetSocketAddress listenOn) {
            address = Objects.requireNonNull(listenOn, "listenOn");
            return this;
        }

        /**
         * How many connections the operating system keeps until they are accepted; 1024 if nothing is said.
         *
         * @param connections 1 or more
         * @return this
         */
        public Builder backlog(int connections) {
            options = options.backlog(connections);
            return this;
        }

        /**
         * Runs on a loop of one's choice.
         *
         * @param runOn a loop that runs
         * @return this
         */
        public Builder loop(EventLoop runOn) {
            loop = Objects.requireNonNull(runOn, "runOn");
            return this;
        }

        /**
         * Runs connections on so many loops of the server's own, to use several cores: each connection stays on its loop, but what
         * handlers share must be guarded. The loops end with the server.
         *
         * @param count 1 or more; as many as there are cores is a good number
         * @return this
         */
        public Builder loops(int count) {
            options = options.loops(count);
            return this;
        }

        /**
         * Speaks {@code https}: encrypts all connections. A client whose handshake fails is let go.
         *
         * @param withCertificate who the server is
         * @return this
         */
        public Builder tls(Tls withCertificate) {
            settings.tls = Objects.requireNonNull(withCertificate, "withCertificate");
            return this;
        }

        /**
         * How large the head of a request may be. A first line that is longer is answered by 414, too much of the rest by 431.
         *
         * @param lineBytes of the first line: method, target and version; 8192 if nothing is said
         * @param headerBytes of all header lines together; 16384 if nothing is said
         * @param headers how many header lines; 100 if nothing is said
         * @return this
         */
        public Builder headLimits(int lineBytes, int headerBytes, int headers) {
            settings.headLimits = new HeadParser.Limits(
                    (int) atLeast(1, lineBytes, "limit of the first line"),
                    (int) atLeast(1, headerBytes, "limit of the header lines"),
                    (int) atLeast(1, headers, "number of headers"));
            return this;
        }

        /**
         * How large a request's body may be; 8 MiB if nothing is said. More is answered by 413.
         *
         * @param bytes 0 or more; {@code Long.MAX_VALUE} for handlers that read bodies in parts, however large
         * @return this
         */
        public Builder maxBody(long bytes) {
            settings.mostBodyBytes = atLeast(0, bytes, "limit of bodies");
            return this;
        }

        /**
         * How long a client may take to send a head, from its first byte; 10 seconds if nothing is said. Then it is answered by
         * 408. Who connects and sends nothing is let go after the same time.
         *
         * @param time more than zero
         * @return this
         */
        public Builder headerTimeout(Duration time) {
            settings.headerTimeout = positive(time, "time for heads");
            return this;
        }

        /**
         * How long a handler may come to wait for a body in all; 20 seconds if nothing is said. Each 500 bytes that come give a
         * second back, so a large body may take long, but not one that trickles. Then the handler gets an exception that answers
         * 408.
         *
         * @param time more than zero
         * @return this
         */
        public Builder bodyTimeout(Duration time) {
            settings.bodyTimeout = positive(time, "time for bodies");
            return this;
        }

        /**
         * How long a connection is kept between two requests; a minute if nothing is said.
         *
         * @param time more than zero
         * @return this
         */
        public Builder idleTimeout(Duration time) {
            settings.idleTimeout = positive(time, "time between requests");
            return this;
        }

        /**
         * How long a client may take nothing of a response; 30 seconds if nothing is said. Then its connection ends, and a handler
         * that writes gets a SocketTimeoutException.
         *
         * @param time more than zero
         * @return this
         */
        public Builder writeTimeout(Duration time) {
            settings.writeTimeout = positive(time, "time without progress");
            return this;
        }

        /**
         * How many connections there may be; 10 000 if nothing is said. While there are as many, no other is accepted: they wait in
         * the operating system's {@link #backlog}.
         *
         * @param connections 1 or more
         * @return this
         */
        public Builder maxConnections(int connections) {
            mostConnections = (int) atLeast(1, connections, "number of connections");
            return this;
        }

        /**
         * Who hears of what handlers throw, but for {@link HttpStatusException}; printed on the standard error stream if nothing is
         * said. The client gets to see nothing of it but the status 500.
         *
         * @param report gets the request and what was thrown; it must not wait
         * @return this
         */
        public Builder onFailure(BiConsumer<HttpRequest, Throwable> report) {
            settings.report = Objects.requireNonNull(report, "report");
            return this;
        }

        /**
         * Starts the server.
         *
         * @param handler what answers
         * @return the server, listening
         * @throws IOException if the address is in use or not allowed; the message names it
         */
        @Suspendable
        public HttpServer start(HttpHandler handler) throws IOException {
            Objects.requireNonNull(handler, "handler");
            EventLoop home = loop == null ? EventLoop.current() : loop;
            InetSocketAddress listenOn = address;
            Settings fixed = settings.copy();
            ServerOptions accepting = options.maxConnections(mostConnections).writeTimeout(fixed.writeTimeout);
            // Bound on the loop that is to watch it.
            HttpServer server = Coroutines.spawn(
                            home, () -> new HttpServer(fixed, handler, TcpServer.bind(listenOn, accepting)))
                    .get();
            server.coroutines.add(Coroutines.spawn(home, () -> server.tcp.serve(server::serve)));
            return server;
        }

        private static long atLeast(long least, long given, String what) {
            if (given < least) {
                throw new IllegalArgumentException(
                        "The " + what + " was " + given + ": it must be " + least + " or more");
            }
            return given;
        }

        private static Duration positive(Duration time, String what) {
            Objects.requireNonNull(time, "time");
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("The " + what + " was " + time + ": it must be more than zero");
            }
            return time;
        }
    }

    /** What a builder says; not changed once a server has it. */
    static final class Settings {
        HeadParser.Limits headLimits = new HeadParser.Limits(8192, 16 * 1024, 100);
        long mostBodyBytes = 8 * 1024 * 1024;
        Duration headerTimeout = Duration.ofSeconds(10);
        Duration bodyTimeout = Duration.ofSeconds(20);
        Duration idleTimeout = Duration.ofSeconds(60);
        Duration writeTimeout = Duration.ofSeconds(30);
        Tls tls; // null for plain connections
        private BiConsumer<HttpRequest, Throwable> report = Settings::print;

        private Settings copy() {
            Settings copy = new Settings();
            copy.headLimits = headLimits;
            copy.mostBodyBytes = mostBodyBytes;
            copy.headerTimeout = headerTimeout;
            copy.bodyTimeout = bodyTimeout;
            copy.idleTimeout = idleTimeout;
            copy.writeTimeout = writeTimeout;
            copy.tls = tls;
            copy.report = report;
            return copy;
        }

        void onFailure(HttpRequest request, Throwable thrown) {
            try {
                report.accept(request, thrown);
            } catch (Throwable reporting) { // it must not cost the client its answer
                reporting.addSuppressed(thrown);
                print(request, reporting);
            }
        }

        private static void print(HttpRequest request, Throwable thrown) {
            synchronized (System.err) {
                System.err.print("The handler of " + request + " failed: ");
                thrown.printStackTrace();
            }
        }
    }

    @Suspendable
    private void serve(Connection socket) {
        coroutines.add(Coroutines.current());
        if (stopping) { // looked at after it was added, as close() looks for coroutines after it has said so
            return;
        }
        if (settings.tls == null) {
            serveHttp(socket);
            return;
        }
        TlsSocket encrypted;
        try {
            encrypted = settings.tls.accept(socket);
        } catch (IOException e) {
            return; // no client of ours: it speaks something else, trusts us not, or is gone
        }
        serveHttp(encrypted);
    }

    @Suspendable
    private void serveHttp(Connection socket) {
        ServerConnection connection = new ServerConnection(this, socket);
        connections.add(connection);
        try {
            if (stopping) { // looked at after it was added, as stop() looks for connections after it has said so
                connection.closeIfIdle();
            }
            connection.serve();
        } finally {
            connections.remove(connection);
        }
    }

    Settings settings() {
        return settings;
    }

    HttpHandler handler() {
        return handler;
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * The port it listens on.
     *
     * @return 1 to 65535
     */
    public int port() {
        return tcp.port();
    }

    /**
     * The address it listens on.
     *
     * @return with the port that was found free, if 0 was asked for
     * @throws IOException if the server was stopped
     */
    public SocketAddress localAddress() throws IOException {
        return tcp.localAddress();
    }

    /**
     * How many clients are connected.
     *
     * @return 0 or more
     */
    public int connections() {
        return tcp.connectionCount();
    }

    /**
     * Waits until the server was stopped and its last connection has ended. Suspends in a coroutine, blocks a plain thread.
     */
    @Suspendable
    public void join() {
        coroutines.join();
    }

    /**
     * Stops: accepts nothing more, closes connections that wait for requests, and lets those that have one answer it, for a time.
     * Then their coroutines are cancelled. A client that keeps its side open after the answer is waited for, too, but for two seconds at
     * the most. Suspends in a coroutine, blocks a plain thread.
     *
     * <p>A handler may call this: its own request is left out, and answered after that.
     *
     * @param grace how long to wait at the most, not negative
     * @return whether all requests were answered
     * @throws IOException if closing fails
     */
    @Suspendable
    public boolean stop(Duration grace) throws IOException {
        if (Objects.requireNonNull(grace, "grace").isNegative()) {
            throw new IllegalArgumentException("A grace of " + grace + " is not possible: it must be 0 or more");
        }
        refuseMore();
        for (ServerConnection each : connections) {
            each.closeIfIdle();
        }
        return tcp.stop(grace).isClean();
    }

    /** Stops at once: closes all connections, and cancels the handlers at work. */
    @Override
    public void close() {
        refuseMore();
        for (Coroutine<?> each : coroutines) {
            each.cancel("the HTTP server was closed");
        }
        for (ServerConnection each : connections) {
            each.close();
        }
    }

    private void refuseMore() {
        stopping = true;
        try {
            tcp.close();
        } catch (IOException e) {
            // it listens no more all the same
        }
    }

    @Override
    public String toString() {
        return (settings.tls == null ? "HTTP " : "HTTPS ") + tcp;
    }
}
