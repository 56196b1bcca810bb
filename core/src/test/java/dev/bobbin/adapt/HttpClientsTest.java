package dev.bobbin.adapt;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.yieldNow;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.Thrown;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code HttpClient.send}, as adapted code calls it. */
@Timeout(120)
class HttpClientsTest {

    private final HttpClient client = HttpClient.newHttpClient();
    private final CountDownLatch answer = new CountDownLatch(1);
    private final ExecutorService handlers = Executors.newCachedThreadPool();
    private HttpServer server;

    @BeforeEach
    void startServer() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        server.setExecutor(handlers);
        server.createContext("/", exchange -> {
            if (exchange.getRequestURI().getPath().equals("/later")) {
                try {
                    answer.await();
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            }
            byte[] body = ("you asked for " + exchange.getRequestURI().getPath()).getBytes(UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stopServer() {
        answer.countDown();
        server.stop(0);
        handlers.shutdownNow();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http:/" + server.getAddress() + path));
    }

    @Suspendable
    private String fetch(HttpRequest request) throws IOException, InterruptedException {
        HttpResponse<?> response =
                (HttpResponse<?>) HttpClients.send(client, request, HttpResponse.BodyHandlers.ofString());
        return response.statusCode() + " " + response.body();
    }

    @Test
    void anAnswerThatIsLateLeavesTheLoopToOthers() {
        assertThat(Adapted.trace(() -> fetch(request("/later").build()), () -> {
                    assertThat(fetch(request("/now").build())).isEqualTo("200 you asked for /now");
                    answer.countDown();
                }))
                .containsExactly("calls", "meanwhile", "200 you asked for /later");
    }

    @Test
    void manyRequestsAreOnTheirWayAtOnce() {
        runBlocking(() -> {
            List<Coroutine<String>> fetches = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                fetches.add(spawn(() -> fetch(request("/later").build())));
            }
            yieldNow();
            answer.countDown();
            for (Coroutine<String> each : fetches) {
                assertThat(each.get()).isEqualTo("200 you asked for /later");
            }
        });
    }

    @Test
    void failuresAreThoseOfSend() {
        HttpRequest late = request("/later").timeout(Duration.ofMillis(50)).build();
        HttpRequest refused = request("/").build();
        runBlocking(() -> {
            assertThat(Thrown.by(() -> fetch(late))).isInstanceOf(HttpTimeoutException.class);
        });
        answer.countDown();
        server.stop(0);
        assertThat(runBlocking(() -> Thrown.by(() -> fetch(refused)))).isInstanceOf(ConnectException.class);
        assertThat(Thrown.by(() -> fetch(refused))).isInstanceOf(ConnectException.class); // and on a plain thread
    }

    @Test
    void aCancellationEndsTheWait() {
        assertThat(Adapted.cancelled(() -> fetch(request("/later").build())).isCancelled())
                .isTrue();
    }

    @Test
    void onAPlainThreadItIsTheJdks() throws Exception {
        assertThat(fetch(request("/now").build())).isEqualTo("200 you asked for /now");
    }
}
