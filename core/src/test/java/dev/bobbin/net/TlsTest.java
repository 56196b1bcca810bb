package dev.bobbin.net;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS between ourselves and with the JDK's own sockets, with good and bad certificates, and cut short. */
@Timeout(120)
class TlsTest {

    private static final String V12 = "TLSv1.2";
    private static final String V13 = "TLSv1.3";

    private static TestCertificates authority;
    private static Tls server;
    private static Tls client;

    @TempDir
    private Path folder;

    @BeforeAll
    static void makeCertificates() throws Exception {
        // Keys are renewed after so many bytes, if nothing in this JVM has used TLS before.
        Security.setProperty(
                "jdk.tls.keyLimits", "AES/GCM/NoPadding KeyUpdate 100000, ChaCha20-Poly1305 KeyUpdate 100000");
        authority = new TestCertificates("authority");
        server = builder()
                .identity(authority.identity("localhost"), TestCertificates.PASSWORD)
                .build();
        client = builder().trust(authority.trust()).build();
    }

    // ---- there and back ----

    @ParameterizedTest
    @ValueSource(strings = {V12, V13})
    void whatIsWrittenIsReadInBothDirectionsAtOnce(String version) throws Exception {
        byte[] one = bytes(3_000_000, 1);
        byte[] two = bytes(2_000_000, 2);
        Tls speaking = builder().trust(authority.trust()).protocols(version).build();
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, speaking, "localhost")) {
                assertThat(pair.client.session().getProtocol()).isEqualTo(version);
                Coroutine<byte[]> answer = spawn(() -> StreamSocketTest.readAll(pair.client));
                Coroutine<byte[]> question = spawn(() -> readExactly(pair.server, one.length));
                Coroutine<Void> asking = spawn(() -> pair.client.write(one));
                Coroutine<Void> answering = spawn(() -> {
                    pair.server.write(two);
                    pair.server.shutdownOutput();
                });
                joinAll(asking, answering);
                assertThat(Arrays.equals(question.get(), one)).isTrue();
                assertThat(Arrays.equals(answer.get(), two)).isTrue();
            }
        });
    }

    @Test
    void manyBuffersAndFilesAndLinesGoOverTlsToo() throws IOException {
        byte[] content = bytes(100_000, 3);
        Path file = Files.write(folder.resolve("file"), content);
        try (FileChannel from = FileChannel.open(file)) {
            runBlocking(() -> {
                try (Pair pair = Pair.open(server, client, "localhost")) {
                    spawn(() -> {
                        pair.client.write(new ByteBuffer[] {utf8("one line"), utf8(""), utf8("\r\n")});
                        pair.client.sendFile(from, 0, Long.MAX_VALUE);
                        pair.client.shutdownOutput();
                    });
                    ByteReader in = pair.server.reader(UTF_8);
                    assertThat(in.readLine(100)).isEqualTo("one line");
                    assertThat(Arrays.equals(in.readExactly(content.length), content))
                            .isTrue();
                    assertThat(in.isAtEnd()).isTrue();
                }
            });
        }
    }

    @Test
    void recordsMayComeByteByByteOverAnyTransport() {
        byte[] sent = bytes(40_000, 4);
        runBlocking(() -> {
            try (TcpServer listening = TcpServer.bindLocal(0)) {
                Coroutine<TlsSocket> accepting = spawn(() -> server.accept(new Dripping(listening.accept())));
                try (TlsSocket asking = client.over(
                                new Dripping(TcpSocket.connect("127.0.0.1", listening.port())), "localhost", 1);
                        TlsSocket answering = accepting.get()) {
                    spawn(() -> asking.write(sent));
                    assertThat(Arrays.equals(readExactly(answering, sent.length), sent))
                            .isTrue();
                }
            }
        });
    }

    @Test
    void tlsGoesOverTls() {
        runBlocking(() -> {
            try (Pair outer = Pair.open(server, client, "localhost")) {
                Coroutine<TlsSocket> accepting = spawn(() -> server.accept(outer.server));
                TlsSocket asking = client.over(outer.client, "localhost", 1);
                TlsSocket answering = accepting.get();
                asking.write("deep".getBytes(UTF_8));
                assertThat(new String(readExactly(answering, 4), UTF_8)).isEqualTo("deep");
                asking.close();
                assertThat(answering.read(new byte[1])).isEqualTo(-1);
            }
        });
    }

    @Test
    void aPlainThreadBlocks() throws Exception {
        try (TcpServer listening = TcpServer.bindLocal(0)) {
            spawn(() -> listening.serve(server.accepting(TlsTest::echo)));
            try (TlsSocket socket = client.connect("localhost", listening.port(), Duration.ofSeconds(30))) {
                socket.write("plain".getBytes(UTF_8));
                assertThat(new String(readExactly(socket, 5), UTF_8)).isEqualTo("plain");
                assertThat(socket.transport()).isInstanceOf(TcpSocket.class);
                assertThat(socket).hasToString("TLS over " + socket.transport());
                assertThat(socket.remoteAddress()).isEqualTo(listening.localAddress());
            }
        }
    }

    // ---- with the JDK's sockets ----

    @ParameterizedTest
    @ValueSource(strings = {V12, V13})
    void anOrdinaryClientIsServed(String version) throws Exception {
        byte[] sent = bytes(500_000, 5);
        try (TcpServer listening = TcpServer.bindLocal(0)) {
            spawn(() -> listening.serve(server.accepting(TlsTest::echo)));
            try (SSLSocket socket = (SSLSocket)
                    context(null, authority.trust()).getSocketFactory().createSocket("localhost", listening.port())) {
                socket.setEnabledProtocols(new String[] {version});
                Thread writing = new Thread(() -> {
                    try {
                        socket.getOutputStream().write(sent);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                });
                writing.start();
                assertThat(Arrays.equals(socket.getInputStream().readNBytes(sent.length), sent))
                        .isTrue();
                writing.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {V12, V13})
    void anOrdinaryServerAnswers(String version) throws Exception {
        byte[] sent = bytes(500_000, 6);
        SSLContext context = context(authority.identity("localhost"), null);
        try (SSLServerSocket listening =
                (SSLServerSocket) context.getServerSocketFactory().createServerSocket(0)) {
            listening.setEnabledProtocols(new String[] {version});
            Thread serving = new Thread(() -> {
                try (Socket socket = listening.accept()) {
                    socket.getOutputStream().write(socket.getInputStream().readNBytes(sent.length));
                    awaitEnd(socket);
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            serving.start();
            runBlocking(() -> {
                try (TlsSocket socket = client.connect("localhost", listening.getLocalPort())) {
                    spawn(() -> socket.write(sent));
                    assertThat(Arrays.equals(readExactly(socket, sent.length), sent))
                            .isTrue();
                }
            });
            serving.join();
        }
    }

    /** Who closes before it has read all there is, resets the connection; and renewing keys is an exchange that may be cut. */
    private static void awaitEnd(Socket socket) {
        try {
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        } catch (IOException e) {
            // the client has ended while this was renewing its keys
        }
    }

    @Test
    void aRenegotiationIsRefused() throws Exception {
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        ServerOptions options = ServerOptions.defaults().onFailure((connection, e) -> failures.add(e.getMessage()));
        TcpServer listening = TcpServer.bindLocal(0, options);
        spawn(() -> listening.serve(server.accepting(TlsTest::echo)));
        try (SSLSocket socket = (SSLSocket)
                context(null, authority.trust()).getSocketFactory().createSocket("localhost", listening.port())) {
            socket.setEnabledProtocols(new String[] {V12});
            socket.getOutputStream().write(7);
            assertThat(socket.getInputStream().read()).isEqualTo(7);
            assertThatThrownBy(() -> {
                        socket.startHandshake();
                        socket.getOutputStream().write(8);
                        if (socket.getInputStream().read() != 8) {
                            throw new IOException("ended");
                        }
                    })
                    .isInstanceOf(IOException.class);
        }
        listening.stop(Duration.ofSeconds(50));
        assertThat(failures).singleElement().asString().contains("wants to renegotiate, which is refused");
    }

    // ---- who is trusted ----

    @Test
    void aCertificateForAnotherHostIsRefused() {
        runBlocking(() -> assertThat(failureOfClient(server, client, "elsewhere.test"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("No subject alternative DNS name matching elsewhere.test found")
                .hasMessageEndingWith(
                        "The peer's certificate is for another host: connect to the name that it was made for"));
    }

    @Test
    void anAddressIsNotTakenForAName() {
        runBlocking(() -> assertThat(failureOfClient(server, client, "127.0.0.1"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("127.0.0.1"));
    }

    @Test
    void anAddressInTheCertificateIsTaken() throws Exception {
        Tls byAddress = builder()
                .identity(authority.identity("127.0.0.1"), TestCertificates.PASSWORD)
                .build();
        runBlocking(() -> {
            try (Pair pair = Pair.open(byAddress, client, "127.0.0.1")) {
                assertThat(pair.client.isOpen()).isTrue();
            }
        });
    }

    @Test
    void theHostNameCheckCanBeLeftOut() throws Exception {
        Tls careless = builder().trust(authority.trust()).withoutHostNameCheck().build();
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, careless, "elsewhere.test")) {
                assertThat(pair.client.isOpen()).isTrue();
            }
        });
    }

    @Test
    void aSignatureOfAStrangerIsRefused() {
        runBlocking(() -> assertThat(failureOfClient(server, builder().build(), "localhost"))
                .isInstanceOf(SSLHandshakeException.class)
                .hasMessageContaining("PKIX path building failed")
                .hasMessageEndingWith(
                        "Nobody that is trusted has signed the peer's certificate: if it is right, trust it by"
                                + " Tls.builder().trust()"));
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        KeyStore expired = authority.identity(Instant.now().minusSeconds(3600), "localhost");
        Tls old = builder().identity(expired, TestCertificates.PASSWORD).build();
        runBlocking(
                () -> assertThat(failureOfClient(old, client, "localhost"))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageEndingWith(
                                "The certificate's time is over or has not come: have the peer renew it, or set this machine's clock"));
    }

    @Test
    void trustComesFromAPemFile() throws Exception {
        Path pem = Files.writeString(folder.resolve("authority.pem"), authority.pem());
        Tls trusting = builder().trust(pem).build();
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, trusting, "localhost.")) {
                assertThat(pair.client.isOpen()).isTrue();
            }
        });
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> builder().trust(empty)).hasMessage(empty + " holds no certificate");
    }

    @Test
    void anIdentityComesFromPemFiles() throws Exception {
        KeyStore store = authority.identity("localhost");
        String own = TestCertificates.pem(
                "CERTIFICATE", store.getCertificate("localhost").getEncoded());
        Path certificates = Files.writeString(folder.resolve("chain.pem"), own + authority.pem());
        byte[] secret = store.getKey("localhost", TestCertificates.PASSWORD).getEncoded();
        Path key = Files.writeString(
                folder.resolve("key.pem"), "a comment\n" + TestCertificates.pem("PRIVATE KEY", secret));
        Tls fromFiles = builder().identity(certificates, key).build();
        runBlocking(() -> {
            try (Pair pair = Pair.open(fromFiles, client, "localhost")) {
                assertThat(pair.client.session().getPeerPrincipal()).hasToString("CN=localhost");
            }
        });
        Path old = Files.writeString(folder.resolve("old.pem"), TestCertificates.pem("EC PRIVATE KEY", secret));
        assertThatThrownBy(() -> builder().identity(certificates, old))
                .hasMessage(old
                        + " holds no PRIVATE KEY in PKCS#8 that is not encrypted. Make one by: openssl pkcs8 -topk8 -nodes"
                        + " -in " + old + " -out <new file>");
    }

    @Test
    void aClientWithoutACertificateIsRefusedWhereOneIsNeeded() throws Exception {
        Tls strict = builder()
                .identity(authority.identity("localhost"), TestCertificates.PASSWORD)
                .trust(authority.trust())
                .requireClientCertificate()
                .build();
        Tls known = builder()
                .identity(authority.identity("a-client"), TestCertificates.PASSWORD)
                .trust(authority.trust())
                .build();
        runBlocking(() -> {
            try (TcpServer listening = TcpServer.bindLocal(0)) {
                Coroutine<Throwable> refusing = spawn(() -> Thrown.by(() -> strict.accept(listening.accept())));
                assertThat(Thrown.by(() -> {
                            try (TlsSocket anonymous = client.connect("localhost", listening.port())) {
                                anonymous.read(
                                        new byte[1]); // with TLS 1.3, the client learns of it after the handshake
                            }
                        }))
                        .isInstanceOf(IOException.class);
                assertThat(refusing.get()).isInstanceOf(SSLHandshakeException.class);
            }
            try (Pair pair = Pair.open(strict, known, "localhost")) {
                assertThat(pair.server.session().getPeerPrincipal()).hasToString("CN=a-client");
            }
        });
    }

    @Test
    void theCertificateIsChosenByTheNameThatTheClientAsksFor() throws Exception {
        Tls two = builder()
                .identity(authority.identity("one.test", "two.test"), TestCertificates.PASSWORD)
                .build();
        runBlocking(() -> {
            for (String host : List.of("one.test", "two.test")) {
                try (Pair pair = Pair.open(two, client, host)) {
                    assertThat(pair.client.session().getPeerPrincipal()).hasToString("CN=" + host);
                }
            }
        });
    }

    @Test
    void aServerWithoutACertificateIsRefusedBeforeItServes() {
        assertThatThrownBy(() -> client.accepting(socket -> {}))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage(
                        "A server shows a certificate, and this Tls has none. Give it one by Tls.builder().identity()");
    }

    // ---- what is agreed on ----

    @Test
    void theApplicationProtocolIsAgreedOn() throws Exception {
        Tls both = builder()
                .identity(authority.identity("localhost"), TestCertificates.PASSWORD)
                .applicationProtocols("h2", "http/1.1")
                .build();
        Tls one = builder()
                .trust(authority.trust())
                .applicationProtocols("http/1.1")
                .build();
        Tls other = builder()
                .trust(authority.trust())
                .applicationProtocols("gopher")
                .build();
        runBlocking(() -> {
            try (Pair pair = Pair.open(both, one, "localhost")) {
                assertThat(pair.client.applicationProtocol()).isEqualTo("http/1.1");
                assertThat(pair.server.applicationProtocol()).isEqualTo("http/1.1");
            }
            try (Pair pair = Pair.open(both, client, "localhost")) {
                assertThat(pair.server.applicationProtocol()).isEmpty();
            }
            assertThat(failureOfClient(both, other, "localhost")).isInstanceOf(SSLException.class);
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {V12, V13})
    void sessionsAreReused(String version) throws Exception {
        AtomicInteger checks = new AtomicInteger();
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(authority.trust());
        X509TrustManager real = (X509TrustManager) factory.getTrustManagers()[0];
        SSLContext counting = SSLContext.getInstance("TLS");
        counting.init(null, new TrustManager[] {new CountingTrust(real, checks)}, null);
        Tls reusing = builder()
                .context(counting)
                .protocols(version)
                .withoutHostNameCheck() // the JDK's check around a foreign trust manager comes on top of it
                .build();
        runBlocking(() -> {
            for (int i = 0; i < 3; i++) {
                try (Pair pair = Pair.open(server, reusing, "localhost")) {
                    pair.server.write(new byte[1]);
                    pair.client.read(new byte[1]); // the ticket comes before it
                    pair.client.close();
                    pair.server.read(new byte[1]);
                }
            }
        });
        assertThat(checks).as("certificates that had to be checked").hasValue(1);
    }

    private record CountingTrust(X509TrustManager real, AtomicInteger checks) implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String kind) {
            throw new AssertionError("no client has a certificate here");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String kind)
                throws java.security.cert.CertificateException {
            checks.incrementAndGet();
            real.checkServerTrusted(chain, kind);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return real.getAcceptedIssuers();
        }
    }

    // ---- peers that do not do their part ----

    @Test
    void whoDoesNotSpeakTlsEndsHisOwnConnectionAlone() throws Exception {
        ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
        ServerOptions options = ServerOptions.defaults().onFailure((connection, e) -> failures.add(e.getMessage()));
        TcpServer listening = TcpServer.bindLocal(0, options);
        spawn(() -> listening.serve(server.accepting(TlsTest::echo)));
        try (Socket plain = new Socket("127.0.0.1", listening.port());
                TlsSocket good = client.connect("localhost", listening.port())) {
            plain.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(UTF_8));
            plain.getInputStream().readAllBytes(); // an alert, and the end
            good.write(new byte[] {1});
            assertThat(readExactly(good, 1)).containsExactly(1);
        }
        listening.stop(Duration.ofSeconds(50));
        assertThat(failures).singleElement().asString().endsWith("The peer does not speak TLS on this port");
    }

    @Test
    void aServerThatDoesNotSpeakTlsIsSaidSo() {
        runBlocking(() -> {
            try (TcpServer listening = TcpServer.bindLocal(0)) {
                spawn(() -> listening.serve(socket -> {
                    socket.write("220 welcome\r\n".getBytes(UTF_8));
                    socket.read(new byte[1]);
                }));
                assertThat(Thrown.by(() -> client.connect("localhost", listening.port())))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageEndingWith("The peer does not speak TLS on this port");
            }
        });
    }

    @Test
    void aHandshakeHasATime() throws Exception {
        Tls hasty = Tls.builder().handshakeTimeout(Duration.ofMillis(50)).build();
        runBlocking(() -> {
            try (TcpTest.Pair silent = TcpTest.Pair.open()) {
                assertThat(Thrown.by(() -> hasty.over(silent.client(), "localhost", 1)))
                        .isInstanceOf(SocketTimeoutException.class)
                        .hasMessageMatching("TCP connection to .*: the TLS handshake took longer than 50 ms");
                assertThat(silent.client().isOpen()).isFalse();
            }
        });
    }

    @Test
    void aHandshakeThatThePeerEndsIsSaidSo() {
        runBlocking(() -> {
            try (TcpTest.Pair pair = TcpTest.Pair.open()) {
                pair.server().close();
                assertThat(Thrown.by(() -> client.over(pair.client(), "localhost", 1)))
                        .isInstanceOf(IOException.class);
            }
            try (TcpTest.Pair pair = TcpTest.Pair.open()) {
                pair.server().shutdownOutput();
                assertThat(Thrown.by(() -> client.over(pair.client(), "localhost", 1)))
                        .isInstanceOf(SSLHandshakeException.class)
                        .hasMessageEndingWith("the peer has ended the connection in the middle of it");
            }
        });
    }

    @Test
    void rubbishAfterTheHandshakeIsAFailure() {
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, client, "localhost")) {
                pair.server.transport().write(bytes(1000, 9));
                assertThat(Thrown.by(() -> pair.client.read(new byte[1]))).isInstanceOf(SSLException.class);
            }
        });
    }

    // ---- ends ----

    @ParameterizedTest
    @ValueSource(strings = {V12, V13})
    void aConnectionThatIsCutIsNotTakenForOneThatEnded(String version) throws Exception {
        Tls speaking = builder().trust(authority.trust()).protocols(version).build();
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, speaking, "localhost")) {
                pair.server.write("all but the".getBytes(UTF_8));
                pair.server.transport().close();
                assertThat(new String(readExactly(pair.client, 11), UTF_8)).isEqualTo("all but the");
                for (int i = 0; i < 2; i++) {
                    assertThat(Thrown.by(() -> pair.client.read(new byte[1])))
                            .isInstanceOf(TruncatedException.class)
                            .hasMessage(pair.client + " was ended without a close_notify: what came may be cut short");
                }
            }
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {V12, V13})
    void closingTellsThePeerThatAllWasSent(String version) throws Exception {
        Tls speaking = builder().trust(authority.trust()).protocols(version).build();
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, speaking, "localhost")) {
                pair.server.write("all".getBytes(UTF_8));
                pair.server.close();
                pair.server.close();
                assertThat(new String(StreamSocketTest.readAll(pair.client), UTF_8))
                        .isEqualTo("all");
                assertThat(pair.client.read(new byte[1])).isEqualTo(-1);
                assertThat(Thrown.by(() -> pair.server.write(new byte[1]))).isInstanceOf(IOException.class);
            }
        });
    }

    @Test
    void halfACloseLeavesTheOtherDirectionOpen() {
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, client, "localhost")) {
                pair.client.write("question".getBytes(UTF_8));
                pair.client.shutdownOutput();
                assertThat(new String(StreamSocketTest.readAll(pair.server), UTF_8))
                        .isEqualTo("question");
                assertThat(Thrown.by(() -> pair.client.write(new byte[1])))
                        .isInstanceOf(SSLException.class)
                        .hasMessage(pair.client + " can be written to no more: this side or the peer has ended it");
                pair.server.write("answer".getBytes(UTF_8));
                pair.server.shutdownOutput();
                assertThat(new String(StreamSocketTest.readAll(pair.client), UTF_8))
                        .isEqualTo("answer");
            }
        });
    }

    @Test
    void closingWakesTheReader() {
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, client, "localhost")) {
                Coroutine<Throwable> reader = spawn(() -> Thrown.by(() -> pair.client.read(new byte[1])));
                yieldNow();
                pair.client.close();
                assertThat(reader.get()).isInstanceOf(AsynchronousCloseException.class);
            }
        });
    }

    // ---- one at a time, cancellation, timeouts ----

    @Test
    void aSecondReaderAndASecondWriterAreRefused() {
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, client, "localhost")) {
                Coroutine<Integer> reader = spawn(() -> pair.client.read(new byte[1]));
                Coroutine<Throwable> writer = spawn(() -> Thrown.by(() -> pair.client.write(new byte[20_000_000])));
                sleep(50);
                assertThat(Thrown.by(() -> pair.client.read(new byte[1])))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Two coroutines read from one socket");
                assertThat(Thrown.by(() -> pair.client.write(new byte[1])))
                        .isInstanceOf(IllegalStateException.class)
                        .hasMessageStartingWith("Two coroutines write to one socket");
                pair.server.write(new byte[1]);
                assertThat(reader.get()).isEqualTo(1);
                pair.server.close();
                assertThat(writer.get()).isInstanceOf(IOException.class);
            }
        });
    }

    @Test
    void aCancelledReadLeavesTheConnectionUsable() {
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, client, "localhost")) {
                for (int i = 0; i < 5; i++) {
                    Coroutine<Throwable> reader = spawn(() -> Thrown.by(() -> pair.client.read(new byte[1])));
                    yieldNow();
                    reader.cancel();
                    assertThat(reader.get()).isInstanceOf(CancellationException.class);
                    pair.server.write("still".getBytes(UTF_8));
                    assertThat(new String(readExactly(pair.client, 5), UTF_8)).isEqualTo("still");
                }
            }
        });
    }

    /** What was sent of a cancelled write is a whole number of records for the peer, since the rest goes before what is written next. */
    @Test
    void aCancelledWriteLeavesTheConnectionUsable() {
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, client, "localhost")) {
                Coroutine<Throwable> writer = spawn(() -> Thrown.by(() -> pair.client.write(new byte[20_000_000])));
                sleep(50);
                writer.cancel();
                assertThat(writer.get()).isInstanceOf(CancellationException.class);
                Coroutine<Void> next = spawn(() -> {
                    pair.client.write(new byte[] {1, 2, 3});
                    pair.client.shutdownOutput();
                });
                byte[] all = StreamSocketTest.readAll(pair.server);
                assertThat(Arrays.copyOfRange(all, all.length - 4, all.length)).containsExactly(0, 1, 2, 3);
                assertThat(all.length).isLessThan(20_000_000);
                next.join();
            }
        });
    }

    @Test
    void aReadTimesOut() {
        runBlocking(() -> {
            try (Pair pair = Pair.open(server, client, "localhost")) {
                pair.client.setReadTimeout(Duration.ofMillis(20));
                assertThat(Thrown.by(() -> pair.client.read(new byte[1]))).isInstanceOf(SocketTimeoutException.class);
                pair.client.setReadTimeout(Duration.ZERO);
                pair.server.write(new byte[] {5});
                assertThat(readExactly(pair.client, 1)).containsExactly(5);
            }
        });
    }

    // ---- what the tests are made of ----

    /** With all the time that a busy machine may take. */
    private static Tls.Builder builder() {
        return Tls.builder().handshakeTimeout(Duration.ofSeconds(100));
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    @Suspendable
    private static void echo(Connection connection) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(50_000);
        while (connection.read(buffer) >= 0) {
            buffer.flip();
            connection.write(buffer);
            buffer.clear();
        }
    }

    @Suspendable
    private static byte[] readExactly(Connection connection, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        while (buffer.hasRemaining() && connection.read(buffer) >= 0) {}
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    /** What a client gets that must not get a connection. */
    @Suspendable
    private static Throwable failureOfClient(Tls server, Tls client, String host) throws IOException {
        try (TcpServer listening = TcpServer.bindLocal(0)) {
            Coroutine<Throwable> accepting = spawn(() -> Thrown.by(() -> server.accept(listening.accept())));
            TcpSocket socket = TcpSocket.connect("127.0.0.1", listening.port());
            Throwable thrown = Thrown.by(() -> client.over(socket, host, listening.port()));
            assertThat(socket.isOpen()).isFalse();
            assertThat(accepting.get()).isInstanceOf(IOException.class);
            return thrown;
        }
    }

    private static SSLContext context(KeyStore identity, KeyStore trust) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        SSLContext context = SSLContext.getInstance("TLS");
        if (identity != null) {
            keys.init(identity, TestCertificates.PASSWORD);
        }
        if (trust != null) {
            trusted.init(trust);
        }
        context.init(
                identity == null ? null : keys.getKeyManagers(),
                trust == null ? null : trusted.getTrustManagers(),
                null);
        return context;
    }

    /** The two ends of one connection. */
    private record Pair(TlsSocket client, TlsSocket server) implements AutoCloseable {

        @Suspendable
        static Pair open(Tls server, Tls client, String host) throws IOException {
            try (TcpServer listening = TcpServer.bindLocal(0)) {
                Coroutine<TlsSocket> accepting = spawn(() -> server.accept(listening.accept()));
                TcpSocket socket = TcpSocket.connect("127.0.0.1", listening.port());
                return new Pair(client.over(socket, host, 1), accepting.get());
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
            server.close();
        }
    }

    /** A connection that gives and takes a byte at a time. */
    private record Dripping(Connection real) implements Connection {

        @Override
        @Suspendable
        public int read(ByteBuffer buffer) throws IOException {
            byte[] one = new byte[1];
            int length = real.read(one);
            if (length > 0) {
                buffer.put(one[0]);
            }
            return length;
        }

        @Override
        @Suspendable
        public void write(ByteBuffer buffer) throws IOException {
            while (buffer.hasRemaining()) {
                real.write(new byte[] {buffer.get()});
            }
        }

        @Override
        @Suspendable
        public void shutdownOutput() throws IOException {
            real.shutdownOutput();
        }

        @Override
        public void setReadTimeout(Duration timeout) {
            real.setReadTimeout(timeout);
        }

        @Override
        public void setWriteTimeout(Duration timeout) {
            real.setWriteTimeout(timeout);
        }

        @Override
        public void setIdleTimeout(Duration timeout) {
            real.setIdleTimeout(timeout);
        }

        @Override
        public SocketAddress remoteAddress() throws IOException {
            return real.remoteAddress();
        }

        @Override
        public SocketAddress localAddress() throws IOException {
            return real.localAddress();
        }

        @Override
        public boolean isOpen() {
            return real.isOpen();
        }

        @Override
        public void close() throws IOException {
            real.close();
        }
    }
}
