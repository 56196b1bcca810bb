package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagram sockets of the JDK's kind that wait on the loop, over the loopback interface. */
@Timeout(120)
class DatagramsTest {

    private static final InetAddress LOCAL = InetAddress.getLoopbackAddress();

    private final List<Object> trace = new ArrayList<>();

    @Suspendable
    private static void send(DatagramSocket from, String text, DatagramSocket to) throws IOException {
        byte[] bytes = text.getBytes(UTF_8);
        Datagrams.send(from, new DatagramPacket(bytes, bytes.length, to.getLocalSocketAddress()));
    }

    @Suspendable
    private static String receive(DatagramSocket socket, DatagramPacket packet) throws IOException {
        Datagrams.receive(socket, packet);
        return new String(packet.getData(), packet.getOffset(), packet.getLength(), UTF_8);
    }

    private static DatagramPacket room(int length) {
        return new DatagramPacket(new byte[length], length);
    }

    @Test
    void receivingSuspendsItsCoroutineOnly() {
        runBlocking(() -> {
            try (DatagramSocket a = Datagrams.open(0, LOCAL);
                    DatagramSocket b = Datagrams.open(0, LOCAL)) {
                DatagramPacket packet = room(100);
                Coroutine<String> receiver = spawn(() -> receive(b, packet));
                yieldNow();
                trace.add("meanwhile");
                send(a, "hello", b);
                trace.add(receiver.get());
                assertThat(packet.getPort()).isEqualTo(a.getLocalPort());
                assertThat(packet.getAddress()).isEqualTo(LOCAL);
            }
        });
        assertThat(trace).containsExactly("meanwhile", "hello");
    }

    @Test
    void aPacketIsUsedAgainAndALongDatagramIsCutOffAsByTheJdk() throws IOException {
        for (boolean adapted : new boolean[] {true, false}) {
            runBlocking(() -> {
                try (DatagramSocket a = Datagrams.open(0, LOCAL);
                        DatagramSocket b = adapted ? Datagrams.open(0, LOCAL) : new DatagramSocket(0, LOCAL)) {
                    List<String> got = new ArrayList<>();
                    DatagramPacket packet = new DatagramPacket(new byte[20], 5, 8);
                    for (String text : List.of("abc", "abcdefgh", "abcdefghij", "x", "", "abcdef")) {
                        send(a, text, b);
                        got.add(receive(b, packet));
                        assertThat(packet.getOffset()).isEqualTo(5);
                    }
                    packet.setLength(2);
                    send(a, "abcdef", b);
                    got.add(receive(b, packet));
                    assertThat(got).containsExactly("abc", "abcdefgh", "abcdefgh", "x", "", "abcdef", "ab");
                }
            });
        }
    }

    @Test
    void itTimesOutInTheWordsOfTheJdk() {
        runBlocking(() -> {
            try (DatagramSocket socket = Datagrams.open(0, LOCAL)) {
                socket.setSoTimeout(10);
                assertThat(Thrown.by(() -> Datagrams.receive(socket, room(10))))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage("Receive timed out");
            }
        });
    }

    @Test
    void closingWakesWhoReceives() {
        runBlocking(() -> {
            DatagramSocket socket = Datagrams.open();
            Coroutine<Throwable> receiver = spawn(() -> Thrown.by(() -> Datagrams.receive(socket, room(10))));
            yieldNow();
            socket.close();
            assertThat(receiver.get()).isInstanceOf(SocketException.class).hasMessage("Socket closed");
            assertThat(socket.isClosed()).isTrue();
            assertThat(socket.getLocalPort()).isEqualTo(-1);
            assertThat(Thrown.by(() -> Datagrams.receive(socket, room(10)))).hasMessage("Socket is closed");
        });
    }

    @Test
    void aCancelledReceiveLosesNothing() {
        runBlocking(() -> {
            try (DatagramSocket a = Datagrams.open(0, LOCAL);
                    DatagramSocket b = Datagrams.open(0, LOCAL)) {
                Coroutine<Void> receiver = spawn(() -> Datagrams.receive(b, room(10)));
                yieldNow();
                receiver.cancelAndJoin();
                assertThat(receiver.isCancelled()).isTrue();
                send(a, "kept", b);
                assertThat(receive(b, room(10))).isEqualTo("kept");
            }
        });
    }

    @Test
    void aConnectedSocketSendsToItsPeerOnly() {
        runBlocking(() -> {
            try (DatagramSocket a = Datagrams.open(0, LOCAL);
                    DatagramSocket b = Datagrams.open(0, LOCAL);
                    DatagramSocket c = Datagrams.open(0, LOCAL)) {
                a.connect(b.getLocalSocketAddress());
                assertThat(a.isConnected()).isTrue();
                assertThat(a.getPort()).isEqualTo(b.getLocalPort());
                Datagrams.send(a, new DatagramPacket("to b".getBytes(UTF_8), 4));
                assertThat(receive(b, room(10))).isEqualTo("to b");
                assertThat(Thrown.by(() -> send(a, "to c", c))).isInstanceOf(IllegalArgumentException.class);
                a.disconnect();
                send(a, "to c", c);
                assertThat(receive(c, room(10))).isEqualTo("to c");
                assertThat(Thrown.by(() -> Datagrams.send(a, new DatagramPacket(new byte[1], 1))))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        });
    }

    @Test
    void plainThreadsUseItAsAnyOther() throws Exception {
        try (DatagramSocket a = Datagrams.open(0, LOCAL);
                DatagramSocket b = new DatagramSocket(0, LOCAL)) {
            send(b, "from the JDK's", a);
            DatagramPacket packet = room(100);
            a.receive(packet);
            assertThat(packet.getLength()).isEqualTo(14);
            a.send(new DatagramPacket(new byte[] {1, 2}, 2, b.getLocalSocketAddress()));
            b.receive(packet);
            assertThat(packet.getLength()).isEqualTo(2);
        }
    }

    @Test
    void aSocketOfTheJdkIsHandedToTheThreadsThatMayBlock() throws Exception {
        try (DatagramSocket a = new DatagramSocket(0, LOCAL);
                DatagramSocket b = new DatagramSocket(0, LOCAL)) {
            assertThat(Adapted.trace(() -> receive(b, room(10)), () -> send(a, "hello", b)))
                    .containsExactly("calls", "meanwhile", "hello");
        }
    }

    @Test
    void itsOptionsAndAddressesAreThoseOfTheJdk() throws Exception {
        try (DatagramSocket adapted = Datagrams.open((java.net.SocketAddress) null);
                DatagramSocket plain = new DatagramSocket(null)) {
            for (DatagramSocket socket : List.of(adapted, plain)) {
                assertThat(socket.isBound()).isFalse();
                assertThat(socket.getLocalPort()).isZero();
                assertThat(socket.getBroadcast()).isTrue();
                assertThat(socket.getChannel()).isNull();
                socket.bind(new InetSocketAddress(LOCAL, 0));
                assertThat(socket.isBound()).isTrue();
                assertThat(socket.getLocalAddress()).isEqualTo(LOCAL);
                assertThat(socket.getLocalSocketAddress())
                        .isEqualTo(new InetSocketAddress(LOCAL, socket.getLocalPort()));
                socket.setReceiveBufferSize(10_000);
                assertThat(socket.getReceiveBufferSize()).isPositive();
                assertThat(socket.getRemoteSocketAddress()).isNull();
                assertThat(socket.getPort()).isEqualTo(-1);
                assertThat(socket.getInetAddress()).isNull();
            }
            assertThat(Thrown.by(() -> Datagrams.open(plain.getLocalPort(), LOCAL)))
                    .isInstanceOf(BindException.class);
        }
    }
}
