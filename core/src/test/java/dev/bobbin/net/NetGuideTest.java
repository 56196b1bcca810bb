package dev.bobbin.net;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bobbin.Coroutine;
import dev.bobbin.net.TcpTest.Pair;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The guide says what is compiled, and what is compiled does what the guide says. */
@Timeout(120)
class NetGuideTest {

    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    @Test
    void eachSnippetOfTheGuideIsCompiled() throws IOException {
        String compiled = withoutSpace(Files.readString(Path.of("src/test/java/dev/bobbin/net/NetGuide.java")));
        List<String> snippets = new ArrayList<>();
        Matcher snippet = SNIPPET.matcher(Files.readString(Path.of("../docs/net.md")));
        while (snippet.find()) {
            snippets.add(snippet.group(1));
        }
        assertThat(snippets).hasSizeGreaterThan(10);
        for (String each : snippets) {
            assertThat(compiled).contains(withoutSpace(each));
        }
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void theServerGreetsTheClient() {
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            Coroutine<Void> serving = spawn(() -> server.serve(connection -> NetGuide.greet(connection)));
            assertThat(NetGuide.ask("localhost", server.port(), "Ada")).isEqualTo("Hello, Ada");
            NetGuide.stop(server);
            serving.join();
        });
    }

    @Test
    void theServerGreetsOverTlsAndUnixSockets() throws Exception {
        TestCertificates authority = new TestCertificates("authority");
        Tls client = Tls.builder()
                .handshakeTimeout(Duration.ofSeconds(50))
                .trust(authority.trust())
                .identity(authority.identity("localhost"), TestCertificates.PASSWORD)
                .build();
        shakeHandsOnce(
                client); // the first handshake of a JVM takes long on a busy machine, and the guide's server has a
        // limit
        Path path = folder.resolve("socket");
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            Coroutine<Void> serving = spawn(
                    () -> NetGuide.serveEncrypted(server, authority.identity("localhost"), TestCertificates.PASSWORD));
            try (TlsSocket socket = client.connect("localhost", server.port())) {
                socket.write("Grace\n".getBytes(UTF_8));
                assertThat(socket.reader(UTF_8).readLine(100)).isEqualTo("Hello, Grace");
            }
            server.close();
            Coroutine<Void> unix = spawn(() -> NetGuide.unix(path));
            while (!Files.exists(path)) {
                dev.bobbin.Coroutines.yieldNow();
            }
            try (UnixSocket socket = UnixSocket.connect(path)) {
                socket.write("Alan\n".getBytes(UTF_8));
                assertThat(socket.reader(UTF_8).readLine(100)).isEqualTo("Hello, Alan");
            }
            unix.cancel();
            unix.awaitEnd();
            serving.join();
        });
        assertThat(Files.exists(path)).isFalse();
    }

    private static void shakeHandsOnce(Tls tls) {
        runBlocking(() -> {
            try (Pair pair = Pair.open()) {
                Coroutine<TlsSocket> accepting = spawn(() -> tls.accept(pair.server()));
                tls.over(pair.client(), "localhost", 1).close();
                accepting.get();
            }
        });
    }

    @Test
    void messagesFilesAndPropertiesAreReceived() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "color = green\n");
        ExecutorService threads = Executors.newSingleThreadExecutor();
        try {
            runBlocking(() -> {
                try (Pair pair = Pair.open()) {
                    pair.client().write(new byte[] {0, 0, 0, 2, 'o', 'k'});
                    NetGuide.sendFile(pair.client(), "size = 3\n".getBytes(UTF_8), file);
                    pair.client().shutdownOutput();
                    ByteReader in = pair.server().reader(UTF_8);
                    assertThat(new String(NetGuide.answerTo(in), UTF_8)).isEqualTo("ok");
                    assertThat(in.readLine(100)).isEqualTo("size = 3");
                    assertThat(in.readLine(100)).isEqualTo("color = green");
                    NetGuide.sendFile(pair.server(), new byte[0], file);
                    pair.server().shutdownOutput();
                    assertThat(NetGuide.receive(pair.client(), threads)).containsEntry("color", "green");
                }
            });
        } finally {
            threads.shutdown();
        }
    }

    @Test
    void theTimeIsToldOverUdp() {
        runBlocking(() -> {
            try (UdpSocket server = UdpSocket.bindLocal(0);
                    UdpSocket client = UdpSocket.bindLocal(0)) {
                Coroutine<Void> answering = spawn(() -> NetGuide.answerTime(server));
                client.setReceiveTimeout(Duration.ofSeconds(50));
                client.send(ByteBuffer.allocate(1), server.localAddress());
                ByteBuffer answer = ByteBuffer.allocate(100);
                client.receive(answer);
                String time = new String(answer.array(), 0, answer.position(), UTF_8);
                assertThat(Instant.parse(time)).isBeforeOrEqualTo(Instant.now());
                answering.cancel();
                answering.awaitEnd();
            }
        });
    }

    @Test
    void theHttpServerOfTheJdkAnswersLater() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", NetGuide::handle);
        server.start();
        try {
            runBlocking(() -> {
                List<Coroutine<?>> clients = new ArrayList<>();
                for (String path : List.of("/a", "/b", "/c")) {
                    URL url = new URL("http", "127.0.0.1", server.getAddress().getPort(), path);
                    clients.add(spawn(() -> assertThat(fetch(url)).isEqualTo("slowly: " + path)));
                }
                joinAll(clients);
            });
        } finally {
            server.stop(0);
        }
    }

    private static String fetch(URL url) throws IOException {
        return new String(url.openStream().readAllBytes(), UTF_8);
    }
}
