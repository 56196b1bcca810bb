package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.blocking;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.SuppressSuspensionWarnings;
import java.io.File;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's TLS sockets around adapted ones: code that knows nothing of coroutines reads and writes them. */
@Timeout(180)
@SuppressSuspensionWarnings("blocking-call") // getting a stream waits for nobody
class TlsOverSocketsTest {

    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    private Path folder;

    @Test
    void tlsRunsOverAdaptedSockets() throws Exception {
        SSLContext tls = contextOf(keyStore());
        List<Object> trace = new ArrayList<>();
        runBlocking(() -> {
            try (ServerSocket server = ServerSockets.open(0, 50, InetAddress.getLoopbackAddress())) {
                Coroutine<String> serving = spawn(() -> {
                    Socket accepted = ServerSockets.accept(server);
                    SSLSocket secure = layered(tls, accepted, false);
                    byte[] got = Streams.readNBytes(secure.getInputStream(), 4);
                    Streams.write(secure.getOutputStream(), "pong".getBytes(UTF_8));
                    Sockets.close(secure);
                    assertThat(accepted.isClosed()).isTrue();
                    return new String(got, UTF_8);
                });
                Socket plain = Sockets.open(InetAddress.getLoopbackAddress(), server.getLocalPort());
                SSLSocket secure = layered(tls, plain, true);
                blocking(() -> {
                    secure.startHandshake();
                    return null;
                });
                Streams.write(secure.getOutputStream(), "ping".getBytes(UTF_8));
                InputStream in = secure.getInputStream();
                trace.add(new String(Streams.readAllBytes(in), UTF_8));
                trace.add(serving.get());
                Sockets.close(secure);
                assertThat(plain.isClosed()).isTrue();
            }
        });
        assertThat(trace).containsExactly("pong", "ping");
    }

    private static SSLSocket layered(SSLContext tls, Socket socket, boolean client) throws java.io.IOException {
        SSLSocket secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
        secure.setUseClientMode(client);
        return secure;
    }

    private KeyStore keyStore() throws Exception {
        Path file = folder.resolve("keys.p12");
        String keytool = System.getProperty("java.home") + File.separator + "bin" + File.separator + "keytool";
        Process process = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "server",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=localhost",
                        "-keystore",
                        file.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        new String(PASSWORD))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        process.getOutputStream().close(); // it has nothing to ask
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("said")))
                .isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(file)) {
            keys.load(in, PASSWORD);
        }
        return keys;
    }

    private static SSLContext contextOf(KeyStore keys) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}
