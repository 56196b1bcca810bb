package dev.bobbin.net;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.shielded;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeout;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Channel;
import dev.bobbin.Coroutine;
import dev.bobbin.DeadlineExceededException;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Limits, several loops, failures and the end of servers. */
@Timeout(120)
class ServerTest {

    private static final Duration LONG = Duration.ofSeconds(50);

    @TempDir
    private Path folder;

    // ---- how many ----

    @Test
    void nobodyIsAcceptedWhileItIsFull() {
        runBlocking(() -> {
            AtomicInteger most = new AtomicInteger();
            AtomicInteger served = new AtomicInteger();
            TcpServer server = TcpServer.bindLocal(0, ServerOptions.defaults().maxConnections(3));
            Coroutine<Void> serving = spawn(() -> server.serve(socket -> {
                most.accumulateAndGet(server.connectionCount(), Math::max);
                echoOne(socket);
                served.incrementAndGet();
            }));
            List<TcpSocket> clients = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                clients.add(TcpSocket.connect("127.0.0.1", server.port()));
            }
            while (!server.isFull()) {
                yieldNow();
            }
            TcpSocket outside = clients.get(9);
            outside.write(new byte[] {9});
            outside.setReadTimeout(Duration.ofMillis(50));
            assertThat(Thrown.by(() -> outside.read(new byte[1]))).isInstanceOf(SocketTimeoutException.class);
            outside.setReadTimeout(Duration.ZERO);
            for (TcpSocket client : clients) {
                client.write(new byte[] {7});
                assertThat(client.read(new byte[1])).isEqualTo(1);
                client.close();
            }
            assertThat(most.get()).isBetween(1, 3);
            server.close();
            serving.join();
            assertThat(served).hasValue(10);
        });
    }

    @Test
    void closingAFullServerEndsItsServing() {
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0, ServerOptions.defaults().maxConnections(1));
            Coroutine<Void> serving = spawn(() -> server.serve(ServerTest::echoOne));
            try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                while (!server.isFull()) {
                    yieldNow();
                }
                server.close();
                serving.join();
                assertThat(server.connectionCount()).isEqualTo(1);
                client.write(new byte[] {5});
                assertThat(client.read(new byte[1])).isEqualTo(1);
            }
            while (server.connectionCount() != 0) {
                yieldNow();
            }
        });
    }

    @Test
    void cancellingTheServingOfAFullServerLeavesItsHandlers() {
        runBlocking(() -> {
            try (TcpServer server =
                    TcpServer.bindLocal(0, ServerOptions.defaults().maxConnections(1))) {
                Coroutine<Void> serving = spawn(() -> server.serve(ServerTest::echoOne));
                try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                    while (!server.isFull()) {
                        yieldNow();
                    }
                    serving.cancelAndJoin();
                    client.write(new byte[] {5});
                    assertThat(client.read(new byte[1])).isEqualTo(1);
                }
            }
        });
    }

    // ---- where ----

    @Test
    void connectionsGoToTheLoopsInTurn() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        try (TcpServer server = TcpServer.bindLocal(0, ServerOptions.defaults().loops(3))) {
            spawn(() -> server.serve(socket -> {
                threads.add(Thread.currentThread().getName());
                echoOne(socket);
                threads.add(Thread.currentThread().getName());
            }));
            askOneAfterTheOther(server, 6);
        }
        assertThat(threads).containsExactlyInAnyOrder("bobbin-server-1", "bobbin-server-2", "bobbin-server-3");
    }

    @Test
    void loopsOfItsOwnEndWithTheServerAndItsLastHandler() throws Exception {
        TcpServer server = TcpServer.bindLocal(0, ServerOptions.defaults().loops(2));
        Set<EventLoop> loops = Collections.synchronizedSet(new HashSet<>());
        spawn(() -> server.serve(socket -> {
            loops.add(EventLoop.current());
            echoOne(socket);
        }));
        askOneAfterTheOther(server, 4);
        assertThat(loops).hasSize(2).noneMatch(EventLoop::hasEnded);
        assertThat(server.stop(LONG).isClean()).isTrue();
        for (EventLoop loop : loops) {
            while (!loop.hasEnded()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void loopsOfTheCallerStayTheCallers() throws Exception {
        EventLoop first = EventLoop.start("first");
        EventLoop second = EventLoop.start("second");
        Set<EventLoop> used = Collections.synchronizedSet(new HashSet<>());
        try {
            TcpServer server = TcpServer.bindLocal(0, ServerOptions.defaults().loops(first, second));
            spawn(() -> server.serve(socket -> {
                used.add(EventLoop.current());
                echoOne(socket);
            }));
            askOneAfterTheOther(server, 4);
            first.stop();
            while (!first.hasEnded()) {
                Thread.onSpinWait();
            }
            askOneAfterTheOther(server, 2); // those that would be first's go to the other
            server.stop(LONG);
            assertThat(used).containsExactlyInAnyOrder(first, second);
            assertThat(second.hasEnded()).isFalse();
        } finally {
            second.stop();
        }
    }

    @Test
    void aLoopThatEndsJustBeforeItsHandlerStartsEndsThatConnectionAlone() throws Exception {
        EventLoop first = EventLoop.start("first");
        EventLoop second = EventLoop.start("second");
        ServerSocketChannel listening = ServerSocketChannel.open();
        listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        listening.configureBlocking(false);
        SocketAddress address = listening.getLocalAddress();
        List<TcpSocket> accepted = Collections.synchronizedList(new ArrayList<>());
        StreamServer<TcpSocket> server =
                new StreamServer<>(
                        listening, EventLoop.shared(), ServerOptions.defaults().loops(first, second)) {
                    @Override
                    TcpSocket connectionOf(SocketChannel channel, EventLoop loop) throws IOException {
                        accepted.add(TcpSocket.of(channel, loop));
                        if (loop == first) {
                            loop.stop();
                            while (!loop.hasEnded()) {
                                Thread.onSpinWait();
                            }
                        }
                        return accepted.get(accepted.size() - 1);
                    }
                };
        Coroutine<?> serving = spawn(() -> server.serve(ServerTest::echoOne));
        try {
            List<String> answers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                try (Socket client = new Socket()) {
                    client.connect(address);
                    client.getOutputStream().write('?');
                    int answer = client.getInputStream().read();
                    answers.add(answer < 0 ? "ended" : "answered");
                } catch (SocketException reset) {
                    answers.add("ended");
                }
            }
            assertThat(answers).containsOnlyOnce("ended").hasSize(4);
            assertThat(serving.isDone()).isFalse();
            server.stop(LONG);
            assertThat(accepted).hasSize(4).noneMatch(TcpSocket::isOpen);
        } finally {
            second.stop();
        }
    }

    // ---- failures ----

    @Test
    void failuresAreToldToWhoAskedForThem() {
        ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
        runBlocking(() -> {
            ServerOptions options = ServerOptions.defaults()
                    .onFailure((connection, thrown) -> told.add(connection.isOpen() + " " + thrown.getMessage()));
            TcpServer server = TcpServer.bindLocal(0, options);
            spawn(() -> server.serve(socket -> {
                if (socket.read(new byte[1]) < 0) {
                    throw new CancellationException("not a failure");
                }
                throw new IOException("the handler's own");
            }));
            for (boolean speaks : new boolean[] {true, false}) {
                try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                    if (speaks) {
                        client.write(new byte[1]);
                    }
                    client.shutdownOutput();
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                }
            }
            assertThat(server.stop(LONG).isClean()).isTrue();
        });
        assertThat(told).containsExactly("true the handler's own");
    }

    @Test
    void connectionsBeginWithTheTimeoutsOfTheServer() {
        ConcurrentLinkedQueue<Throwable> told = new ConcurrentLinkedQueue<>();
        runBlocking(() -> {
            ServerOptions options = ServerOptions.defaults()
                    .readTimeout(Duration.ofMillis(20))
                    .writeTimeout(Duration.ofSeconds(30))
                    .idleTimeout(Duration.ofSeconds(30))
                    .onFailure((connection, thrown) -> told.add(thrown));
            TcpServer server = TcpServer.bindLocal(0, options);
            spawn(() -> server.serve(ServerTest::echoOne));
            try (TcpSocket silent = TcpSocket.connect("127.0.0.1", server.port())) {
                assertThat(silent.read(new byte[1])).isEqualTo(-1);
            }
            server.stop(LONG);
        });
        assertThat(told).singleElement().isInstanceOf(SocketTimeoutException.class);
    }

    // ---- the end ----

    @Test
    void handlersThatEndInTimeAreFinished() {
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            Coroutine<Void> serving = spawn(() -> server.serve(ServerTest::echoOne));
            try (TcpSocket one = TcpSocket.connect("127.0.0.1", server.port());
                    TcpSocket two = TcpSocket.connect("127.0.0.1", server.port())) {
                awaitCount(server, 2);
                Coroutine<StopReport> stopping = spawn(() -> server.stop(LONG));
                while (server.isOpen()) {
                    yieldNow();
                }
                for (TcpSocket client : List.of(one, two)) {
                    client.write(new byte[] {1});
                    assertThat(client.read(new byte[1])).isEqualTo(1);
                }
                assertThat(stopping.get()).hasToString("finished: 2, cancelled: 0, still running: 0");
                assertThat(stopping.get().isClean()).isTrue();
            }
            serving.join();
            assertThat(Thrown.by(() -> TcpSocket.connect("127.0.0.1", server.port())))
                    .isInstanceOf(IOException.class);
        });
    }

    @Test
    void handlersThatDoNotEndInTimeAreCancelledAndMaySayGoodbye() {
        List<String> trace = Collections.synchronizedList(new ArrayList<>());
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            spawn(() -> server.serve(socket -> {
                try {
                    socket.read(new byte[1]);
                } catch (CancellationException e) {
                    trace.add(e.getMessage());
                    throw e;
                } finally {
                    shielded(() -> socket.write("bye".getBytes(UTF_8)));
                }
            }));
            try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                awaitCount(server, 1);
                sleep(1); // the handler has begun
                StopReport report = server.stop(Duration.ofMillis(20), LONG);
                assertThat(report).hasToString("finished: 0, cancelled: 1, still running: 0");
                assertThat(report.isClean()).isFalse();
                assertThat(new String(StreamSocketTest.readAll(client), UTF_8)).isEqualTo("bye");
            }
        });
        assertThat(trace).singleElement().asString().contains("the server was stopped");
    }

    @Test
    void handlersThatClingOnAreLeftWithoutTheirConnectionsAndSaidToRun() {
        runBlocking(() -> {
            Channel<Void> never = Channel.rendezvous();
            TcpServer server = TcpServer.bindLocal(0);
            boolean[] begun = new boolean[1];
            spawn(() -> server.serve(socket -> shielded(() -> {
                begun[0] = true;
                never.receive();
            })));
            try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                while (!begun[0]) {
                    yieldNow();
                }
                StopReport report = server.stop(Duration.ofMillis(20), Duration.ofMillis(50));
                assertThat(List.of(report.finished(), report.cancelled(), report.running()))
                        .containsExactly(0, 0, 1);
                assertThat(client.read(new byte[1])).isEqualTo(-1);
                assertThat(server.connectionCount()).isEqualTo(1);
            }
            never.close();
            while (server.connectionCount() != 0) {
                yieldNow();
            }
        });
    }

    @Test
    void stoppingWithoutGraceCancelsAtOnceAndClosesWhatHasNotBegun() {
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            Coroutine<Void> serving = spawn(() -> server.serve(ServerTest::echoOne));
            try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                awaitCount(server, 1);
                StopReport report = server.stop(Duration.ZERO);
                assertThat(report.finished() + report.cancelled()).isEqualTo(1);
                assertThat(report.running()).isZero();
                assertThat(client.read(new byte[1])).isEqualTo(-1);
            }
            serving.join();
        });
    }

    @Test
    void whoIsCancelledWhileStoppingCancelsTheHandlers() {
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            spawn(() -> server.serve(ServerTest::echoOne));
            try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                awaitCount(server, 1);
                assertThat(Thrown.by(() -> withTimeout(Duration.ofMillis(20), () -> server.stop(LONG))))
                        .isInstanceOf(DeadlineExceededException.class);
                assertThat(client.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @Test
    void aHandlerMayStopItsServer() {
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0, ServerOptions.defaults().loops(1));
            Coroutine<Void> serving = spawn(() -> server.serve(socket -> {
                socket.read(new byte[1]);
                StopReport report = server.stop(LONG);
                socket.write(report.toString().getBytes(UTF_8));
            }));
            try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                client.write(new byte[1]);
                assertThat(new String(StreamSocketTest.readAll(client), UTF_8))
                        .isEqualTo("finished: 0, cancelled: 0, still running: 0");
            }
            serving.join();
        });
    }

    @Test
    void aPlainThreadStopsAServer() throws IOException {
        TcpServer server = TcpServer.bindLocal(0);
        spawn(() -> server.serve(ServerTest::echoOne));
        assertThat(server.stop(LONG).isClean()).isTrue();
        assertThat(server.stop(LONG).isClean()).as("once more").isTrue();
    }

    // ---- options and addresses ----

    @Test
    void optionsThatCannotBeAreRefused() {
        ServerOptions options = ServerOptions.defaults();
        assertThatThrownBy(() -> options.maxConnections(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("A limit on connections is 1 or more, not 0");
        assertThatThrownBy(() -> options.backlog(-1)).hasMessage("A backlog is 1 or more, not -1");
        assertThatThrownBy(() -> options.loops(0)).hasMessage("A number of loops is 1 or more, not 0");
        assertThatThrownBy(() -> options.loops(new EventLoop[0])).hasMessage("A number of loops is 1 or more, not 0");
        assertThatThrownBy(() -> options.idleTimeout(Duration.ofMillis(-1)))
                .hasMessage("A timeout of PT-0.001S is not possible: give zero for none, or more");
        assertThatThrownBy(() -> TcpServer.bind(InetSocketAddress.createUnresolved("nowhere", 0), options))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("nowhere");
    }

    @Test
    void aUnixServerServesAndTakesItsFileAway() {
        Path path = folder.resolve("socket");
        runBlocking(() -> {
            UnixServer server = UnixServer.bind(path, ServerOptions.defaults());
            spawn(() -> server.serve(ServerTest::echoOne));
            try (UnixSocket client = UnixSocket.connect(path)) {
                client.write(new byte[] {3});
                byte[] answer = new byte[1];
                assertThat(client.read(answer)).isEqualTo(1);
                assertThat(answer[0]).isEqualTo((byte) 3);
            }
            assertThat(Thrown.by(() -> UnixServer.bind(path, ServerOptions.defaults())))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("Cannot listen on " + path + ": ")
                    .hasMessageEndingWith(". There is such a file; if no server uses it any more, delete it");
            assertThat(server.stop(LONG).isClean()).isTrue();
            assertThat(server).hasToString("Unix server on " + path);
        });
        assertThat(Files.exists(path)).isFalse();
    }

    // ---- what the tests are made of ----

    /** Sends the first byte back. */
    @Suspendable
    private static void echoOne(Connection connection) throws IOException {
        byte[] one = new byte[1];
        if (connection.read(one) == 1) {
            connection.write(one);
        }
    }

    @Suspendable
    private static void awaitCount(TcpServer server, int count) {
        while (server.connectionCount() != count) {
            sleep(1);
        }
    }

    private static void askOneAfterTheOther(TcpServer server, int times) {
        runBlocking(() -> {
            for (int i = 0; i < times; i++) {
                try (TcpSocket client = TcpSocket.connect("127.0.0.1", server.port())) {
                    client.write(new byte[] {(byte) i});
                    assertThat(client.read(new byte[1])).isEqualTo(1);
                    assertThat(client.read(new byte[1])).isEqualTo(-1);
                }
            }
        });
    }
}
