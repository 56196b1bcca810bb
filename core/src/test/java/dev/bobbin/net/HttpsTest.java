package dev.bobbin.net;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.net.http.Http;
import dev.bobbin.net.http.HttpCall;
import dev.bobbin.net.http.HttpCallException;
import dev.bobbin.net.http.HttpReply;
import dev.bobbin.net.http.HttpResponse;
import dev.bobbin.net.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP over TLS, both ends ours; here, since the certificates of the tests are. */
@Timeout(120)
class HttpsTest {

    private static Tls trusting;
    private static HttpServer server;
    private static String url;

    private static final Duration BUSY_MACHINE = Duration.ofMinutes(2);

    @BeforeAll
    static void start() throws Exception {
        TestCertificates authority = new TestCertificates("authority");
        Tls identity = Tls.builder()
                .identity(authority.identity("localhost"), TestCertificates.PASSWORD)
                .handshakeTimeout(BUSY_MACHINE)
                .build();
        trusting = Tls.builder()
                .trust(authority.trust())
                .handshakeTimeout(BUSY_MACHINE)
                .build();
        server = HttpServer.builder()
                .localPort(0)
                .tls(identity)
                .headerTimeout(BUSY_MACHINE)
                .start(request -> {
                    String body = request.body().text();
                    return HttpResponse.ok().stream("text/plain", out -> {
                        out.write(request.method() + " " + request.path() + " ");
                        out.flush();
                        out.write(body);
                    });
                });
        url = "https://localhost:" + server.port();
    }

    @AfterAll
    static void stop() {
        server.close();
        server.join();
    }

    @Test
    void requestsAndRepliesGoBothWays() throws Exception {
        assertThat(Http.request("GET", url + "/a").tls(trusting).send().text()).isEqualTo("GET /a ");
        String large = "0123456789".repeat(50_000);
        HttpCall post =
                Http.request("POST", url + "/b").body("text/plain", large).tls(trusting);
        assertThat(post.send().text()).isEqualTo("POST /b " + large);
        String streamed = runBlocking(() -> post.receive(reply -> reply.body().text()));
        assertThat(streamed).isEqualTo("POST /b " + large);
    }

    @Test
    void manyAtOnceDoNotMixUp() throws Exception {
        runBlocking(() -> {
            List<Coroutine<HttpReply>> all = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                HttpCall call = Http.request("PUT", url + "/" + i)
                        .body("a/b", "body " + i)
                        .tls(trusting);
                all.add(spawn(() -> call.send()));
            }
            for (int i = 0; i < 10; i++) {
                assertThat(all.get(i).get().text()).isEqualTo("PUT /" + i + " body " + i);
            }
        });
    }

    @Test
    void whoIsNotTrustedIsNotSpokenTo() {
        assertThatThrownBy(() -> Http.get(url))
                .isInstanceOf(HttpCallException.class)
                .hasCauseInstanceOf(SSLHandshakeException.class)
                .hasMessageStartingWith("GET " + url + ": SSLHandshakeException: ");
        assertThatThrownBy(() -> Http.request("GET", url.replace("localhost", "127.0.0.1"))
                        .tls(trusting)
                        .send())
                .as("the certificate is for the name")
                .isInstanceOf(HttpCallException.class)
                .hasCauseInstanceOf(SSLHandshakeException.class);
    }

    /** The client says nothing, and the handler that would wait for its handshake is about to begin when the server is closed. */
    @Test
    void closingEndsConnectionsThatHaveJustBeenAccepted() throws Exception {
        runBlocking(() -> {
            HttpServer own = HttpServer.builder()
                    .localPort(0)
                    .tls(Tls.builder().handshakeTimeout(Duration.ZERO).build())
                    .start(request -> HttpResponse.ok());
            try (Socket client = new Socket(InetAddress.getLoopbackAddress(), own.port())) {
                while (own.connections() == 0) {
                    yieldNow();
                }
                own.close();
                own.join();
                assertThat(own.connections()).isZero();
                assertThat(client.getInputStream().read()).isNegative();
            }
        });
    }

    @Test
    void whoSpeaksPlainHttpIsLetGoAndOthersAreServed() throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                        .doesNotContain("HTTP");
            } catch (IOException e) {
                // a reset says it as well
            }
        }
        assertThat(Http.request("GET", url + "/next").tls(trusting).send().text())
                .isEqualTo("GET /next ");
    }
}
