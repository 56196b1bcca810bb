package dev.bobbin.samples;

import static dev.bobbin.Coroutines.spawn;

import dev.bobbin.EventLoop;
import dev.bobbin.net.TcpServer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * One task, to send back what a client sends, in four models of a server: a process for each connection, a thread for each,
 * event callbacks, and a coroutine for each. All four get the same load; one table says what it took. Argument: how many
 * connections, 2 or more, 40 if not given.
 */
public final class ServerModels {

    private static final int CLIENTS = 4; // at a time

    private static final byte[] QUESTION = "x".repeat(512).getBytes(StandardCharsets.US_ASCII);

    private ServerModels() {}

    public static void main(String[] args) throws Exception {
        int connections = args.length > 0 ? Integer.parseInt(args[0]) : 40;
        System.out.println("model         connections  processes  threads  median ms  slowest ms");
        for (Model model : List.of(new ProcessEach(), new ThreadEach(), new Callbacks(), new CoroutineEach())) {
            try (model) {
                long[] nanos = load(model.start(), connections);
                System.out.printf(
                        Locale.ROOT,
                        "%-13s %11d %10d %8d %10.2f %11.2f%n",
                        model.name,
                        connections,
                        model.processes.get(),
                        model.threads.get(),
                        nanos[nanos.length / 2] / 1e6,
                        nanos[nanos.length - 1] / 1e6);
            }
        }
    }

    // ---- the load
    // ----------------------------------------------------------------------------------------------------

    /**
     * Makes that many connections and asks one question on each: the first alone, because it pays for loading classes, the
     * others some at a time. Returns how long each of the others took, sorted.
     */
    private static long[] load(int port, int connections) throws Exception {
        ask(port);
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try {
            List<Future<Long>> asked = IntStream.range(1, connections)
                    .mapToObj(i -> clients.submit(() -> ask(port)))
                    .toList();
            long[] nanos = new long[connections - 1];
            for (int i = 0; i < nanos.length; i++) {
                nanos[i] = asked.get(i).get();
            }
            Arrays.sort(nanos);
            return nanos;
        } finally {
            clients.shutdown();
        }
    }

    private static long ask(int port) throws IOException {
        long start = System.nanoTime();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write(QUESTION);
            byte[] answer = socket.getInputStream().readNBytes(QUESTION.length);
            if (!Arrays.equals(answer, QUESTION)) {
                throw new IOException(
                        "The echo is not what was sent: " + new String(answer, StandardCharsets.US_ASCII));
            }
            socket.shutdownOutput();
            if (socket.getInputStream().read() >= 0) {
                throw new IOException("More came back than was sent");
            }
        }
        return System.nanoTime() - start;
    }

    // ---- the models
    // --------------------------------------------------------------------------------------------------

    /** A server, and what it took besides the process and the threads that are there anyway. */
    private abstract static class Model implements Closeable {
        final String name;
        final AtomicInteger processes = new AtomicInteger();
        final AtomicInteger threads = new AtomicInteger();

        Model(String name) {
            this.name = name;
        }

        /** Begins to serve; returns the port. */
        abstract int start() throws IOException;

        final void thread(IoTask task) {
            threads.incrementAndGet();
            Thread thread = new Thread(() -> {
                try {
                    task.run();
                } catch (SocketException | ClosedSelectorException e) {
                    // the server was closed
                } catch (IOException e) {
                    e.printStackTrace();
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
    }

    private interface IoTask {
        void run() throws IOException;
    }

    /** A thread accepts, and each connection gets a thread of its own, which blocks in read and write. */
    private static class ThreadEach extends Model {
        private final ServerSocket server = new ServerSocket();

        ThreadEach() throws IOException {
            this("threads");
        }

        ThreadEach(String name) throws IOException {
            super(name);
        }

        @Override
        int start() throws IOException {
            server.bind(loopback(0));
            thread(() -> {
                for (; ; ) {
                    Socket socket = server.accept();
                    thread(() -> {
                        try (socket) {
                            serve(socket);
                        }
                    });
                }
            });
            return server.getLocalPort();
        }

        void serve(Socket socket) throws IOException {
            socket.getInputStream().transferTo(socket.getOutputStream());
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    /**
     * Each connection gets a process. Java cannot hand a socket to a child as fork() does, so the parent has a thread that
     * passes the bytes to and fro; what it costs beside the process is little.
     */
    private static final class ProcessEach extends ThreadEach {

        ProcessEach() throws IOException {
            super("processes");
        }

        @Override
        void serve(Socket socket) throws IOException {
            processes.incrementAndGet();
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-cp",
                            System.getProperty("java.class.path"),
                            EchoProcess.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            thread(() -> {
                try (OutputStream toChild = process.getOutputStream()) {
                    InputStream fromClient = socket.getInputStream();
                    byte[] bytes = new byte[4096];
                    for (int n = fromClient.read(bytes); n >= 0; n = fromClient.read(bytes)) {
                        toChild.write(bytes, 0, n);
                        toChild.flush();
                    }
                }
            });
            process.getInputStream().transferTo(socket.getOutputStream());
        }
    }

    /** What the processes run. */
    static final class EchoProcess {

        private EchoProcess() {}

        public static void main(String[] args) throws IOException {
            byte[] bytes = new byte[4096];
            for (int n = System.in.read(bytes); n >= 0; n = System.in.read(bytes)) {
                System.out.write(bytes, 0, n);
                System.out.flush();
            }
        }
    }

    /** One thread and a selector: what each connection waits for is kept by hand, in its buffer and its key. */
    private static final class Callbacks extends Model {
        private final Selector selector = Selector.open();
        private final ServerSocketChannel server = ServerSocketChannel.open();

        Callbacks() throws IOException {
            super("callbacks");
        }

        @Override
        int start() throws IOException {
            server.bind(loopback(0)).configureBlocking(false);
            server.register(selector, SelectionKey.OP_ACCEPT);
            thread(() -> {
                for (; ; ) {
                    selector.select(key -> {
                        try {
                            onReady(key);
                        } catch (IOException e) {
                            close(key);
                        }
                    });
                }
            });
            return server.socket().getLocalPort();
        }

        private void onReady(SelectionKey key) throws IOException {
            if (key.isAcceptable()) {
                SocketChannel socket = server.accept();
                socket.configureBlocking(false);
                socket.register(selector, SelectionKey.OP_READ, ByteBuffer.allocate(4096));
                return;
            }
            SocketChannel socket = (SocketChannel) key.channel();
            ByteBuffer buffer = (ByteBuffer) key.attachment();
            if (key.isReadable() && socket.read(buffer) < 0) {
                close(key);
                return;
            }
            socket.write(buffer.flip());
            key.interestOps(buffer.hasRemaining() ? SelectionKey.OP_WRITE : SelectionKey.OP_READ);
            buffer.compact();
        }

        private static void close(SelectionKey key) {
            try {
                key.channel().close();
            } catch (IOException e) {
                e.printStackTrace();
            }
        }

        @Override
        public void close() throws IOException {
            selector.close();
            server.close();
        }
    }

    /** One thread, too, but the code of the thread model. */
    private static final class CoroutineEach extends Model {
        private final EventLoop loop = EventLoop.start("coroutines");
        private TcpServer server;

        CoroutineEach() {
            super("coroutines");
        }

        @Override
        int start() {
            threads.incrementAndGet();
            server = spawn(loop, () -> TcpServer.bindLocal(0)).get();
            spawn(loop, () -> server.serve(EchoServer::echo));
            return server.port();
        }

        @Override
        public void close() throws IOException {
            server.close();
            loop.dispatch(loop::stop);
        }
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }
}
