package dev.bobbin.net;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.Coroutines;
import dev.bobbin.EventLoop;
import dev.bobbin.SuppressSuspensionWarnings;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;

/** What a connection promises, over the loopback interface. */
class TcpTest {

    private final List<Object> trace = new ArrayList<>();

    // ---- there and back ----

    @Test
    void whatIsWrittenIsRead() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.client.write("ping".getBytes(UTF_8));
                assertThat(readText(pair.server, 4)).isEqualTo("ping");
                pair.server.write("pong".getBytes(UTF_8));
                assertThat(readText(pair.client, 4)).isEqualTo("pong");
            }
        });
    }

    @Test
    void aReadSuspendsItsCoroutineOnly() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Void> reader = spawn(() -> {
                    trace.add(readText(pair.server, 1));
                });
                yieldNow();
                trace.add("meanwhile");
                pair.client.write(new byte[] {'x'});
                reader.join();
            }
        });
        assertThat(trace).containsExactly("meanwhile", "x");
    }

    @Test
    void readTakesWhatIsThereAndNoMore() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.client.write("abc".getBytes(UTF_8));
                byte[] bytes = new byte[100];
                assertThat(pair.server.read(bytes)).isEqualTo(3);
                assertThat(new String(bytes, 0, 3, UTF_8)).isEqualTo("abc");
            }
        });
    }

    @Test
    void aReadIntoAFullBufferReturnsZeroAtOnce() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                assertThat(pair.server.read(ByteBuffer.allocate(0))).isZero();
            }
        });
    }

    @Test
    void buffersKeepTheirPositionsAndLimits() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                ByteBuffer out = ByteBuffer.wrap("-abcdef-".getBytes(UTF_8), 1, 6);
                pair.client.write(out);
                assertThat(out.remaining()).isZero();
                ByteBuffer in = ByteBuffer.allocate(8);
                in.position(2);
                assertThat(pair.server.read(in)).isEqualTo(6);
                assertThat(in.position()).isEqualTo(8);
                assertThat(in.limit()).isEqualTo(8);
                assertThat(new String(in.array(), 2, 6, UTF_8)).isEqualTo("abcdef");
            }
        });
    }

    @Test
    void largeBuffersGoInPartsOverHeapAndDirectMemory() {
        byte[] sent = new byte[3_000_000];
        new Random(4).nextBytes(sent);
        runBlocking(() -> {
            for (boolean direct : new boolean[] {false, true}) {
                try (Pair pair = Pair.open()) {
                    ByteBuffer out = direct ? ByteBuffer.allocateDirect(sent.length) : ByteBuffer.allocate(sent.length);
                    out.put(sent).flip();
                    ByteBuffer in = direct ? ByteBuffer.allocateDirect(sent.length) : ByteBuffer.allocate(sent.length);
                    Coroutine<Void> writer = spawn(() -> {
                        pair.client.write(out);
                    });
                    while (in.hasRemaining() && pair.server.read(in) >= 0) {
                        assertThat(in.limit()).isEqualTo(sent.length);
                    }
                    writer.join();
                    byte[] received = new byte[sent.length];
                    in.flip();
                    in.get(received);
                    assertThat(Arrays.equals(received, sent))
                            .as("direct " + direct)
                            .isTrue();
                }
            }
        });
    }

    /** Reads that fill their buffer tell nothing of whether there is more; what is learned from some must not mislead others. */
    @Test
    void messagesThatFillTheBufferExactlyComeOneByOneAndAllAtOnce() {
        int length = 64;
        byte[] message = bytes(length, 5);
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Integer> server = spawn(() -> {
                    ByteBuffer buffer = ByteBuffer.allocate(length);
                    int total = 0;
                    for (int n = pair.server.read(buffer); n >= 0; n = pair.server.read(buffer)) {
                        total += n;
                        pair.server.write(buffer.flip());
                        buffer.clear();
                        if (total % (7 * length) == 0) {
                            sleep(1); // what comes meanwhile finds nobody waiting
                        }
                    }
                    return total;
                });
                int sent = 0;
                for (int round = 0; round < 60; round++) {
                    int messages = round % 3 == 2 ? 50 : 1;
                    for (int i = 0; i < messages; i++) {
                        pair.client.write(message);
                    }
                    byte[] echoed = readFully(pair.client, messages * length);
                    for (int i = 0; i < messages; i++) {
                        assertThat(Arrays.equals(echoed, i * length, (i + 1) * length, message, 0, length))
                                .isTrue();
                    }
                    sent += messages * length;
                }
                pair.client.shutdownOutput();
                assertThat(server.get()).isEqualTo(sent);
            }
        });
    }

    @Test
    void aWriteSuspendsWhileThePeerDoesNotRead() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                byte[] much = new byte[20_000_000];
                Coroutine<Void> writer = spawn(() -> {
                    pair.client.write(much);
                    trace.add("written");
                });
                sleep(50);
                trace.add("reading");
                ByteBuffer in = ByteBuffer.allocate(1 << 20);
                for (int total = 0; total < much.length; in.clear()) {
                    total += pair.server.read(in);
                }
                writer.join();
            }
        });
        assertThat(trace).containsExactly("reading", "written");
    }

    @Test
    void bothDirectionsWorkAtOnce() {
        byte[] one = bytes(500_000, 1);
        byte[] two = bytes(700_000, 2);
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Void> a = spawn(() -> pair.client.write(one));
                Coroutine<Void> b = spawn(() -> pair.server.write(two));
                Coroutine<byte[]> c = spawn(() -> readFully(pair.server, one.length));
                Coroutine<byte[]> d = spawn(() -> readFully(pair.client, two.length));
                joinAll(a, b, c, d);
                assertThat(Arrays.equals(c.get(), one)).isTrue();
                assertThat(Arrays.equals(d.get(), two)).isTrue();
            }
        });
    }

    // ---- the end of a connection ----

    @Test
    void theEndIsReadAgainAndAgain() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.client.close();
                for (int i = 0; i < 3; i++) {
                    assertThat(pair.server.read(new byte[1])).isEqualTo(-1);
                }
            }
        });
    }

    @Test
    void halfCloseEndsOneDirectionOnly() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.client.write("question".getBytes(UTF_8));
                pair.client.shutdownOutput();
                assertThat(readText(pair.server, 100)).isEqualTo("question");
                pair.server.write("answer".getBytes(UTF_8));
                pair.server.shutdownOutput();
                assertThat(readText(pair.client, 100)).isEqualTo("answer");
                assertThat(Thrown.by(() -> pair.client.write(new byte[1]))).isInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @Test
    void closingWakesTheReader() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Throwable> reader = spawn(() -> Thrown.by(() -> pair.server.read(new byte[1])));
                yieldNow();
                pair.server.close();
                assertThat(reader.get()).isInstanceOf(AsynchronousCloseException.class);
                assertThat(pair.server.isOpen()).isFalse();
                assertThat(Thrown.by(() -> pair.server.read(new byte[1]))).isInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @Test
    void closingWakesTheWriter() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Throwable> writer = spawnStuckWriter(pair.server);
                pair.server.close();
                assertThat(writer.get()).isInstanceOf(ClosedChannelException.class);
            }
        });
    }

    @Test
    @SuppressSuspensionWarnings("blocking-call")
    void closingFromAnotherThreadWakesTheReader() {
        runBlocking(() -> {
            for (int round = 0; round < 50; round++) {
                try (Pair pair = Pair.open()) {
                    Coroutine<Throwable> reader = spawn(() -> Thrown.by(() -> pair.server.read(new byte[1])));
                    Thread closer = new Thread(() -> {
                        try {
                            pair.server.close();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    });
                    closer.start();
                    assertThat(reader.get()).isInstanceOf(ClosedChannelException.class);
                    closer.join();
                }
            }
        });
    }

    @Test
    void closingTwiceDoesNothing() throws IOException {
        Pair pair = Pair.open();
        pair.close();
        pair.close();
        assertThat(pair.client.isOpen()).isFalse();
    }

    @Test
    void thePeerSeesTheCloseAtOnceThoughNobodyReads() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Integer> reader = spawn(() -> pair.server.read(new byte[1]));
                yieldNow();
                pair.client.close();
                assertThat(reader.get()).isEqualTo(-1);
            }
        });
    }

    // ---- one at a time ----

    @Test
    void aSecondReaderIsRefusedAtOnce() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Integer> reader = spawn(() -> pair.server.read(new byte[1]));
                yieldNow();
                assertThat(Thrown.by(() -> pair.server.read(new byte[1])))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(
                                "Two coroutines read from one socket at the same time: what each of them would get is left to"
                                        + " chance. Let one of them do it and hand the data on.");
                pair.client.write(new byte[1]);
                assertThat(reader.get()).isEqualTo(1);
            }
        });
    }

    @Test
    void aSecondWriterIsRefusedAtOnce() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Throwable> writer = spawnStuckWriter(pair.server);
                assertThat(Thrown.by(() -> pair.server.write(new byte[1])))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Two coroutines write to one socket at the same time");
                pair.server.close();
                writer.join();
            }
        });
    }

    @Test
    void aSecondAccepterIsRefusedAtOnce() {
        runBlocking(() -> {
            Coroutine<Throwable> first;
            try (TcpServer server = TcpServer.bindLocal(0)) {
                first = spawn(() -> Thrown.by(() -> server.accept()));
                yieldNow();
                assertThat(Thrown.by(() -> server.accept()))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Two coroutines accept connections from one socket at the same time");
            }
            assertThat(first.get()).isInstanceOf(AsynchronousCloseException.class);
        });
    }

    // ---- timeouts and cancellation ----

    @Test
    void aReadTimesOutAndTheConnectionStaysUsable() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.server.setReadTimeout(Duration.ofMillis(20));
                assertThat(Thrown.by(() -> pair.server.read(new byte[1])))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage(
                                "TCP connection to " + pair.client.localAddress() + ": reading took longer than 20 ms");
                pair.client.write("late".getBytes(UTF_8));
                assertThat(readText(pair.server, 4)).isEqualTo("late");
            }
        });
    }

    @Test
    void aWriteTimesOut() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.server.setWriteTimeout(Duration.ofMillis(20));
                assertThat(Thrown.by(() -> pair.server.write(new byte[50_000_000])))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageEndingWith(": writing took longer than 20 ms");
            }
        });
    }

    /** Waits share a timer: what one of them has left behind ends no other before its time, and none stays without one. */
    @Test
    void eachWaitHasItsOwnTimeHoweverShortOrLongTheOneBeforeWas() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                byte[] one = new byte[1];
                pair.server.setReadTimeout(Duration.ofMillis(200));
                spawn(() -> {
                    sleep(120);
                    pair.client.write(one);
                });
                assertThat(pair.server.read(one)).isOne();
                assertThat(millisUntilTimeout(pair.server)).isGreaterThanOrEqualTo(200);
                pair.server.setReadTimeout(Duration.ofMinutes(10));
                assertThat(withTimeoutOrNull(Duration.ofMillis(10), () -> pair.server.read(one)))
                        .isNull();
                pair.server.setReadTimeout(Duration.ofMillis(20));
                assertThat(millisUntilTimeout(pair.server)).isBetween(20L, 60_000L);
                pair.server.setReadTimeout(Duration.ZERO);
                assertThat(withTimeoutOrNull(Duration.ofMillis(100), () -> pair.server.read(one)))
                        .isNull();
            }
        });
    }

    @Suspendable
    private static long millisUntilTimeout(TcpSocket socket) {
        long began = System.nanoTime();
        assertThat(Thrown.by(() -> socket.read(new byte[1]))).isInstanceOf(SocketTimeoutException.class);
        return (System.nanoTime() - began) / 1_000_000;
    }

    @Test
    void aClosedConnectionLeavesNoTimerBehind() {
        runBlocking(() -> {
            int before = EventLoop.current().stats().timers();
            try (Pair pair = Pair.open()) {
                pair.server.setReadTimeout(Duration.ofMinutes(10));
                Coroutine<Integer> reader = spawn(() -> pair.server.read(new byte[1]));
                yieldNow();
                pair.client.write(new byte[1]);
                assertThat(reader.get()).isOne();
                pair.server.close();
                yieldNow();
                assertThat(EventLoop.current().stats().timers()).isEqualTo(before);
            }
        });
    }

    @Test
    void aTimeoutTooLongToCountIsNone() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.server.setReadTimeout(Duration.ofSeconds(Long.MAX_VALUE));
                Coroutine<Integer> reader = spawn(() -> pair.server.read(new byte[1]));
                sleep(5);
                pair.client.write(new byte[1]);
                assertThat(reader.get()).isEqualTo(1);
            }
        });
    }

    @Test
    void aNegativeTimeoutIsRefused() throws IOException {
        try (Pair pair = Pair.open()) {
            assertThatThrownBy(() -> pair.client.setReadTimeout(Duration.ofMillis(-1)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("A timeout of PT-0.001S is not possible: give zero for none, or more");
        }
    }

    @Test
    void aCancelledReadLeavesTheConnectionUsable() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Throwable> reader = spawn(() -> Thrown.by(() -> pair.server.read(new byte[1])));
                yieldNow();
                reader.cancel();
                assertThat(reader.get()).isInstanceOf(CancellationException.class);
                pair.client.write("still".getBytes(UTF_8));
                assertThat(readText(pair.server, 5)).isEqualTo("still");
            }
        });
    }

    // ---- connecting ----

    @Test
    void aRefusedConnectionNamesTheAddress() throws IOException {
        int free;
        try (TcpServer server = TcpServer.bindLocal(0)) {
            free = server.port();
        }
        assertThat(Thrown.by(() -> TcpSocket.connect("127.0.0.1", free)))
                .isInstanceOf(ConnectException.class)
                .hasMessageStartingWith("Cannot connect to /127.0.0.1:" + free + ": Connection refused");
    }

    /** A listener that accepts nobody fills up, and then the operating system leaves further attempts without an answer. */
    @Test
    void connectingTimesOut() throws IOException {
        List<TcpSocket> connected = new ArrayList<>();
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        try (TcpServer full = TcpServer.bind(any, 1)) {
            InetSocketAddress address = (InetSocketAddress) full.localAddress();
            Throwable thrown = Thrown.by(() -> {
                for (int i = 0; i < 100; i++) {
                    connected.add(TcpSocket.connect(address, Duration.ofMillis(100)));
                }
            });
            assertThat(thrown)
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage(address + ": connecting took longer than 100 ms");
        } finally {
            for (TcpSocket socket : connected) {
                socket.close();
            }
        }
    }

    @Test
    void anUnknownHostIsSaidSo() {
        runBlocking(() -> {
            assertThat(Thrown.by(() -> TcpSocket.connect("no-such-host.invalid", 80)))
                    .isInstanceOf(UnknownHostException.class);
            InetSocketAddress unresolved = InetSocketAddress.createUnresolved("nowhere", 80);
            assertThat(Thrown.by(() -> TcpSocket.connect(unresolved, Duration.ZERO)))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("nowhere");
        });
    }

    @Test
    void aPortInUseIsSaidSo() throws IOException {
        try (TcpServer server = TcpServer.bindLocal(0)) {
            assertThatThrownBy(() -> TcpServer.bindLocal(server.port()))
                    .isInstanceOf(BindException.class)
                    .hasMessageMatching(
                            "Cannot listen on localhost/127.0.0.1:" + server.port() + ": Address already in use.*");
        }
    }

    @Test
    void anyAddressIsListenedOn() {
        runBlocking(() -> {
            try (TcpServer server = TcpServer.bind(0)) {
                Coroutine<TcpSocket> accepting = spawn(() -> server.accept());
                try (TcpSocket client = TcpSocket.connect("localhost", server.port());
                        TcpSocket accepted = accepting.get()) {
                    assertThat(accepted.remoteAddress()).isEqualTo(client.localAddress());
                }
            }
        });
    }

    // ---- plain threads and ended loops ----

    @Test
    void aPlainThreadBlocks() throws Exception {
        try (Pair pair = Pair.open()) {
            Coroutine<Void> echo = spawn(() -> {
                byte[] bytes = new byte[10];
                int n = pair.server.read(bytes);
                sleep(5);
                pair.server.write(ByteBuffer.wrap(bytes, 0, n));
            });
            pair.client.write("plain".getBytes(UTF_8));
            assertThat(readText(pair.client, 5)).isEqualTo("plain");
            echo.join();
        }
    }

    @Test
    void aPlainThreadTimesOut() throws Exception {
        try (Pair pair = Pair.open()) {
            pair.client.setReadTimeout(Duration.ofMillis(20));
            assertThat(Thrown.by(() -> pair.client.read(new byte[1]))).isInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void aSocketOutlivesTheLoopItWasMadeOn() throws Exception {
        try (Pair pair = runBlocking(() -> {
            Pair made = Pair.open();
            made.client.write(new byte[1]);
            assertThat(made.server.read(new byte[10])).isEqualTo(1);
            return made;
        })) {
            Coroutine<Void> writer = spawn(() -> {
                sleep(5);
                pair.client.write("after".getBytes(UTF_8));
            });
            assertThat(readText(pair.server, 5)).isEqualTo("after");
            writer.join();
        }
    }

    @Test
    void aSocketServesCoroutinesOfAnotherLoop() throws Exception {
        EventLoop other = EventLoop.start("other");
        try (Pair pair = Pair.open()) {
            Coroutine<String> reader = spawn(other, () -> readText(pair.server, 3));
            pair.client.write("far".getBytes(UTF_8));
            assertThat(reader.get()).isEqualTo("far");
        } finally {
            other.stop();
        }
    }

    // ---- serve ----

    @Test
    void serveHandlesEachConnectionAndClosesIt() {
        runBlocking(() -> {
            Coroutine<Void> serving;
            try (TcpServer server = TcpServer.bindLocal(0)) {
                serving = spawn(() -> server.serve(socket -> {
                    byte[] bytes = new byte[64];
                    for (int n = socket.read(bytes); n >= 0; n = socket.read(bytes)) {
                        socket.write(ByteBuffer.wrap(bytes, 0, n));
                    }
                }));
                for (String text : List.of("one", "two")) {
                    try (TcpSocket client = TcpSocket.connect("localhost", server.port())) {
                        client.write(text.getBytes(UTF_8));
                        client.shutdownOutput();
                        assertThat(readText(client, 100)).isEqualTo(text);
                    }
                }
            }
            serving.join();
        });
    }

    @Test
    void aHandlerThatFailsEndsItsConnectionAlone() {
        runBlocking(() -> {
            List<String> reported = new ArrayList<>();
            try (TcpServer server = TcpServer.bindLocal(0)) {
                spawn(() -> server.serve(socket -> {
                    byte[] bytes = new byte[1];
                    socket.read(bytes);
                    if (bytes[0] == 'x') {
                        reported.add(Coroutines.current().name());
                        throw new CancellationException("the test ends this handler");
                    }
                    socket.write(bytes);
                }));
                try (TcpSocket bad = TcpSocket.connect("localhost", server.port());
                        TcpSocket good = TcpSocket.connect("localhost", server.port())) {
                    bad.write(new byte[] {'x'});
                    assertThat(bad.read(new byte[1])).isEqualTo(-1);
                    good.write(new byte[] {'y'});
                    assertThat(readText(good, 1)).isEqualTo("y");
                }
            }
            assertThat(reported).hasSize(1);
        });
    }

    @Test
    void anOrdinaryClientIsServed() throws Exception {
        try (TcpServer server = TcpServer.bindLocal(0)) {
            spawn(() -> server.serve(socket -> {
                byte[] bytes = new byte[64];
                for (int n = socket.read(bytes); n >= 0; n = socket.read(bytes)) {
                    socket.write(ByteBuffer.wrap(bytes, 0, n));
                }
            }));
            try (Socket client = new Socket("localhost", server.port())) {
                client.getOutputStream().write("ordinary".getBytes(UTF_8));
                client.shutdownOutput();
                assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                        .isEqualTo("ordinary");
            }
        }
    }

    @Test
    void aPeerThatNeverPausesLeavesTheOthersTheirTurns() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Void> chatty = spawn(() -> {
                    byte[] bytes = new byte[1000];
                    while (true) {
                        pair.client.write(bytes);
                    }
                });
                Coroutine<Void> hungry = spawn(() -> {
                    byte[] bytes = new byte[100];
                    while (true) {
                        pair.server.read(bytes);
                    }
                });
                for (int i = 0; i < 10; i++) {
                    sleep(1);
                    yieldNow();
                }
                chatty.cancel();
                hungry.cancel();
                joinAll(chatty, hungry);
                assertThat(chatty.isCancelled() && hungry.isCancelled()).isTrue();
            }
        });
    }

    // ---- what the tests are made of ----

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Suspendable
    private static String readText(TcpSocket socket, int length) throws IOException {
        return new String(readFully(socket, length), UTF_8);
    }

    /** Writes until the operating system takes no more: the position has stood still for a while. */
    @Suspendable
    private static Coroutine<Throwable> spawnStuckWriter(TcpSocket socket) {
        ByteBuffer much = ByteBuffer.allocate(50_000_000);
        Coroutine<Throwable> writer = spawn(() -> Thrown.by(() -> socket.write(much)));
        for (int before = -1; before != much.position(); ) {
            before = much.position();
            sleep(50);
        }
        return writer;
    }

    /** Reads {@code length} bytes, or fewer if the peer ends its side. */
    @Suspendable
    private static byte[] readFully(TcpSocket socket, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && socket.read(buffer) >= 0) {}
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** The two ends of one connection. */
    record Pair(TcpSocket client, TcpSocket server) implements AutoCloseable {

        @Suspendable
        static Pair open() throws IOException {
            try (TcpServer listening = TcpServer.bindLocal(0)) {
                TcpSocket client = TcpSocket.connect("127.0.0.1", listening.port());
                return new Pair(client, listening.accept());
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }
}
