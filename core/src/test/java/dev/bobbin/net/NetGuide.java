package dev.bobbin.net;

import static dev.bobbin.Coroutines.await;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import dev.bobbin.Suspendable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** The code of docs/net.md, which a test compares with this. */
final class NetGuide {

    private NetGuide() {}

    @Suspendable
    static void greet(Connection peer) throws IOException {
        ByteReader in = peer.reader(UTF_8);
        ByteWriter out = peer.writer(UTF_8);
        for (String name : in.lines(100)) { // waits for lines, of 100 bytes at the most
            out.write("Hello, ").write(name).write("\n");
            out.flush(); // waits while the client does not take it
        }
    }

    @Suspendable
    static void server() throws IOException {
        try (TcpServer server = TcpServer.bind(8001)) {
            server.serve(connection -> greet(connection)); // a coroutine for each, until the server is closed
        }
    }

    static TcpServer options() throws IOException {
        ServerOptions options = ServerOptions.defaults()
                .maxConnections(1000) // while so many are served, others wait in the backlog
                .loops(4) // handlers run on four threads, not on one
                .idleTimeout(Duration.ofMinutes(2)) // no traffic for so long ends a connection
                .writeTimeout(Duration.ofSeconds(20)) // and so does a peer that takes nothing
                .onFailure((connection, thrown) -> System.err.println(connection + " failed: " + thrown));
        TcpServer server = TcpServer.bind(new InetSocketAddress(8001), options);
        spawn(() -> server.serve(connection -> greet(connection)));
        return server;
    }

    @Suspendable
    static void stop(TcpServer server) throws IOException {
        StopReport report = server.stop(Duration.ofSeconds(30));
        System.out.println(report); // finished: 12, cancelled: 1, still running: 0
    }

    @Suspendable
    static String ask(String host, int port, String name) throws IOException {
        try (TcpSocket socket = TcpSocket.connect(host, port, Duration.ofSeconds(5))) {
            socket.setReadTimeout(Duration.ofSeconds(10));
            socket.write((name + "\n").getBytes(UTF_8));
            return socket.reader(UTF_8).readLine(1000);
        }
    }

    @Suspendable
    static byte[] answerTo(ByteReader in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > 1_000_000) {
            throw new ProtocolException("a message of " + length + " bytes");
        }
        return in.readExactly(length);
    }

    @Suspendable
    static void sendFile(Connection connection, byte[] header, Path path) throws IOException {
        try (FileChannel file = FileChannel.open(path)) {
            connection.write(header);
            connection.sendFile(file, 0, file.size());
        }
    }

    @Suspendable
    static Properties receive(Connection connection, Executor threads) {
        return await(CompletableFuture.supplyAsync(() -> load(connection.inputStream()), threads));
    }

    private static Properties load(InputStream in) {
        try {
            Properties properties = new Properties();
            properties.load(in);
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Suspendable
    static void fetch() throws IOException {
        try (TlsSocket socket = Tls.client().connect("example.org", 443)) {
            ByteWriter out = socket.writer(US_ASCII);
            out.write("GET / HTTP/1.0\r\nHost: example.org\r\n\r\n").flush();
            for (String line : socket.reader(UTF_8).lines(10_000)) {
                System.out.println(line);
            }
        }
    }

    @Suspendable
    static void serveEncrypted(TcpServer server, KeyStore keyStore, char[] password) throws Exception {
        Tls tls = Tls.builder().identity(keyStore, password).build(); // or identity(certificatePem, keyPem)
        server.serve(tls.accepting(connection -> greet(connection)));
    }

    @Suspendable
    static void unix(Path path) throws IOException {
        try (UnixServer server =
                UnixServer.bind(path, ServerOptions.defaults())) { // makes the file, and deletes it when closed
            server.serve(connection -> greet(connection));
        }
    }

    @Suspendable
    static void answerTime(UdpSocket socket) throws IOException {
        ByteBuffer request = ByteBuffer.allocate(1500);
        while (true) {
            InetSocketAddress sender = socket.receive(request);
            socket.send(ByteBuffer.wrap(Instant.now().toString().getBytes(UTF_8)), sender);
            request.clear();
        }
    }

    static void handle(HttpExchange exchange) {
        spawn(() -> {
            try (exchange) {
                byte[] answer = slowAnswer(exchange.getRequestURI().getPath()).getBytes(UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
            }
        });
    }

    @Suspendable
    private static String slowAnswer(String path) {
        sleep(10);
        return "slowly: " + path;
    }
}
