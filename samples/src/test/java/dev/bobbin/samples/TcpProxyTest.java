package dev.bobbin.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The proxy as a process, between a client and a server of this test. */
@Timeout(120)
class TcpProxyTest {

    private ServerSocket server;
    private RunningSample proxy;
    private int port;

    @BeforeEach
    void start() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = RunningSample.start(TcpProxy.class, "0", "127.0.0.1", String.valueOf(server.getLocalPort()));
        port = Integer.parseInt(proxy.nextLine().replaceAll("\\D", ""));
    }

    @AfterEach
    void stop() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void eachSideMayEndBeforeTheOther() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket peer = server.accept()) {
            client.getOutputStream().write("question".getBytes(StandardCharsets.UTF_8));
            client.shutdownOutput();
            assertThat(new String(peer.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("question");
            peer.getOutputStream().write("answer".getBytes(StandardCharsets.UTF_8));
            peer.shutdownOutput();
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("answer");
        }
    }

    @Test
    void bothWaysAtOnceLoseNothing() throws Exception {
        byte[] there = new byte[8 << 20];
        byte[] back = new byte[8 << 20];
        new Random(1).nextBytes(there);
        new Random(2).nextBytes(back);
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
                Socket peer = server.accept()) {
            Thread one = writer(client, there);
            Thread other = writer(peer, back);
            byte[][] got = new byte[1][];
            Thread reader = new Thread(() -> {
                try {
                    got[0] = peer.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            reader.start();
            assertThat(client.getInputStream().readAllBytes()).isEqualTo(back);
            reader.join();
            assertThat(got[0]).isEqualTo(there);
            one.join();
            other.join();
        }
    }

    private static Thread writer(Socket socket, byte[] bytes) {
        Thread thread = new Thread(() -> {
            try {
                socket.getOutputStream().write(bytes);
                socket.shutdownOutput();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void whenOneSideBreaksTheOtherEnds() throws Exception {
        try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
            Socket peer = server.accept();
            client.getOutputStream().write(1);
            assertThat(peer.getInputStream().read()).isEqualTo(1);
            peer.setSoLinger(true, 0);
            peer.close();
            try {
                assertThat(client.getInputStream().read()).isEqualTo(-1);
            } catch (SocketException e) {
                // the break itself was passed on: as good
            }
        }
    }
}
