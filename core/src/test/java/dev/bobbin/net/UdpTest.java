package dev.bobbin.net;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.MembershipKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Datagrams over the loopback interface. */
@Timeout(60)
class UdpTest {

    @Test
    void aDatagramComesWithItsSender() {
        runBlocking(() -> {
            try (UdpSocket one = UdpSocket.bindLocal(0);
                    UdpSocket two = UdpSocket.bindLocal(0)) {
                Coroutine<String> receiving = spawn(() -> receiveText(two));
                yieldNow();
                one.send(utf8("ping"), two.localAddress());
                assertThat(receiving.get()).isEqualTo("ping from " + one.localAddress());
            }
        });
    }

    @Test
    void anEmptyDatagramIsOneToo() {
        runBlocking(() -> {
            try (UdpSocket one = UdpSocket.bindLocal(0);
                    UdpSocket two = UdpSocket.bindLocal(0)) {
                one.send(utf8(""), two.localAddress());
                one.send(utf8("x"), two.localAddress());
                assertThat(receiveText(two)).startsWith(" from ");
                assertThat(receiveText(two)).startsWith("x from ");
            }
        });
    }

    @Test
    void whatIsLongerThanTheBufferIsCutOff() {
        runBlocking(() -> {
            try (UdpSocket one = UdpSocket.bindLocal(0);
                    UdpSocket two = UdpSocket.bindLocal(0)) {
                one.send(utf8("abcdef"), two.localAddress());
                one.send(utf8("next"), two.localAddress());
                ByteBuffer small = ByteBuffer.allocate(3);
                two.receive(small);
                assertThat(new String(small.array(), UTF_8)).isEqualTo("abc");
                assertThat(receiveText(two)).startsWith("next from ");
            }
        });
    }

    @Test
    void aPeerIsTheOnlyOneToTalkTo() {
        runBlocking(() -> {
            try (UdpSocket one = UdpSocket.bindLocal(0);
                    UdpSocket peer = UdpSocket.bindLocal(0);
                    UdpSocket stranger = UdpSocket.bindLocal(0)) {
                assertThat(Thrown.by(() -> one.send(utf8("x"))))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessage(one + " has no peer: connect() it, or name the receiver");
                one.connect(peer.localAddress());
                assertThatThrownBy(() -> one.connect(stranger.localAddress()))
                        .isInstanceOf(IOException.class)
                        .hasMessage(one + " has a peer already: " + peer.localAddress());
                stranger.send(utf8("unheard"), one.localAddress());
                one.send(utf8("question"));
                assertThat(receiveText(peer)).startsWith("question from ");
                peer.send(utf8("answer"), one.localAddress());
                assertThat(receiveText(one)).isEqualTo("answer from " + peer.localAddress());
            }
        });
    }

    @Test
    void aPeerThatIsNotThereIsSaidSo() {
        runBlocking(() -> {
            try (UdpSocket one = UdpSocket.bindLocal(0)) {
                InetSocketAddress nobody;
                try (UdpSocket gone = UdpSocket.bindLocal(0)) {
                    nobody = gone.localAddress();
                }
                one.connect(nobody);
                one.setReceiveTimeout(Duration.ofSeconds(50));
                one.send(utf8("x"));
                assertThat(Thrown.by(() -> one.receive(ByteBuffer.allocate(1))))
                        .isInstanceOf(PortUnreachableException.class);
            }
        });
    }

    @Test
    void receivingTimesOutAndIsCancelledAndTheSocketStaysUsable() {
        runBlocking(() -> {
            try (UdpSocket one = UdpSocket.bindLocal(0)) {
                one.setReceiveTimeout(Duration.ofMillis(20));
                assertThat(Thrown.by(() -> one.receive(ByteBuffer.allocate(1))))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessage(one + ": receiving took longer than 20 ms");
                one.setReceiveTimeout(Duration.ZERO);
                Coroutine<Throwable> receiving = spawn(() -> Thrown.by(() -> one.receive(ByteBuffer.allocate(1))));
                yieldNow();
                assertThat(Thrown.by(() -> one.receive(ByteBuffer.allocate(1))))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Two coroutines read from one socket at the same time");
                receiving.cancel();
                assertThat(receiving.get()).isInstanceOf(CancellationException.class);
                one.send(utf8("still"), one.localAddress());
                assertThat(receiveText(one)).startsWith("still from ");
            }
        });
    }

    @Test
    void closingWakesTheReceiver() {
        runBlocking(() -> {
            UdpSocket one = UdpSocket.bindLocal(0);
            Coroutine<Throwable> receiving = spawn(() -> Thrown.by(() -> one.receive(ByteBuffer.allocate(1))));
            yieldNow();
            one.close();
            one.close();
            assertThat(receiving.get()).isInstanceOf(AsynchronousCloseException.class);
            assertThat(one.isOpen()).isFalse();
        });
    }

    @Test
    void manySendAtOnce() {
        runBlocking(() -> {
            try (UdpSocket one = UdpSocket.bindLocal(0);
                    UdpSocket two = UdpSocket.bindLocal(0)) {
                two.setOption(StandardSocketOptions.SO_RCVBUF, 1 << 20);
                List<Coroutine<?>> senders = new ArrayList<>();
                for (int i = 0; i < 50; i++) {
                    senders.add(spawn(() -> {
                        for (int j = 0; j < 200; j++) {
                            one.send(ByteBuffer.allocate(1000), two.localAddress());
                        }
                    }));
                }
                joinAll(senders);
                ByteBuffer buffer = ByteBuffer.allocate(2000);
                two.receive(buffer);
                assertThat(buffer.position()).isEqualTo(1000);
            }
        });
    }

    @Test
    void aPlainThreadBlocks() throws IOException {
        try (UdpSocket one = UdpSocket.bindLocal(0);
                UdpSocket two = UdpSocket.bindLocal(0)) {
            spawn(() -> {
                ByteBuffer buffer = ByteBuffer.allocate(100);
                InetSocketAddress sender = one.receive(buffer);
                one.send(buffer.flip(), sender);
            });
            two.send(utf8("plain"), one.localAddress());
            assertThat(receiveText(two)).isEqualTo("plain from " + one.localAddress());
        }
    }

    @Test
    void whatCannotBeSentOrBoundIsNamed() {
        runBlocking(() -> {
            try (UdpSocket one = UdpSocket.bindLocal(0)) {
                assertThat(Thrown.by(() -> one.send(ByteBuffer.allocate(70_000), one.localAddress())))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith("Cannot send 70000 bytes to " + one.localAddress() + ": ");
                assertThat(Thrown.by(() -> one.send(utf8("x"), InetSocketAddress.createUnresolved("nowhere", 1))))
                        .isInstanceOf(UnknownHostException.class)
                        .hasMessage("nowhere");
                int port = one.localAddress().getPort();
                assertThatThrownBy(() -> UdpSocket.bindLocal(port))
                        .isInstanceOf(IOException.class)
                        .hasMessageStartingWith(
                                "Cannot receive on localhost/127.0.0.1:" + port + ": Address already in use");
            }
        });
    }

    @Test
    void aGroupIsJoinedAndLeft() throws IOException {
        NetworkInterface loopback = NetworkInterface.getByInetAddress(InetAddress.getLoopbackAddress());
        InetAddress group = InetAddress.getByName("239.1.2.3");
        runBlocking(() -> {
            try (UdpSocket member = UdpSocket.bindMulticast(StandardProtocolFamily.INET, 0);
                    UdpSocket sender = UdpSocket.bindMulticast(StandardProtocolFamily.INET, 0)) {
                MembershipKey membership = member.join(group, loopback);
                sender.setOption(StandardSocketOptions.IP_MULTICAST_IF, loopback);
                sender.setOption(StandardSocketOptions.IP_MULTICAST_LOOP, true);
                member.setReceiveTimeout(Duration.ofSeconds(1));
                ByteBuffer buffer = ByteBuffer.allocate(10);
                try {
                    sender.send(
                            utf8("to all"),
                            new InetSocketAddress(group, member.localAddress().getPort()));
                    member.receive(buffer);
                } catch (IOException e) {
                    Assumptions.abort("this machine does not send to groups over its loopback: " + e.getMessage());
                }
                assertThat(new String(buffer.array(), 0, buffer.position(), UTF_8))
                        .isEqualTo("to all");
                membership.drop();
                assertThat(membership.isValid()).isFalse();
            }
        });
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Suspendable
    private static String receiveText(UdpSocket socket) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        InetSocketAddress sender = socket.receive(buffer);
        return new String(buffer.array(), 0, buffer.position(), UTF_8) + " from " + sender;
    }
}
