package dev.bobbin.samples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The echo server and client as processes, over real sockets. */
class EchoTest {

    private static RunningSample server;
    private static int port;

    @BeforeAll
    static void startServer() throws IOException {
        server = RunningSample.start(EchoServer.class, "0");
        String line = server.nextLine();
        assertThat(line).matches("Listening on port \\d+");
        port = Integer.parseInt(line.replaceAll("\\D", ""));
    }

    @AfterAll
    static void stopServer() {
        server.close();
    }

    @Test
    void twoConnectionsTakeTurns() throws IOException {
        try (Socket a = connect();
                Socket b = connect()) {
            assertThat(echo(a, "a1")).isEqualTo("a1");
            assertThat(echo(b, "b1")).isEqualTo("b1");
            assertThat(echo(a, "a2")).isEqualTo("a2");
            assertThat(echo(b, "b2")).isEqualTo("b2");
        }
    }

    @Test
    void theServerEndsItsSideWhenTheClientHasEndedIts() throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write("last words".getBytes(StandardCharsets.UTF_8));
            socket.shutdownOutput();
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("last words");
        }
    }

    @Test
    void aClientThatReadsLateLosesNothing() throws IOException {
        byte[] megabytes = new byte[8 << 20];
        for (int i = 0; i < megabytes.length; i++) {
            megabytes[i] = (byte) (i * 31 >> 7);
        }
        try (Socket socket = connect()) {
            Thread writer = new Thread(() -> {
                try {
                    socket.getOutputStream().write(megabytes);
                    socket.shutdownOutput();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            assertThat(socket.getInputStream().readAllBytes()).isEqualTo(megabytes);
        }
    }

    @Test
    void theClientPrintsWhatComesBackAndEndsWithItsInput() throws Exception {
        try (RunningSample client = RunningSample.start(EchoClient.class, "127.0.0.1", String.valueOf(port))) {
            assertThat(client.typeAll("hello\n\nworld\ngrüße\n"))
                    .isEqualTo(">>: Received hello\n>>: >>: Received world\n>>: Received grüße\n>>: \n");
            assertThat(client.exitCode()).isZero();
        }
    }

    @Test
    void theClientSaysThatTheServerHasGone() throws Exception {
        try (ServerSocket rude = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                RunningSample client =
                        RunningSample.start(EchoClient.class, "127.0.0.1", String.valueOf(rude.getLocalPort()))) {
            Thread closer = new Thread(() -> {
                try (Socket socket = rude.accept()) {
                    socket.getInputStream().read();
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            closer.start();
            assertThat(client.typeAll("x\n")).contains("The server closed the connection.");
            assertThat(client.exitCode()).isEqualTo(1);
            closer.join();
        }
    }

    private static Socket connect() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private static String echo(Socket socket, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream().write(bytes);
        return new String(socket.getInputStream().readNBytes(bytes.length), StandardCharsets.UTF_8);
    }
}
