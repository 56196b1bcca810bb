package dev.bobbin.net;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import dev.bobbin.net.TcpTest.Pair;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several buffers, files, idleness and resets; and the same over Unix sockets. */
@Timeout(60)
class StreamSocketTest {

    @TempDir
    private Path folder;

    // ---- several buffers ----

    @Test
    void severalBuffersGoOneAfterTheOther() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                ByteBuffer[] buffers = {
                    ByteBuffer.wrap("head".getBytes(UTF_8)),
                    ByteBuffer.allocate(0),
                    ByteBuffer.wrap("-body-".getBytes(UTF_8), 1, 4)
                };
                pair.client().write(buffers);
                pair.client().shutdownOutput();
                assertThat(new String(readAll(pair.server()), UTF_8)).isEqualTo("headbody");
                for (ByteBuffer buffer : buffers) {
                    assertThat(buffer.remaining()).isZero();
                }
            }
        });
    }

    @Test
    void noBuffersAreWrittenAtOnce() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.client().write(new ByteBuffer[0]);
                pair.client().write(new ByteBuffer[] {ByteBuffer.allocate(0)});
                pair.client().shutdownOutput();
                assertThat(readAll(pair.server())).isEmpty();
            }
        });
    }

    @Test
    void manyLargeBuffersOfBothKindsArriveInOrderThoughThePeerIsSlow() {
        byte[] sent = new byte[6_000_000];
        new Random(8).nextBytes(sent);
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Void> writer = spawn(() -> {
                    pair.client().write(cut(sent, new Random(9)));
                    pair.client().shutdownOutput();
                });
                sleep(20); // the writer is stuck in the middle of a buffer meanwhile
                assertThat(Arrays.equals(readAll(pair.server()), sent)).isTrue();
                writer.join();
            }
        });
    }

    private static ByteBuffer[] cut(byte[] bytes, Random random) {
        List<ByteBuffer> buffers = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int length = Math.min(
                    bytes.length - at, random.nextInt(5) == 0 ? random.nextInt(300_000) : random.nextInt(3000));
            ByteBuffer buffer = random.nextBoolean() ? ByteBuffer.allocate(length) : ByteBuffer.allocateDirect(length);
            buffers.add(buffer.put(bytes, at, length).flip());
            at += length;
        }
        return buffers.toArray(new ByteBuffer[0]);
    }

    // ---- files ----

    @Test
    void aPartOfAFileIsSentAndReceived() throws IOException {
        byte[] content = new byte[3_000_000];
        new Random(5).nextBytes(content);
        Path source = Files.write(folder.resolve("source"), content);
        Path target = folder.resolve("target");
        try (FileChannel from = FileChannel.open(source);
                FileChannel to = FileChannel.open(target, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            runBlocking(() -> {
                try (Pair pair = Pair.open()) {
                    Coroutine<Long> sending = spawn(() -> {
                        long sent = pair.client().sendFile(from, 1000, 2_500_000);
                        pair.client().write(new byte[] {'!'});
                        return sent;
                    });
                    sleep(20);
                    assertThat(pair.server().receiveFile(to, 0, 2_500_000)).isEqualTo(2_500_000);
                    assertThat(sending.get()).isEqualTo(2_500_000);
                    byte[] next = new byte[1];
                    assertThat(pair.server().read(next)).isEqualTo(1);
                    assertThat(next[0]).isEqualTo((byte) '!');
                }
            });
        }
        assertThat(Arrays.equals(Files.readAllBytes(target), Arrays.copyOfRange(content, 1000, 2_501_000)))
                .isTrue();
    }

    @Test
    void aFileThatEndsEarlySaysHowMuchWasSent() throws IOException {
        Path source = Files.write(folder.resolve("short"), new byte[10]);
        try (FileChannel from = FileChannel.open(source)) {
            runBlocking(() -> {
                try (Pair pair = Pair.open()) {
                    assertThat(pair.client().sendFile(from, 4, 100)).isEqualTo(6);
                    assertThat(pair.client().sendFile(from, 40, 100)).isZero();
                    pair.client().shutdownOutput();
                    assertThat(readAll(pair.server())).hasSize(6);
                    assertThat(Thrown.by(() -> pair.client().sendFile(from, -1, 100)))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessage("A part of a file has a position and a length of 0 or more, not -1 and 100");
                }
            });
        }
    }

    // ---- idleness ----

    @Test
    void whoIsIdleForTooLongIsClosedAndTold() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                String name = pair.server().toString();
                pair.server().setIdleTimeout(Duration.ofMillis(30));
                String told = name + ": nothing came or went for 30 ms, so it was closed";
                assertThat(Thrown.by(() -> pair.server().read(new byte[1])))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage(told);
                assertThat(pair.server().isOpen()).isFalse();
                assertThat(Thrown.by(() -> pair.server().read(new byte[1])))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage(told);
                assertThat(Thrown.by(() -> pair.server().write(new byte[1])))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage(told);
                assertThat(pair.client().read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    /** Where the machine stood still for longer than the limit, the connection may be closed, and must say so. */
    @Test
    void trafficInOneDirectionKeepsAConnectionAlive() {
        long limitNanos = 500_000_000;
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                pair.server().setIdleTimeout(Duration.ofNanos(limitNanos));
                long longestPause = 0;
                long last = System.nanoTime();
                byte[] one = new byte[1];
                for (int i = 0; i < 24 && longestPause < limitNanos; i++) {
                    sleep(50);
                    pair.client().write(new byte[] {(byte) i});
                    SocketTimeoutException closed = null;
                    try {
                        pair.server().read(one);
                    } catch (SocketTimeoutException e) {
                        closed = e;
                    }
                    longestPause = Math.max(longestPause, System.nanoTime() - last);
                    last = System.nanoTime();
                    if (longestPause < limitNanos) {
                        assertThat(closed).isNull();
                        assertThat(one[0]).isEqualTo((byte) i);
                    }
                }
            }
        });
    }

    @Test
    void anIdleLimitCanBeLifted() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                long began = System.nanoTime();
                pair.server().setIdleTimeout(Duration.ofSeconds(1));
                pair.server().setIdleTimeout(Duration.ZERO);
                assumeTrue(System.nanoTime() - began < 1_000_000_000, "the machine stood still for a second");
                sleep(1300);
                assertThat(pair.server().isOpen()).isTrue();
                pair.client().write(new byte[1]);
                assertThat(pair.server().read(new byte[1])).isEqualTo(1);
            }
        });
    }

    // ---- endings and addresses ----

    @Test
    void anAbortedConnectionIsResetForThePeer() {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<Throwable> reader =
                        spawn(() -> Thrown.by(() -> pair.server().read(new byte[1])));
                sleep(10);
                pair.client().abort();
                assertThat(reader.get()).isInstanceOf(IOException.class).hasMessageContaining("reset");
            }
        });
    }

    @Test
    void optionsOfTheOperatingSystemAreSetAndTold() throws IOException {
        try (Pair pair = Pair.open()) {
            assertThat(pair.client().option(StandardSocketOptions.TCP_NODELAY)).isTrue();
            pair.client().setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            assertThat(pair.client().option(StandardSocketOptions.SO_KEEPALIVE)).isTrue();
        }
    }

    @Test
    void addressesAreNotLookedUpAndNamesAre() {
        runBlocking(() -> {
            assertThat(Dns.lookUp("127.0.0.1")).isEqualTo(InetAddress.getLoopbackAddress());
            assertThat(Dns.lookUp("::1").getHostAddress()).isEqualTo("0:0:0:0:0:0:0:1");
            assertThat(Dns.lookUpAll("localhost")).allMatch(InetAddress::isLoopbackAddress);
            assertThat(Dns.nameOf(InetAddress.getByAddress(new byte[] {127, 0, 0, 1})))
                    .isNotEmpty();
            assertThat(Thrown.by(() -> Dns.lookUp("no-such-host.invalid")))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessageContaining("no-such-host.invalid");
        });
        assertThat(Arrays.asList("1.2.3.4", "255.0.0.10", "fe80::1")).allMatch(Dns::isAddress);
        assertThat(Arrays.asList("256.1.1.1", "1.2.3", "a.1.2.3", "", "1.2.3.4.5", "localhost"))
                .noneMatch(Dns::isAddress);
    }

    @Test
    void aHostIsTriedWithinATime() throws IOException {
        try (TcpServer server = TcpServer.bindLocal(0)) {
            runBlocking(() -> {
                try (TcpSocket socket = TcpSocket.connect("localhost", server.port(), Duration.ofSeconds(30))) {
                    assertThat(socket.isOpen()).isTrue();
                }
            });
        }
    }

    // ---- Unix sockets ----

    @Test
    void aUnixSocketReadsAndWritesLikeTcp() throws IOException {
        Path path = folder.resolve("s");
        try (ServerSocketChannel listening = UnixSockets.openServer()) {
            listening.bind(UnixSockets.address(path));
            runBlocking(() -> {
                try (UnixSocket client = UnixSocket.connect(path)) {
                    try (SocketChannel accepted = listening.accept()) {
                        client.write("ping".getBytes(UTF_8));
                        client.shutdownOutput();
                        ByteBuffer in = ByteBuffer.allocate(10);
                        while (accepted.read(in) >= 0) {}
                        assertThat(new String(in.array(), 0, in.position(), UTF_8))
                                .isEqualTo("ping");
                        accepted.write(ByteBuffer.wrap("pong".getBytes(UTF_8)));
                    }
                    assertThat(new String(readAll(client), UTF_8)).isEqualTo("pong");
                    assertThat(client).hasToString("Unix connection to " + path);
                }
            });
        }
    }

    @Test
    void aUnixSocketThatIsNotThereIsNamed() {
        Path path = folder.resolve("nobody");
        runBlocking(() -> assertThat(Thrown.by(() -> UnixSocket.connect(path)))
                .isInstanceOf(SocketException.class)
                .hasMessageStartingWith("Cannot connect to " + path + ": "));
    }

    /** All that comes until the peer ends its side. */
    @Suspendable
    static byte[] readAll(Connection connection) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        byte[] part = new byte[5000];
        for (int n = connection.read(part); n >= 0; n = connection.read(part)) {
            all.write(part, 0, n);
        }
        return all.toByteArray();
    }
}
