package dev.bobbin.net;

import static dev.bobbin.Coroutines.blocking;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.net.http.Http;
import dev.bobbin.net.http.HttpCallException;
import dev.bobbin.net.http.HttpResponse;
import dev.bobbin.net.http.HttpServer;
import dev.bobbin.net.http.Routes;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs that others have written, as clients and as servers: curl, nc, openssl, and Python's gevent. Each test asks for its
 * program, and is left out where that is not installed.
 */
@Timeout(180)
class RealPeersTest {

    private static final Duration LONG = Duration.ofMinutes(1);

    @TempDir
    private static Path folder;

    private static Tls identity;
    private static Tls trusting;
    private static HttpServer plain;
    private static HttpServer encrypted;

    private final List<Process> peers = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        TestCertificates authority = new TestCertificates("authority");
        Files.writeString(folder.resolve("authority.pem"), authority.pem());
        writeIdentity(authority, "good", "localhost", Instant.now().plus(Duration.ofDays(1)));
        writeIdentity(authority, "other", "other.example", Instant.now().plus(Duration.ofDays(1)));
        writeIdentity(authority, "old", "localhost", Instant.now().minus(Duration.ofMinutes(1)));
        writeIdentity(
                new TestCertificates("stranger"),
                "unknown",
                "localhost",
                Instant.now().plus(Duration.ofDays(1)));
        identity = Tls.builder()
                .identity(folder.resolve("good.pem"), folder.resolve("good.key"))
                .handshakeTimeout(LONG)
                .build();
        trusting = Tls.builder()
                .trust(folder.resolve("authority.pem"))
                .handshakeTimeout(LONG)
                .build();
        Routes routes = new Routes()
                .get("/hello/{name}", request -> HttpResponse.text("Hello, " + request.pathValue("name") + "\n"))
                .post(
                        "/echo",
                        request -> HttpResponse.ok().body("a/b", request.body().bytes()))
                .get(
                        "/parts",
                        request -> HttpResponse.ok().stream("text/plain", out -> {
                            for (int i = 0; i < 1000; i++) {
                                out.write("part " + i + "\n");
                            }
                        }))
                .get(
                        "/broken",
                        request -> HttpResponse.ok().stream("text/plain", out -> {
                            out.write("begun");
                            out.flush();
                            throw new IOException("as the test wants it");
                        }));
        plain = HttpServer.builder()
                .localPort(0)
                .onFailure((request, thrown) -> {})
                .start(routes);
        encrypted = HttpServer.builder().localPort(0).tls(identity).start(routes);
    }

    private static void writeIdentity(TestCertificates authority, String file, String host, Instant until)
            throws Exception {
        var store = authority.identity(until, host);
        String alias = store.aliases().nextElement();
        StringBuilder chain = new StringBuilder();
        for (var certificate : store.getCertificateChain(alias)) {
            chain.append(TestCertificates.pem("CERTIFICATE", certificate.getEncoded()));
        }
        Files.writeString(folder.resolve(file + ".pem"), chain);
        Files.writeString(
                folder.resolve(file + ".key"),
                TestCertificates.pem(
                        "PRIVATE KEY",
                        store.getKey(alias, TestCertificates.PASSWORD).getEncoded()));
    }

    @AfterAll
    static void stop() {
        plain.close();
        encrypted.close();
    }

    @AfterEach
    void endPeers() {
        peers.forEach(Process::destroyForcibly);
    }

    // ---- curl ----

    @Test
    void curlGetsPostsAndKeepsItsConnection() throws Exception {
        requireProgram("curl");
        byte[] large = new byte[3_000_000];
        new Random(1).nextBytes(large);
        Path file = Files.write(folder.resolve("large"), large);
        for (HttpServer server : List.of(plain, encrypted)) {
            String url = (server == plain ? "http" : "https") + "://localhost:" + server.port();
            assertThat(curl(url + "/hello/1", url + "/hello/2", "-w", "%{num_connects}\n"))
                    .isEqualTo("Hello, 1\n1\nHello, 2\n0\n");
            assertThat(curl("-I", url + "/hello/head"))
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .contains("Content-Length: 12");
            assertThat(curl("--http1.0", url + "/parts").lines()).hasSize(1000).contains("part 999");
            assertThat(curl(url + "/parts", url + "/hello/after").lines()).hasSize(1001);
            assertThat(curl("-w", "%{http_code}", url + "/nothing")).endsWith("404");
            for (String[] header : new String[][] {
                {"Transfer-Encoding: chunked"},
                {"Expect: 100-continue"},
                {"Expect:"},
                {"Transfer-Encoding: chunked", "Expect:"}
            }) {
                Path answer = folder.resolve("answer");
                List<String> arguments =
                        new ArrayList<>(List.of("-o", answer.toString(), "--data-binary", "@" + file, url + "/echo"));
                for (String each : header) {
                    arguments.addAll(List.of("-H", each));
                }
                curl(arguments.toArray(String[]::new));
                assertThat(Files.readAllBytes(answer))
                        .as(Arrays.toString(header))
                        .isEqualTo(large);
            }
        }
    }

    @Test
    void curlIsToldOfABodyThatFails() throws Exception {
        requireProgram("curl");
        Process curl = start("curl", "-s", "--http1.1", "http://localhost:" + plain.port() + "/broken");
        assertThat(new String(curl.getInputStream().readAllBytes(), UTF_8)).isEqualTo("begun");
        assertThat(curl.waitFor()).as("transfer closed with outstanding data").isEqualTo(18);
    }

    @Test
    void curlDoesNotTrustWhomItDoesNotKnow() throws Exception {
        requireProgram("curl");
        Process curl = start("curl", "-s", "https://localhost:" + encrypted.port() + "/hello/x");
        assertThat(curl.waitFor())
                .as("peer certificate cannot be authenticated")
                .isEqualTo(60);
    }

    private String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "curl",
                "-s",
                "--http1.1",
                "--cacert",
                folder.resolve("authority.pem").toString()));
        command.addAll(List.of(arguments));
        Process curl = start(command.toArray(String[]::new));
        String said = new String(curl.getInputStream().readAllBytes(), UTF_8);
        assertThat(curl.waitFor()).as(command + " said " + said).isZero();
        return said;
    }

    // ---- nc ----

    @Test
    void ncTalksInLinesAndEndsItsSide() throws Exception {
        requireProgram("nc");
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            spawn(() -> server.serve(connection -> {
                ByteWriter out = connection.writer(UTF_8);
                for (String line : connection.reader(UTF_8).lines(100)) {
                    out.write("You say ").write(line).write("\n");
                }
                out.write("Bye\n").flush(); // after nc has ended its side
            }));
            Process nc = start("nc", "-N", "127.0.0.1", String.valueOf(server.port()));
            nc.getOutputStream().write("one\ntwo\n".getBytes(UTF_8));
            nc.getOutputStream().close();
            assertThat(blocking(() -> new String(nc.getInputStream().readAllBytes(), UTF_8)))
                    .isEqualTo("You say one\nYou say two\nBye\n");
            assertThat(server.stop(LONG).isClean()).isTrue();
        });
    }

    // ---- openssl ----

    @Test
    void opensslConnectsByEachVersionThatIsSpoken() throws Exception {
        requireProgram("openssl");
        for (String version : List.of("-tls1_2", "-tls1_3")) {
            Process client = start(
                    "openssl",
                    "s_client",
                    "-quiet",
                    version,
                    "-verify_return_error",
                    "-CAfile",
                    folder.resolve("authority.pem").toString(),
                    "-connect",
                    "localhost:" + encrypted.port());
            client.getOutputStream().write("GET /hello/openssl HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            client.getOutputStream().flush();
            assertThat(new String(client.getInputStream().readAllBytes(), UTF_8))
                    .as(version)
                    .startsWith("HTTP/1.1 200 OK\r\n")
                    .endsWith("Hello, openssl\n");
        }
    }

    @Test
    void opensslServesAndWhoIsNotToBeTrustedIsNotSpokenTo() throws Exception {
        requireProgram("openssl");
        assertThat(getFromOpenssl("good")).isEqualTo("200");
        assertThat(getFromOpenssl("other")).contains("for another host");
        assertThat(getFromOpenssl("old")).contains("time is over");
        assertThat(getFromOpenssl("unknown")).contains("Nobody that is trusted has signed");
        assertThat(getFromOpenssl("good")).as("still").isEqualTo("200");
    }

    /** The status, or why there is none. */
    private String getFromOpenssl(String identity) throws Exception {
        int port = freePort();
        Process server = start(
                "openssl",
                "s_server",
                "-quiet",
                "-www",
                "-accept",
                String.valueOf(port),
                "-cert",
                folder.resolve(identity + ".pem").toString(),
                "-key",
                folder.resolve(identity + ".key").toString());
        awaitListening(port, server);
        return runBlocking(() -> {
            try {
                return String.valueOf(Http.request("GET", "https://localhost:" + port + "/")
                        .tls(trusting)
                        .timeout(LONG)
                        .send()
                        .status());
            } catch (HttpCallException e) {
                assertThat(e).hasCauseInstanceOf(SSLHandshakeException.class);
                return e.getMessage();
            }
        });
    }

    // ---- gevent ----

    @Test
    void aHundredOfGeventsClientsAreEchoed() throws Exception {
        requireGevent();
        runBlocking(() -> {
            TcpServer server = TcpServer.bindLocal(0);
            spawn(() -> server.serve(RealPeersTest::echo));
            Process python = startPython("""
                    import gevent, sys
                    from gevent import socket
                    def client(n):
                        s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
                        for k in range(20):
                            message = (b'%d:%d;' % (n, k)) * 50
                            s.sendall(message)
                            got = b''
                            while len(got) < len(message):
                                got += s.recv(4096)
                            assert got == message
                        s.shutdown(socket.SHUT_WR)
                        assert s.recv(1) == b''
                        return 1
                    jobs = [gevent.spawn(client, n) for n in range(100)]
                    gevent.joinall(jobs, raise_error=True)
                    print(sum(job.value for job in jobs))
                    """, server.port());
            assertThat(blocking(() -> new String(python.getInputStream().readAllBytes(), UTF_8)))
                    .isEqualTo("100\n");
            while (server.connectionCount() > 0) {
                dev.bobbin.Coroutines.sleep(1);
            }
            assertThat(server.stop(LONG).isClean()).isTrue();
        });
    }

    @Suspendable
    private static void echo(Connection connection) throws IOException {
        byte[] bytes = new byte[1024];
        for (int n = connection.read(bytes); n >= 0; n = connection.read(bytes)) {
            connection.write(java.nio.ByteBuffer.wrap(bytes, 0, n));
        }
    }

    @Test
    void geventsServerServesOurClientsOverTls() throws Exception {
        requireGevent();
        int port = freePort();
        Process python = startPython("""
                import sys
                from gevent.server import StreamServer
                def echo(s, address):
                    while True:
                        data = s.recv(1000)
                        if not data:
                            return
                        s.sendall(data)
                StreamServer(('127.0.0.1', int(sys.argv[1])), echo, keyfile=sys.argv[2], certfile=sys.argv[3]).serve_forever()
                """, port, folder.resolve("good.key"), folder.resolve("good.pem"));
        awaitListening(port, python);
        runBlocking(() -> {
            List<Coroutine<byte[]>> clients = new ArrayList<>();
            byte[] message = new byte[100_000];
            new Random(2).nextBytes(message);
            for (int i = 0; i < 20; i++) {
                clients.add(spawn(() -> {
                    try (TlsSocket socket = trusting.connect("localhost", port)) {
                        Coroutine<?> writer = spawn(() -> socket.write(message));
                        byte[] echoed = socket.reader(UTF_8).readExactly(message.length);
                        writer.join();
                        return echoed;
                    }
                }));
            }
            for (Coroutine<byte[]> each : clients) {
                assertThat(each.get()).isEqualTo(message);
            }
        });
    }

    // ---- what the tests are made of ----

    private static void requireProgram(String name) {
        boolean found = Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(each -> Files.isExecutable(Path.of(each, name)));
        assumeTrue(found, name + " is not installed");
    }

    private void requireGevent() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "Python is not installed");
        assumeTrue(start("/usr/bin/python3", "-c", "import gevent").waitFor() == 0, "gevent is not installed");
    }

    private Process startPython(String program, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("/usr/bin/python3", "-c", program));
        Arrays.stream(arguments).map(String::valueOf).forEach(command::add);
        return start(command.toArray(String[]::new));
    }

    private Process start(String... command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectError(folder.resolve("errors").toFile())
                .start();
        peers.add(process);
        CompletableFuture.delayedExecutor(100, TimeUnit.SECONDS)
                .execute(process::destroyForcibly); // so that reading ends
        return process;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0)) {
            return free.getLocalPort();
        }
    }

    private static void awaitListening(int port, Process server) throws Exception {
        while (true) {
            try {
                new java.net.Socket("127.0.0.1", port).close();
                return;
            } catch (IOException e) {
                assertThat(server.isAlive()).as("it is about to listen: " + e).isTrue();
                Thread.sleep(20); // until the next try
            }
        }
    }
}
