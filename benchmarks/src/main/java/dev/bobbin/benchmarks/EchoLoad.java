package dev.bobbin.benchmarks;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many messages does an echo server on one core serve, in a second, and in a second of its processor time? 100 and 5000
 * connections, each with one message of 512 bytes under way at any time, each byte of each echo checked. The server is a
 * process on one core, the client a process on the other. Where the machine does something else, too, the processor time is
 * the figure to trust. gevent takes part if Python has it. A program of its own; its arguments: seconds and rounds, 3 and 7 if not given.
 */
public final class EchoLoad {

    private static final int MESSAGE = 512;
    private static final int WARM_UP = 250_000; // messages
    private static final int BUFFER = 4096; // of the servers, which know nothing of messages

    private static final String PYTHON = System.getProperty("python", "python3");

    private static final String GEVENT_SERVER = """
            from gevent.server import StreamServer

            def echo(socket, address):
                while True:
                    data = socket.recv(4096)
                    if not data:
                        return
                    socket.sendall(data)

            server = StreamServer(('127.0.0.1', 0), echo, backlog=1024)
            server.start()
            print(server.server_port, flush=True)
            server.serve_forever()
            """;

    private EchoLoad() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length == 2 && arguments[0].equals("serve")) {
            serve(arguments[1]);
            return;
        }
        if (arguments.length == 4 && arguments[0].equals("load")) {
            new Load(Integer.parseInt(arguments[1]), Integer.parseInt(arguments[2]))
                    .run(Integer.parseInt(arguments[3]));
            return;
        }
        int seconds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int rounds = arguments.length > 1 ? Integer.parseInt(arguments[1]) : 7;
        List<String> servers = new ArrayList<>(List.of("callbacks", "bobbin"));
        if (Runtime.version().feature() >= 21) {
            servers.add("virtual threads");
        }
        if (hasGevent()) {
            servers.add("gevent");
        }
        for (int connections : new int[] {100, 5000}) {
            compare(servers, connections, seconds, rounds);
        }
    }

    /** The servers take turns, so that what else the machine does hits all alike. Prints the medians of the rounds. */
    private static void compare(List<String> servers, int connections, int seconds, int rounds) throws Exception {
        Map<String, List<Rate>> rates = new TreeMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String server : servers) {
                rates.computeIfAbsent(server, s -> new ArrayList<>()).add(measure(server, connections, seconds));
            }
        }
        for (String server : servers) {
            double rate = Rate.median(rates.get(server), Rate::perSecond);
            double processorRate = Rate.median(rates.get(server), Rate::perProcessorSecond);
            System.out.printf(
                    Locale.ROOT,
                    "%5d connections, %-15s %7.0f a second (%.2f x callbacks), %7.0f a second of processor (%.2f x)%n",
                    connections,
                    server,
                    rate,
                    rate / Rate.median(rates.get("callbacks"), Rate::perSecond),
                    processorRate,
                    processorRate / Rate.median(rates.get("callbacks"), Rate::perProcessorSecond));
        }
    }

    private static Rate measure(String server, int connections, int seconds) throws Exception {
        Process serving = server.equals("gevent")
                ? PinnedProcess.start(0, List.of(PYTHON, "-c", GEVENT_SERVER))
                : java(0, "serve", server);
        try {
            String port = readLine(serving.getInputStream());
            Process loading = java(1, "load", port, String.valueOf(connections), String.valueOf(seconds));
            readLine(loading.getInputStream()); // warm
            double processorBefore = PinnedProcess.processorSeconds(serving);
            String[] echoed = readLine(loading.getInputStream()).split(" ");
            double processor = PinnedProcess.processorSeconds(serving) - processorBefore;
            if (loading.waitFor() != 0) {
                throw new IllegalStateException("the load on " + server + " failed: see above");
            }
            double messages = Double.parseDouble(echoed[0]);
            return new Rate(messages / Double.parseDouble(echoed[1]), messages / processor);
        } finally {
            serving.destroyForcibly().waitFor();
        }
    }

    private static Process java(int core, String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(EchoLoad.class.getName()));
        all.addAll(List.of(arguments));
        return PinnedProcess.java(core, all);
    }

    /** Whether there is a Python with gevent; the system property {@code python} says which Python, if not the usual one. */
    private static boolean hasGevent() throws InterruptedException {
        try {
            return new ProcessBuilder(PYTHON, "-c", "import gevent").start().waitFor() == 0;
        } catch (IOException noPython) {
            return false;
        }
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n' && c >= 0; c = in.read()) {
            line.append((char) c);
        }
        return line.toString();
    }

    // ---- the servers
    // -------------------------------------------------------------------------------------------------

    private static void serve(String server) throws Exception {
        switch (server) {
            case "callbacks" -> new Callbacks().run();
            case "bobbin" -> bobbin();
            default -> virtualThreads();
        }
    }

    private static void bobbin() {
        Coroutines.runBlocking(() -> {
            TcpServer server = TcpServer.bind(loopback(0), 1024);
            System.out.println(server.port());
            server.serve(EchoLoad::echo);
        });
    }

    @Suspendable
    private static void echo(TcpSocket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER);
        while (socket.read(buffer) >= 0) {
            socket.write(buffer.flip());
            buffer.clear();
        }
    }

    private static void virtualThreads() throws Exception {
        Method start = Thread.class.getMethod("startVirtualThread", Runnable.class);
        Runnable accept = () -> {
            try (ServerSocket server = new ServerSocket()) {
                server.bind(loopback(0), 1024);
                System.out.println(server.getLocalPort());
                for (; ; ) {
                    Socket socket = server.accept();
                    socket.setTcpNoDelay(true);
                    start.invoke(null, (Runnable) () -> echo(socket));
                }
            } catch (IOException | ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        };
        ((Thread) start.invoke(null, accept)).join();
    }

    private static void echo(Socket socket) {
        try (socket) {
            byte[] bytes = new byte[BUFFER];
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
                out.write(bytes, 0, n);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The bare selector loop: as little as an echo server can do. */
    private static final class Callbacks {
        private final Selector selector = Selector.open();
        private final ServerSocketChannel server = ServerSocketChannel.open();

        Callbacks() throws IOException {}

        void run() throws IOException {
            server.bind(loopback(0), 1024).configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            System.out.println(server.socket().getLocalPort());
            for (; ; ) {
                selector.select(this::ready);
            }
        }

        private void ready(SelectionKey key) {
            try {
                if (key.isAcceptable()) {
                    accept();
                } else {
                    echo(key);
                }
            } catch (IOException e) {
                key.cancel();
            }
        }

        private void accept() throws IOException {
            for (SocketChannel socket = server.accept(); socket != null; socket = server.accept()) {
                socket.configureBlocking(false);
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.register(selector, SelectionKey.OP_READ, ByteBuffer.allocateDirect(BUFFER));
            }
        }

        private static void echo(SelectionKey key) throws IOException {
            SocketChannel socket = (SocketChannel) key.channel();
            ByteBuffer buffer = (ByteBuffer) key.attachment();
            if (key.isReadable() && socket.read(buffer) < 0) {
                socket.close();
                return;
            }
            socket.write(buffer.flip());
            int interest = buffer.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != interest) {
                key.interestOps(interest);
            }
            buffer.compact();
        }
    }

    // ---- the load
    // ----------------------------------------------------------------------------------------------------

    /** A selector loop, too. The message of a connection says which connection and which round it is. */
    private static final class Load {
        private final Selector selector = Selector.open();
        private final int port;
        private final List<Connection> connections = new ArrayList<>();
        private boolean sending = true;
        private long echoed;
        private int open;

        Load(int port, int count) throws IOException {
            this.port = port;
            for (int i = 0; i < count; i++) {
                connections.add(new Connection(i));
            }
            open = count;
        }

        /** Prints a line when the server is warm, and at the end how many messages came back in how many seconds. */
        void run(int seconds) throws IOException {
            for (Connection connection : connections) {
                connection.send();
            }
            while (echoed < WARM_UP) {
                selector.select(this::ready);
            }
            System.out.println("warm");
            long echoedBefore = echoed;
            long start = System.nanoTime();
            turnUntil(start + seconds * 1_000_000_000L);
            System.out.println(echoed - echoedBefore + " " + (System.nanoTime() - start) / 1e9);
            sending = false;
            long patience = System.nanoTime() + 20_000_000_000L;
            while (open > 0) { // every message that was sent comes back
                selector.select(this::ready, 1000);
                if (System.nanoTime() > patience) {
                    throw new IllegalStateException(open + " connections never got their last message back");
                }
            }
        }

        private void turnUntil(long deadline) throws IOException {
            while (System.nanoTime() < deadline) {
                selector.select(this::ready, 100);
            }
        }

        private void ready(SelectionKey key) {
            try {
                ((Connection) key.attachment()).receive();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** One connection, with one message under way. */
        private final class Connection {
            private final SocketChannel socket;
            private final ByteBuffer message = ByteBuffer.allocateDirect(MESSAGE);
            private final ByteBuffer echo = ByteBuffer.allocateDirect(MESSAGE);
            private final long number;
            private long round;

            Connection(int number) throws IOException {
                this.number = number;
                socket = SocketChannel.open(loopback(port));
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ, this);
            }

            void send() throws IOException {
                round++;
                message.clear();
                for (int i = 0; i < MESSAGE; i += Long.BYTES) {
                    message.putLong(number << 40 ^ round << 8 ^ i / Long.BYTES);
                }
                message.flip();
                while (message.hasRemaining()) { // the one message under way always has room
                    socket.write(message);
                }
                echo.clear();
            }

            void receive() throws IOException {
                if (socket.read(echo) < 0) {
                    throw new IOException("connection " + number + " was closed in round " + round);
                }
                if (!echo.hasRemaining()) {
                    if (!echo.flip().equals(message.rewind())) {
                        throw new IOException("connection " + number + " got other bytes back in round " + round);
                    }
                    echoed++;
                    if (sending) {
                        send();
                    } else {
                        socket.close();
                        open--;
                    }
                }
            }
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
