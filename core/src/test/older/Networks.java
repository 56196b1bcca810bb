import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.net.ByteReader;
import dev.bobbin.net.ByteWriter;
import dev.bobbin.net.Connection;
import dev.bobbin.net.Dns;
import dev.bobbin.net.ServerOptions;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import dev.bobbin.net.Tls;
import dev.bobbin.net.TlsSocket;
import dev.bobbin.net.UdpSocket;
import dev.bobbin.net.UnixServer;
import dev.bobbin.net.UnixSocket;
import dev.bobbin.net.http.Http;
import dev.bobbin.net.http.HttpCallException;
import dev.bobbin.net.http.HttpReply;
import dev.bobbin.net.http.HttpResponse;
import dev.bobbin.net.http.HttpServer;
import dev.bobbin.net.http.Routes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

/** Sockets of each kind, and HTTP on them. */
public class Networks {

    static void run(String certificates) throws Exception {
        runBlocking(() -> tcp());
        runBlocking(() -> udp());
        runBlocking(() -> unix());
        runBlocking(() -> tls(Paths.get(certificates)));
        runBlocking(() -> http());
    }

    /** Sends back each line, until the peer ends. */
    @Suspendable
    private static void echo(Connection peer) throws IOException {
        ByteReader in = peer.reader(UTF_8);
        ByteWriter out = peer.writer(UTF_8);
        for (String line : in.lines(100)) {
            out.write(line).write("!\n").flush();
        }
    }

    @Suspendable
    private static String ask(Connection server, String line) throws IOException {
        server.write((line + "\n").getBytes(UTF_8));
        return server.reader(UTF_8).readLine(100);
    }

    @Suspendable
    private static void tcp() throws IOException {
        EachInTurn.equal(true, Dns.lookUp("localhost").isLoopbackAddress());
        try (TcpServer server = TcpServer.bindLocal(0)) {
            Coroutine<?> serving = spawn(() -> server.serve(connection -> echo(connection)));
            List<Coroutine<String>> clients = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                String line = "line " + i;
                clients.add(spawn(() -> {
                    try (TcpSocket socket = TcpSocket.connect("localhost", server.port())) {
                        return ask(socket, line) + ask(socket, line);
                    }
                }));
            }
            for (int i = 0; i < 50; i++) {
                EachInTurn.equal("line " + i + "!line " + i + "!", clients.get(i).get());
            }
            closedFromElsewhere(server.port());
            server.close();
            serving.join();
        }
    }

    /** Whoever reads is told that the socket was closed, and by name, not that the peer has ended. */
    @Suspendable
    private static void closedFromElsewhere(int port) throws IOException {
        for (int i = 0; i < 200; i++) {
            TcpSocket socket = TcpSocket.connect("localhost", port);
            AtomicBoolean begins = new AtomicBoolean();
            Coroutine<String> reader = spawn(() -> {
                begins.set(true);
                try {
                    return "read " + socket.read(new byte[1]);
                } catch (ClosedChannelException e) {
                    return "closed";
                }
            });
            EachInTurn.closeAfter(begins, i, socket);
            EachInTurn.equal("closed", reader.get());
            EachInTurn.equal(true, socket.toString().endsWith(":" + port));
        }
    }

    @Suspendable
    private static void udp() throws IOException {
        try (UdpSocket one = UdpSocket.bindLocal(0);
                UdpSocket other = UdpSocket.bindLocal(0)) {
            spawn(() -> one.send(ByteBuffer.wrap("ping".getBytes(UTF_8)), other.localAddress()));
            ByteBuffer buffer = ByteBuffer.allocate(100);
            EachInTurn.equal(one.localAddress(), other.receive(buffer));
            EachInTurn.equal("ping", new String(buffer.array(), 0, buffer.position(), UTF_8));
        }
    }

    @Suspendable
    private static void unix() throws IOException {
        EachInTurn.equal(EachInTurn.javaVersion() >= 16, UnixSocket.isSupported());
        Path path = Files.createTempDirectory("unix").resolve("socket");
        if (UnixSocket.isSupported()) {
            try (UnixServer server = UnixServer.bind(path, ServerOptions.defaults())) {
                spawn(() -> server.serve(connection -> echo(connection)));
                try (UnixSocket socket = UnixSocket.connect(path)) {
                    EachInTurn.equal("word!", ask(socket, "word"));
                }
            }
        } else {
            String said = "";
            try {
                UnixSocket.connect(path);
            } catch (UnsupportedOperationException e) {
                said = e.getMessage();
            }
            EachInTurn.equal(true, said.startsWith("Unix sockets need Java 16 or newer, and this is Java "));
        }
    }

    @Suspendable
    private static void tls(Path certificates) throws Exception {
        Tls.Builder identity = Tls.builder()
                .identity(certificates.resolve("localhost.pem"), certificates.resolve("localhost.key"));
        Tls.Builder trusting = Tls.builder().trust(certificates.resolve("authority.pem"));
        for (String version : new String[] {"TLSv1.2", "TLSv1.3"}) {
            Tls ours = identity.protocols(version).applicationProtocols("two", "one").build();
            Tls theirs = trusting.protocols(version).applicationProtocols("one").build();
            try (TcpServer server = TcpServer.bindLocal(0)) {
                spawn(() -> server.serve(ours.accepting(connection -> echo(connection))));
                try (TlsSocket socket = theirs.connect("localhost", server.port())) {
                    EachInTurn.equal("secret!", ask(socket, "secret"));
                    EachInTurn.equal(version + " one", socket.session().getProtocol() + " " + socket.applicationProtocol());
                }
            }
        }
        HttpServer server = HttpServer.builder()
                .localPort(0)
                .tls(identity.applicationProtocols().build())
                .start(request -> HttpResponse.text("safely"));
        EachInTurn.equal("safely", Http.request("GET", "https://localhost:" + server.port() + "/")
                .tls(trusting.applicationProtocols().build())
                .send()
                .text());
        server.close();
        server.join();
    }

    @Suspendable
    private static void http() throws IOException {
        HttpServer server = HttpServer.builder().localPort(0).start(new Routes()
                .get("/hello/{name}", request -> HttpResponse.text("Hello, " + request.pathValue("name")))
                .post("/sum", request -> HttpResponse.text("" + request.body().text().length()))
                .get("/stream", request -> HttpResponse.ok().stream("text/plain", out -> {
                    for (int i = 0; i < 1000; i++) {
                        out.write("0123456789");
                    }
                })));
        String url = "http://localhost:" + server.port();
        EachInTurn.equal("Hello, you", Http.get(url + "/hello/you").text());
        EachInTurn.equal("100000", Http.post(url + "/sum", "text/plain", new String(new char[100_000])).text());
        EachInTurn.equal(10_000, Http.get(url + "/stream").text().length());
        EachInTurn.equal(404, Http.get(url + "/nowhere").status());
        EachInTurn.equal(EachInTurn.javaVersion() >= 11 ? "Hello, JDK" : "none before 11", throughJdk(url));
        server.close();
        server.join();
    }

    @Suspendable
    private static String throughJdk(String url) throws IOException {
        try {
            HttpReply reply = Http.request("GET", url + "/hello/JDK").throughJdk().send();
            return reply.text();
        } catch (HttpCallException e) {
            return e.getMessage().contains("which there is from JDK 11 on; this is Java 1.8") ? "none before 11" : e.toString();
        }
    }
}
