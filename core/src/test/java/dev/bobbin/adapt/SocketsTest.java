package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.blocking;
import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.Dispatchers;
import dev.bobbin.EventLoop;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableRunnable;
import dev.bobbin.Thrown;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Sockets of the JDK's kind that wait on the loop, over the loopback interface. */
@Timeout(120)
@SuppressSuspensionWarnings("blocking-call") // getting a stream waits for nobody
class SocketsTest {

    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

    private final List<Object> trace = new ArrayList<>();

    /** Two sockets that are connected to each other, and the server socket between them. */
    private static final class Pair implements AutoCloseable {
        final ServerSocket server;
        final Socket client;
        final Socket accepted;

        private Pair(ServerSocket server, Socket client, Socket accepted) {
            this.server = server;
            this.client = client;
            this.accepted = accepted;
        }

        @Suspendable
        static Pair open() throws IOException {
            ServerSocket server = ServerSockets.open(0, 50, LOCAL);
            Socket client = Sockets.open(LOCAL, server.getLocalPort());
            return new Pair(server, client, ServerSockets.accept(server));
        }

        @Override
        public void close() throws IOException {
            client.close();
            accepted.close();
            server.close();
        }
    }

    // ---- there and back ----

    @Test
    void anAccepterWithManyBeforeItLeavesTheOthersTheirTurns() {
        int[] turns = {0};
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 100, LOCAL)) {
                List<Socket> clients = new ArrayList<>();
                for (int i = 0; i < 64; i++) {
                    clients.add(Sockets.open(LOCAL, server.getLocalPort()));
                }
                boolean[] done = {false};
                Coroutine<?> other = spawn(() -> {
                    for (; !done[0]; turns[0]++) {
                        yieldNow();
                    }
                });
                for (int i = 0; i < 64; i++) {
                    clients.add(ServerSockets.accept(server));
                }
                done[0] = true;
                other.join();
                for (Socket each : clients) {
                    each.close();
                }
            }
        });
        assertThat(turns[0]).isGreaterThanOrEqualTo(2);
    }

    @Test
    void clientsAndServerShareOneThread() {
        runBlocking(() -> {
            Thread loop = Thread.currentThread();
            try (ServerSocket server = ServerSockets.open(0, 50, LOCAL)) {
                Coroutine<Void> acceptor = spawn(() -> {
                    for (int i = 0; i < 50; i++) {
                        Socket socket = ServerSockets.accept(server);
                        spawn(() -> echo(socket));
                    }
                });
                List<Coroutine<?>> clients = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    String text = "client " + i;
                    clients.add(spawn(() -> {
                        try (Socket socket = Sockets.open("127.0.0.1", server.getLocalPort())) {
                            Streams.write(socket.getOutputStream(), text.getBytes(UTF_8));
                            socket.shutdownOutput();
                            assertThat(new String(Streams.readAllBytes(socket.getInputStream()), UTF_8))
                                    .isEqualTo(text);
                            assertThat(Thread.currentThread()).isSameAs(loop);
                        }
                    }));
                }
                joinAll(clients);
                acceptor.join();
            }
        });
    }

    @Suspendable
    private static void echo(Socket socket) throws IOException {
        try (Socket closed = socket) {
            InputStream in = closed.getInputStream();
            OutputStream out = closed.getOutputStream();
            byte[] buffer = new byte[100];
            for (int n = Streams.read(in, buffer); n >= 0; n = Streams.read(in, buffer)) {
                Streams.write(out, buffer, 0, n);
            }
        }
    }

    @Test
    void aReadSuspendsItsCoroutineOnly() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Integer> reader = spawn(() -> Streams.read(pair.accepted.getInputStream()));
                yieldNow();
                trace.add("meanwhile");
                Streams.write(pair.client.getOutputStream(), 200);
                trace.add(reader.get());
            }
        });
        assertThat(trace).containsExactly("meanwhile", 200);
    }

    @Test
    void anAcceptSuspendsItsCoroutineOnly() {
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 50, LOCAL)) {
                Coroutine<Socket> acceptor = spawn(() -> ServerSockets.accept(server));
                yieldNow();
                trace.add("meanwhile");
                Socket client = Sockets.open(LOCAL, server.getLocalPort());
                Socket accepted = acceptor.get();
                assertThat(accepted.getPort()).isEqualTo(client.getLocalPort());
                client.close();
                accepted.close();
            }
        });
        assertThat(trace).containsExactly("meanwhile");
    }

    @Test
    void muchGoesThroughInBothDirections() {
        byte[] bytes = new byte[3_000_000];
        new Random(1).nextBytes(bytes);
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Void> one = spawn(() -> sendAll(pair.client, bytes));
                Coroutine<Void> other = spawn(() -> sendAll(pair.accepted, bytes));
                Coroutine<byte[]> atServer = spawn(() -> Streams.readAllBytes(pair.accepted.getInputStream()));
                Coroutine<byte[]> atClient = spawn(() -> Streams.readAllBytes(pair.client.getInputStream()));
                joinAll(one, other);
                assertThat(Arrays.equals(atServer.get(), bytes)).isTrue();
                assertThat(Arrays.equals(atClient.get(), bytes)).isTrue();
            }
        });
    }

    @Suspendable
    private static void sendAll(Socket socket, byte[] bytes) throws IOException {
        Streams.write(socket.getOutputStream(), bytes);
        socket.shutdownOutput();
    }

    @Test
    void severalWritersDoNotMixTheirWrites() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                List<Coroutine<?>> writers = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    byte[] bytes = new byte[1_000_000];
                    Arrays.fill(bytes, (byte) i);
                    writers.add(spawn(() -> Streams.write(pair.client.getOutputStream(), bytes)));
                }
                byte[] got = Streams.readNBytes(pair.accepted.getInputStream(), 4_000_000);
                joinAll(writers);
                for (int i = 0; i < got.length; i++) {
                    if (got[i] != got[i - i % 1_000_000]) {
                        throw new AssertionError("byte " + i + " is of another write");
                    }
                }
            }
        });
    }

    @Test
    void severalReadersTakeTurns() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Integer> first = spawn(() -> Streams.read(pair.accepted.getInputStream()));
                Coroutine<Integer> second = spawn(() -> Streams.read(pair.accepted.getInputStream()));
                yieldNow();
                Streams.write(pair.client.getOutputStream(), new byte[] {1, 2});
                assertThat(List.of(first.get(), second.get())).containsExactly(1, 2);
            }
        });
    }

    @Test
    void aSocketServesCoroutinesOfSeveralDispatchersAndThreads() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                EventLoop other = EventLoop.start("other");
                Coroutine<Integer> onOther =
                        dev.bobbin.Coroutines.spawn(other, () -> Streams.read(pair.accepted.getInputStream()));
                Streams.write(pair.client.getOutputStream(), 1);
                assertThat(onOther.get()).isEqualTo(1);
                Coroutine<Integer> parallel = dev.bobbin.Coroutines.spawn(
                        Dispatchers.parallel(), () -> Streams.read(pair.accepted.getInputStream()));
                Streams.write(pair.client.getOutputStream(), 2);
                assertThat(parallel.get()).isEqualTo(2);
                Coroutine<Integer> thread = spawn(
                        () -> blocking(() -> pair.accepted.getInputStream().read()));
                yieldNow();
                Streams.write(pair.client.getOutputStream(), 3);
                assertThat(thread.get()).isEqualTo(3);
                Streams.write(pair.client.getOutputStream(), 4);
                assertThat(Streams.read(pair.accepted.getInputStream())).isEqualTo(4);
                other.stop();
            }
        });
    }

    @Test
    void aSocketOutlivesItsLoop() throws IOException {
        Pair pair = runBlocking(() -> {
            Pair opened = Pair.open();
            Streams.write(opened.client.getOutputStream(), 1);
            assertThat(Streams.read(opened.accepted.getInputStream())).isEqualTo(1);
            return opened;
        });
        runBlocking(() -> {
            Coroutine<Integer> reader = spawn(() -> Streams.read(pair.accepted.getInputStream()));
            yieldNow();
            Streams.write(pair.client.getOutputStream(), 2);
            assertThat(reader.get()).isEqualTo(2);
        });
        pair.close();
    }

    // ---- plain code ----

    @Test
    void plainThreadsUseThemAsAnySocket() throws Exception {
        try (Pair pair = Pair.open()) {
            Thread writer = new Thread(() -> {
                try {
                    OutputStream out = pair.client.getOutputStream();
                    out.write("line one\nline two\n".getBytes(UTF_8));
                    out.write('x');
                    out.flush();
                    pair.client.shutdownOutput();
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            writer.start();
            BufferedReader reader = new BufferedReader(new InputStreamReader(pair.accepted.getInputStream(), UTF_8));
            assertThat(reader.readLine()).isEqualTo("line one");
            assertThat(reader.readLine()).isEqualTo("line two");
            assertThat(reader.readLine()).isEqualTo("x");
            assertThat(reader.readLine()).isNull();
            writer.join();
        }
    }

    @Test
    void aReaderAroundTheStreamIsReadByAThreadOfThePool() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(pair.accepted.getInputStream(), UTF_8));
                Coroutine<String> line = spawn(() -> Readers.readLine(reader));
                yieldNow();
                trace.add("meanwhile");
                Streams.write(pair.client.getOutputStream(), "line\n".getBytes(UTF_8));
                trace.add(line.get());
            }
        });
        assertThat(trace).containsExactly("meanwhile", "line");
    }

    @Test
    void aCancellationReachesTheReaderAroundTheStream() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                BufferedReader reader =
                        new BufferedReader(new InputStreamReader(pair.accepted.getInputStream(), UTF_8));
                assertThat(withTimeoutOrNull(Duration.ofMillis(20), () -> Readers.readLine(reader)))
                        .isNull();
                Streams.write(pair.client.getOutputStream(), "line\n".getBytes(UTF_8));
                assertThat(Readers.readLine(reader)).isEqualTo("line");
            }
        });
    }

    @Test
    void availableTellsWhatCanBeReadAndLosesNothing() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                InputStream in = pair.accepted.getInputStream();
                assertThat(in.available()).isZero();
                Streams.write(pair.client.getOutputStream(), "abcdef".getBytes(UTF_8));
                while (in.available() < 6) {
                    yieldNow();
                }
                byte[] bytes = new byte[4];
                assertThat(Streams.read(in, bytes)).isEqualTo(4);
                assertThat(new String(bytes, UTF_8)).isEqualTo("abcd");
                assertThat(in.available()).isEqualTo(2);
                assertThat(Streams.read(in)).isEqualTo('e');
                assertThat(Streams.read(in)).isEqualTo('f');
                Coroutine<Integer> reader = spawn(() -> Streams.read(in));
                yieldNow();
                assertThat(in.available()).isZero(); // while somebody waits
                pair.client.close();
                assertThat(reader.get()).isEqualTo(-1);
                assertThat(in.available()).isZero();
            }
        });
    }

    // ---- errors ----

    @Test
    void aReadTimesOutInTheWordsOfTheJdkAndTheSocketStaysUsable() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.accepted.setSoTimeout(10);
                assertThat(Thrown.by(() -> Streams.read(pair.accepted.getInputStream())))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("Read timed out");
                Streams.write(pair.client.getOutputStream(), 1);
                pair.accepted.setSoTimeout(0);
                assertThat(Streams.read(pair.accepted.getInputStream())).isEqualTo(1);
            }
        });
    }

    @Test
    void anAcceptTimesOutInTheWordsOfTheJdk() {
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 50, LOCAL)) {
                server.setSoTimeout(10);
                assertThat(Thrown.by(() -> ServerSockets.accept(server)))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("Accept timed out");
            }
        });
    }

    @Test
    void nobodyListeningIsAConnectExceptionAndClosesTheSocket() {
        runBlocking(() -> {
            ServerSocket server = ServerSockets.open(0, 50, LOCAL);
            int port = server.getLocalPort();
            server.close();
            assertThat(Thrown.by(() -> Sockets.open(LOCAL, port)))
                    .isInstanceOf(ConnectException.class)
                    .hasMessageStartingWith("Connection refused");
            Socket socket = Sockets.open();
            assertThat(Thrown.by(() -> Sockets.connect(socket, new InetSocketAddress(LOCAL, port), 1000)))
                    .isInstanceOf(ConnectException.class);
            assertThat(socket.isClosed()).isTrue();
        });
    }

    @Test
    void oneOfTwoWhoConnectASocketIsRefusedAndTheOtherHasIt() {
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 50, LOCAL);
                    Socket socket = Sockets.open()) {
                Coroutine<Throwable> second =
                        spawn(() -> Thrown.by(() -> Sockets.connect(socket, server.getLocalSocketAddress())));
                Sockets.connect(socket, server.getLocalSocketAddress());
                assertThat(second.get()).isInstanceOf(SocketException.class).hasMessage("already connected");
                assertThat(socket.isClosed()).isFalse();
                assertThat(socket.isConnected()).isTrue();
            }
        });
    }

    @Test
    void anUnknownNameIsAnUnknownHostException() {
        runBlocking(() -> {
            assertThat(Thrown.by(() -> Sockets.open("no-such-name.invalid", 80)))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("no-such-name.invalid");
            Socket socket = Sockets.open();
            assertThat(Thrown.by(() ->
                            Sockets.connect(socket, InetSocketAddress.createUnresolved("no-such-name.invalid", 80))))
                    .isInstanceOf(UnknownHostException.class);
        });
    }

    @Test
    void closingWakesWhoReadsAndWhoAccepts() {
        runBlocking(() -> {
            Pair pair = Pair.open();
            Coroutine<Throwable> reader = spawn(() -> Thrown.by(() -> Streams.read(pair.client.getInputStream())));
            Coroutine<Throwable> second = spawn(() -> Thrown.by(() -> Streams.read(pair.client.getInputStream())));
            Coroutine<Throwable> acceptor = spawn(() -> Thrown.by(() -> ServerSockets.accept(pair.server)));
            yieldNow();
            pair.close();
            for (Coroutine<Throwable> each : List.of(reader, second, acceptor)) {
                assertThat(each.get()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
            }
        });
    }

    @Test
    void closingWakesAPlainThreadThatReads() throws Exception {
        Pair pair = Pair.open();
        InputStream in = pair.client.getInputStream();
        List<Throwable> thrown = new ArrayList<>();
        Thread reader = new Thread(() -> {
            try {
                in.read();
            } catch (IOException e) {
                thrown.add(e);
            }
        });
        reader.start();
        while (reader.getState() != Thread.State.WAITING) {
            Thread.sleep(1);
        }
        pair.close();
        reader.join();
        assertThat(thrown).singleElement().isInstanceOf(SocketException.class);
    }

    @Test
    void aWriteThatNobodyTakesWaitsAndIsWokenByTheClose() {
        runBlocking(() -> {
            Pair pair = Pair.open();
            Coroutine<Throwable> writer =
                    spawn(() -> Thrown.by(() -> Streams.write(pair.client.getOutputStream(), new byte[50_000_000])));
            yieldNow();
            assertThat(writer.isDone()).isFalse();
            pair.client.close();
            assertThat(writer.get()).isInstanceOf(SocketException.class);
            pair.close();
        });
    }

    @Test
    void whatWasReadAheadIsGoneWithTheSocket() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                InputStream in = pair.accepted.getInputStream();
                OutputStream out = pair.accepted.getOutputStream();
                Streams.write(pair.client.getOutputStream(), 1);
                while (in.available() == 0) {
                    yieldNow();
                }
                pair.accepted.close();
                assertThat(Thrown.by(() -> Streams.read(in))).hasMessage("Socket closed");
                assertThat(Thrown.by(() -> Streams.write(out, 1))).hasMessage("Socket closed");
                assertThat(Thrown.by(() -> in.available())).isInstanceOf(SocketException.class);
            }
        });
    }

    @Test
    void aResetIsASocketException() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Streams.write(pair.client.getOutputStream(), 1);
                assertThat(Streams.read(pair.accepted.getInputStream())).isEqualTo(1);
                pair.client.setSoLinger(true, 0);
                pair.client.close();
                assertThat(Thrown.by(() -> Streams.read(pair.accepted.getInputStream())))
                        .isInstanceOf(SocketException.class)
                        .hasMessageStartingWith("Connection reset");
            }
        });
    }

    @Test
    void aPortInUseIsABindException() {
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 50, LOCAL)) {
                assertThat(Thrown.by(() -> ServerSockets.open(server.getLocalPort(), 50, LOCAL)))
                        .isInstanceOf(java.net.BindException.class);
            }
        });
    }

    @Test
    void usesThatMakeNoSenseAreRefusedAsByTheJdk() {
        List<SuspendableRunnable> wrong = List.of(
                () -> Sockets.open(LOCAL, -1),
                () -> Sockets.open("127.0.0.1", 70_000),
                () -> ServerSockets.open(-1),
                () -> Sockets.connect(Sockets.open(), null),
                () -> Sockets.connect(Sockets.open(), new InetSocketAddress(LOCAL, 1), -1),
                () -> Sockets.open().setSoTimeout(-1));
        for (SuspendableRunnable each : wrong) {
            assertThat(runBlocking(() -> Thrown.by(each))).isInstanceOf(IllegalArgumentException.class);
        }
        List<SuspendableRunnable> closed = List.of(
                () -> Sockets.open().getInputStream(),
                () -> Sockets.open().shutdownOutput(),
                () -> ServerSockets.accept(ServerSockets.open()),
                () -> {
                    Socket socket = Sockets.open();
                    socket.close();
                    socket.setTcpNoDelay(true);
                },
                () -> {
                    ServerSocket server = ServerSockets.open(0);
                    server.close();
                    ServerSockets.accept(server);
                });
        for (SuspendableRunnable each : closed) {
            assertThat(runBlocking(() -> Thrown.by(each))).isInstanceOf(SocketException.class);
        }
    }

    @Test
    void indexesOutOfBoundsAreRefused() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                InputStream in = pair.client.getInputStream();
                OutputStream out = pair.client.getOutputStream();
                for (int[] range : new int[][] {{-1, 1}, {0, -1}, {0, 5}, {5, 1}, {3, Integer.MAX_VALUE}}) {
                    assertThat(Thrown.by(() -> Streams.read(in, new byte[4], range[0], range[1])))
                            .isInstanceOf(IndexOutOfBoundsException.class);
                    assertThat(Thrown.by(() -> Streams.write(out, new byte[4], range[0], range[1])))
                            .isInstanceOf(IndexOutOfBoundsException.class);
                }
                assertThat(Streams.read(in, new byte[4], 4, 0)).isZero();
                Streams.write(out, new byte[4], 4, 0);
            }
        });
    }

    // ---- cancellation ----

    @Test
    void aCancelledReadLosesNothing() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Integer> reader = spawn(() -> Streams.read(pair.accepted.getInputStream()));
                yieldNow();
                reader.cancelAndJoin();
                assertThat(reader.isCancelled()).isTrue();
                Streams.write(pair.client.getOutputStream(), 42);
                assertThat(Streams.read(pair.accepted.getInputStream())).isEqualTo(42);
            }
        });
    }

    @Test
    void aCancelledAcceptLeavesTheServerUsable() {
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 50, LOCAL)) {
                Coroutine<Socket> acceptor = spawn(() -> ServerSockets.accept(server));
                yieldNow();
                acceptor.cancelAndJoin();
                assertThat(acceptor.isCancelled()).isTrue();
                Socket client = Sockets.open(LOCAL, server.getLocalPort());
                ServerSockets.accept(server).close();
                client.close();
            }
        });
    }

    // ---- ends and options ----

    @Test
    void eachSideCanBeShut() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Integer> reader = spawn(() -> Streams.read(pair.client.getInputStream()));
                yieldNow();
                pair.client.shutdownInput();
                assertThat(reader.get()).isEqualTo(-1);
                pair.client.shutdownOutput();
                assertThat(Streams.read(pair.accepted.getInputStream())).isEqualTo(-1);
                assertThat(pair.client.isInputShutdown()).isTrue();
                assertThat(pair.client.isOutputShutdown()).isTrue();
                assertThat(Thrown.by(() -> pair.client.getInputStream())).hasMessage("Socket input is shutdown");
                assertThat(Thrown.by(() -> pair.client.getOutputStream())).hasMessage("Socket output is shutdown");
                assertThat(pair.client.isClosed()).isFalse();
            }
        });
    }

    @Test
    void itKnowsItsAddressesAsTheJdksSocketsDo() throws Exception {
        try (Pair pair = Pair.open();
                ServerSocket plainServer = new ServerSocket(0, 50, LOCAL);
                Socket plain = new Socket(LOCAL, plainServer.getLocalPort())) {
            for (Socket socket : List.of(pair.client, plain)) {
                int port = socket == plain ? plainServer.getLocalPort() : pair.server.getLocalPort();
                assertThat(socket.getInetAddress()).isEqualTo(LOCAL);
                assertThat(socket.getPort()).isEqualTo(port);
                assertThat(socket.getRemoteSocketAddress()).isEqualTo(new InetSocketAddress(LOCAL, port));
                assertThat(socket.getLocalAddress()).isEqualTo(LOCAL);
                int localPort = socket.getLocalPort();
                assertThat(localPort).isPositive();
                assertThat(socket.getLocalSocketAddress()).isEqualTo(new InetSocketAddress(LOCAL, localPort));
                assertThat(socket.toString())
                        .isEqualTo("Socket[addr=" + LOCAL + ",port=" + port + ",localport=" + localPort + "]");
                assertThat(socket.isBound()).isTrue();
                assertThat(socket.isConnected()).isTrue();
                assertThat(socket.getChannel()).isNull();
                assertThat(socket.getSoTimeout()).isZero();
                assertThat(socket.getTcpNoDelay()).isFalse();
                assertThat(socket.getSoLinger()).isEqualTo(-1);
                socket.close();
                assertThat(socket.isClosed()).isTrue();
                assertThat(socket.isConnected()).isTrue();
                assertThat(socket.isBound()).isTrue();
                assertThat(socket.getPort()).isEqualTo(port);
                assertThat(socket.getLocalPort()).isEqualTo(localPort);
                assertThat(socket.getInetAddress()).isEqualTo(LOCAL);
            }
        }
    }

    @Test
    void aSocketThatIsNotConnectedKnowsThat() throws Exception {
        try (Socket adapted = Sockets.open();
                Socket direct = Sockets.open(Proxy.NO_PROXY);
                Socket plain = new Socket()) {
            for (Socket socket : List.of(adapted, direct, plain)) {
                assertThat(socket.toString()).isEqualTo("Socket[unconnected]");
                assertThat(socket.getPort()).isZero();
                assertThat(socket.getLocalPort()).isEqualTo(-1);
                assertThat(socket.getInetAddress()).isNull();
                assertThat(socket.getRemoteSocketAddress()).isNull();
                assertThat(socket.getLocalSocketAddress()).isNull();
                assertThat(socket.isBound()).isFalse();
                assertThat(socket.isConnected()).isFalse();
                socket.bind(new InetSocketAddress(LOCAL, 0));
                assertThat(socket.isBound()).isTrue();
            }
        }
    }

    @Test
    void itsOptionsAreThoseOfTheConnection() throws Exception {
        try (Pair pair = Pair.open()) {
            Socket socket = pair.client;
            socket.setTcpNoDelay(true);
            assertThat(socket.getTcpNoDelay()).isTrue();
            socket.setKeepAlive(true);
            assertThat(socket.getKeepAlive()).isTrue();
            socket.setSoLinger(true, 3);
            assertThat(socket.getSoLinger()).isEqualTo(3);
            socket.setSoLinger(false, 0);
            socket.setReuseAddress(true);
            assertThat(socket.getReuseAddress()).isTrue();
            socket.setSendBufferSize(20_000);
            assertThat(socket.getSendBufferSize()).isPositive();
            socket.setReceiveBufferSize(20_000);
            assertThat(socket.getReceiveBufferSize()).isPositive();
            socket.setOption(StandardSocketOptions.TCP_NODELAY, false);
            assertThat(socket.getOption(StandardSocketOptions.TCP_NODELAY)).isFalse();
            assertThat(socket.supportedOptions()).contains(StandardSocketOptions.TCP_NODELAY);
            socket.setSoTimeout(5);
            assertThat(socket.getSoTimeout()).isEqualTo(5);
            pair.server.setReceiveBufferSize(20_000);
            assertThat(pair.server.getReceiveBufferSize()).isPositive();
            assertThat(pair.server.toString())
                    .isEqualTo("ServerSocket[addr=" + LOCAL + ",localport=" + pair.server.getLocalPort() + "]");
            assertThat(pair.server.getLocalSocketAddress())
                    .isEqualTo(new InetSocketAddress(LOCAL, pair.server.getLocalPort()));
        }
    }

    /** What is inherited would act on the superclass's own socket, which does not exist. */
    @Test
    void noMethodOfTheJdksClassesIsInherited() {
        List<String> inherited = new ArrayList<>();
        for (Class<?> kind : List.of(LoopSocket.class, LoopServerSocket.class, LoopDatagramSocket.class)) {
            for (Method method : kind.getMethods()) {
                if (method.getDeclaringClass() == kind.getSuperclass() && !Modifier.isStatic(method.getModifiers())) {
                    inherited.add(method.toString());
                }
            }
        }
        assertThat(inherited).isEmpty();
    }

    @Test
    void theDescriptorOfAClosedSocketIsGivenBack() {
        java.io.File descriptors = new java.io.File("/proc/self/fd");
        org.junit.jupiter.api.Assumptions.assumeTrue(descriptors.isDirectory());
        runBlocking(() -> {
            Pair.open().close(); // what is opened once for all
            yieldNow();
            int before = descriptors.list().length;
            for (int i = 0; i < 200; i++) {
                try (Pair pair = Pair.open()) {
                    Coroutine<Integer> reader = spawn(() -> Streams.read(pair.client.getInputStream()));
                    yieldNow();
                    Streams.write(pair.accepted.getOutputStream(), 1);
                    reader.join();
                }
            }
            Threads.sleep(1);
            assertThat(descriptors.list().length).isLessThan(before + 50);
        });
    }

    // ---- sockets of another make ----

    @Test
    void aPlainSocketIsHandedToTheThreadsThatMayBlock() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 50, LOCAL)) {
            CountDownLatch connected = new CountDownLatch(1);
            runBlocking(() -> {
                Coroutine<Socket> acceptor = spawn(() -> ServerSockets.accept(server));
                yieldNow();
                trace.add("meanwhile");
                Socket plain = new Socket();
                Sockets.connect(plain, server.getLocalSocketAddress(), 10_000);
                Socket accepted = acceptor.get();
                Coroutine<Integer> reader = spawn(() -> Streams.read(accepted.getInputStream()));
                yieldNow();
                trace.add("meanwhile");
                Streams.write(plain.getOutputStream(), 9);
                trace.add(reader.get());
                Sockets.close(plain);
                Sockets.close(accepted);
                connected.countDown();
            });
            assertThat(connected.await(1, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(trace).containsExactly("meanwhile", "meanwhile", 9);
    }
}
