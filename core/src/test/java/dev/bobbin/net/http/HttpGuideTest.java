package dev.bobbin.net.http;

import static dev.bobbin.Coroutines.joinAll;
import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Coroutine;
import dev.bobbin.CoroutineScope;
import dev.bobbin.net.Tls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The examples of docs/http.md: here they compile and run, and a test compares the two. */
@Timeout(120)
class HttpGuideTest {

    @TempDir
    private Path folder;

    @Test
    void eachExampleOfTheGuideIsHere() throws Exception {
        String here = squeezed(Files.readString(Path.of("src/test/java/dev/bobbin/net/http/HttpGuideTest.java")));
        Matcher examples =
                Pattern.compile("(?s)```java\n(.*?)```").matcher(Files.readString(Path.of("../docs/http.md")));
        int count = 0;
        for (; examples.find(); count++) {
            assertThat(here).contains(squeezed(examples.group(1)));
        }
        assertThat(count).isGreaterThan(5);
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void aServerAndAClient() throws Exception {
        HttpServer server = HttpServer.start(
                0,
                new Routes()
                        .get("/hello/{name}", request -> HttpResponse.text("Hello, " + request.pathValue("name")))
                        .post("/slow", request -> {
                            sleep(100); // the others are served meanwhile
                            return HttpResponse.of(201)
                                    .body("application/json", request.body().text());
                        }));
        String url = "http://localhost:" + server.port();
        assertThat(Http.get(url + "/hello/Ada").text()).isEqualTo("Hello, Ada");
        HttpReply reply = Http.request("POST", url + "/slow")
                .header("Accept", "application/json")
                .body("application/json", "{}")
                .timeout(Duration.ofSeconds(5))
                .send()
                .requireSuccess();
        assertThat(reply.status()).isEqualTo(201);
        assertThat(server.stop(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void streams() throws Exception {
        HttpServer server = HttpServer.builder()
                .localPort(0)
                .maxBody(Long.MAX_VALUE)
                .start(new Routes()
                        .put("/size", request -> {
                            long size = 0;
                            ByteBuffer part = ByteBuffer.allocate(8192);
                            for (int n = request.body().read(part);
                                    n >= 0;
                                    n = request.body().read(part)) {
                                size += n;
                                part.clear();
                            }
                            return HttpResponse.text(size + " bytes");
                        })
                        .get(
                                "/ticks",
                                request -> HttpResponse.ok().stream("text/event-stream", out -> {
                                    for (int i = 1; i <= 3; i++) {
                                        out.write("data: " + i + "\n\n");
                                        out.flush();
                                        sleep(10);
                                    }
                                })));
        String url = "http://localhost:" + server.port();
        assertThat(Http.get(url + "/ticks").text()).isEqualTo("data: 1\n\ndata: 2\n\ndata: 3\n\n");
        String told = Http.request("PUT", url + "/size").stream("application/octet-stream", out -> {
                    for (int i = 0; i < 1000; i++) {
                        out.write(new byte[10_000]); // waits while the server does not take it
                    }
                })
                .send()
                .text();
        assertThat(told).isEqualTo("10000000 bytes");

        Path file = folder.resolve("ticks");
        Http.request("GET", url + "/ticks").receive(reply -> {
            try (FileChannel to = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
                ByteBuffer part = ByteBuffer.allocate(8192);
                while (reply.body().read(part) >= 0) {
                    part.flip();
                    to.write(part);
                    part.clear();
                }
            }
            return null;
        });
        assertThat(file).hasSize(27);
        server.close();
        server.join();
    }

    @Test
    void severalAtOnce() throws Exception {
        HttpServer server = HttpServer.builder().localPort(0).start(request -> HttpResponse.text(request.path()));
        String url = "http://localhost:" + server.port();
        List<String> urls = List.of(url + "/1", url + "/2", url + "/3");
        runBlocking(() -> {
            List<Coroutine<String>> pages = new ArrayList<>();
            try (CoroutineScope scope = CoroutineScope.open()) {
                for (String each : urls) {
                    pages.add(scope.spawn(() -> Http.get(each).requireSuccess().text()));
                }
            } // all are here, or the first failure is thrown and the others are cancelled
            assertThat(pages.get(2).get()).isEqualTo("/3");
        });
        Coroutine<Void> serving = spawn(() -> server.join());
        assertThat(server.stop(Duration.ofSeconds(60))).isTrue();
        joinAll(serving);
    }

    /** Compiled, not run: the addresses and the certificate are made up. */
    static void encrypted(KeyStore keyStore, char[] password, Path authority) throws Exception {
        Tls identity = Tls.builder().identity(keyStore, password).build();
        HttpServer server = HttpServer.builder()
                .port(8443)
                .tls(identity)
                .loops(Runtime.getRuntime().availableProcessors()) // handlers run on several threads now
                .maxConnections(50_000)
                .start(request -> HttpResponse.text("Nobody else can read this"));
        server.join();

        Tls trusting = Tls.builder().trust(authority).build();
        String text = Http.request("GET", "https://intranet.example/")
                .tls(trusting)
                .send()
                .text();
        assertThat(text).isNotEmpty();
    }

    static String lastKnownOr(String url) throws IOException {
        try {
            return Http.get(url).requireSuccess().text();
        } catch (HttpCallException e) {
            if (e.status().isPresent()) {
                return "a reply: " + e.status().getAsInt();
            }
            return "no reply: " + e.getMessage(); // GET http://...: ConnectException: Cannot connect to ...
        }
    }

    @Test
    void failuresAreToldApart() throws Exception {
        HttpServer server = HttpServer.builder().localPort(0).start(new Routes());
        String url = "http://localhost:" + server.port();
        assertThat(lastKnownOr(url)).isEqualTo("a reply: 404");
        server.close();
        server.join();
        assertThat(lastKnownOr(url)).startsWith("no reply: GET " + url);
    }
}
