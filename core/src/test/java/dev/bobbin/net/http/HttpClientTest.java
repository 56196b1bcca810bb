package dev.bobbin.net.http;

import static dev.bobbin.Coroutines.runBlocking;
import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.DeadlineExceededException;
import dev.bobbin.EventLoop;
import dev.bobbin.Suspendable;
import dev.bobbin.net.TcpServer;
import dev.bobbin.net.TcpSocket;
import dev.bobbin.sync.Event;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the client sends, byte for byte, and what it makes of replies, whole and broken. */
@Timeout(120)
class HttpClientTest {

    private HttpServer server;
    private TcpServer scripted;
    private final List<String> requests = new ArrayList<>(); // guarded by itself
    private final AtomicInteger connections = new AtomicInteger();

    @AfterEach
    void stop() throws IOException {
        if (server != null) {
            server.close();
            server.join();
        }
        if (scripted != null) {
            scripted.close();
        }
    }

    private String start(HttpHandler handler) throws IOException {
        server = HttpServer.builder().localPort(0).start(handler);
        return "http://localhost:" + server.port();
    }

    /** A server that takes each head and sends a reply for it: the next one a connection; after the last it ends the connection. */
    private String script(String... replies) throws IOException {
        scripted = TcpServer.bindLocal(0);
        spawn(() -> scripted.serve(socket -> {
            connections.incrementAndGet();
            for (String reply : replies) {
                if (!readRequest(socket)) {
                    return;
                }
                socket.write(reply.getBytes(StandardCharsets.ISO_8859_1));
            }
        }));
        return "http://localhost:" + scripted.port();
    }

    @Suspendable
    private boolean readRequest(TcpSocket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        byte[] one = new byte[1];
        while (text.indexOf("\r\n\r\n") < 0) {
            if (socket.read(one) < 0) {
                return false;
            }
            text.append((char) one[0]);
        }
        synchronized (requests) {
            requests.add(text.toString());
        }
        return true;
    }

    // ---- requests ----

    @Test
    void aRequestIsSentAsItIsWritten() throws Exception {
        String url = script("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        HttpReply reply =
                Http.request("GET", url + "/a%20b?c=d#e").header("X", "1").send();
        assertThat(reply.text()).isEqualTo("hi");
        assertThat(reply.status()).isEqualTo(200);
        assertThat(requests)
                .containsExactly("GET /a%20b?c=d HTTP/1.1\r\nHost: localhost:" + scripted.port()
                        + "\r\nX: 1\r\nUser-Agent: bobbin\r\n\r\n");
    }

    @Test
    void bodiesAreSentWithTheirLengthOrInChunks() throws Exception {
        String url = start(request -> HttpResponse.ok()
                .body(
                        "a/b",
                        request.headers().first("Content-Length").orElse("-")
                                + request.headers().first("Transfer-Encoding").orElse("-")
                                + request.headers().first("Content-Type").orElse("-")
                                + request.body().text()));
        assertThat(Http.post(url, "x/y", "hällo").text()).isEqualTo("6-x/yhällo");
        assertThat(Http.request("POST", url).send().text()).isEqualTo("0--");
        assertThat(Http.request("GET", url).send().text()).isEqualTo("---");
        assertThat(Http.request("POST", url).stream("x/y", out -> {
                            out.write("made ");
                            sleep(1);
                            out.write("as it goes");
                        })
                        .send()
                        .text())
                .isEqualTo("-chunkedx/ymade as it goes");
        assertThat(Http.request("PUT", url).stream("x/y", 3, out -> out.write("abc"))
                        .send()
                        .text())
                .isEqualTo("3-x/yabc");
    }

    @Test
    void aCoroutineSuspendsWhereAThreadBlocks() throws Exception {
        String url = start(request -> {
            sleep(50);
            return HttpResponse.text(request.path());
        });
        assertThat(Http.get(url + "/thread").text()).isEqualTo("/thread");
        runBlocking(() -> {
            List<Coroutine<String>> all = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                String path = "/" + i;
                all.add(spawn(() -> Http.get(url + path).text()));
            }
            for (int i = 0; i < 20; i++) {
                assertThat(all.get(i).get()).isEqualTo("/" + i);
            }
        });
    }

    @Test
    void whatIsNoUrlIsRefused() {
        for (String url : new String[] {
            "",
            "/a",
            "ftp://a/",
            "http:///a",
            "http://a:0/",
            "http://a:99999/",
            "http://a:b/",
            "http://a b/",
            "localhost:80"
        }) {
            assertThatThrownBy(() -> Http.request("GET", url)).as(url).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Http.request("GET", "http://user:secret@host/"))
                .hasMessage(
                        "The URL of host has a name or a password in it, which would end up in logs. Send an Authorization header.");
    }

    // ---- replies ----

    @Test
    void repliesEndByLengthByChunksOrWithTheConnection() throws Exception {
        String url = script("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        assertThat(Http.get(url).text()).isEqualTo("abc");
        scripted.close();
        url = script("HTTP/1.0 200 OK\r\nContent-Type: text/plain; charset=\"ISO-8859-1\"\r\n\r\nbis zum Schlu\u00df");
        assertThat(Http.get(url).text()).isEqualTo("bis zum Schluß");
        scripted.close();
        url = script("HTTP/1.1 204 No Content\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 7\r\n\r\n");
        assertThat(Http.get(url).bytes()).isEmpty();
        assertThat(Http.request("HEAD", url).send().headers().first("content-length"))
                .hasValue("7");
    }

    @Test
    void aReplyIsReadAsItComes() throws Exception {
        Event next = new Event();
        String url = start(request -> HttpResponse.ok().stream("a/b", out -> {
            out.write("first");
            out.flush();
            next.await();
            out.write("second");
        }));
        String all = Http.request("GET", url).receive(reply -> {
            ByteBuffer part = ByteBuffer.allocate(100);
            int count = reply.body().read(part);
            next.set();
            return count + reply.body().text();
        });
        assertThat(all).isEqualTo("5second");
    }

    @Test
    void theServerWaitsForAReaderThatTakesItsTime() throws Exception {
        AtomicInteger written = new AtomicInteger();
        String url = start(request -> HttpResponse.ok().stream("a/b", out -> {
            for (int i = 0; i < 1000; i++) {
                out.write(new byte[100_000]);
                written.incrementAndGet();
            }
        }));
        long size = Http.request("GET", url).receive(reply -> {
            ByteBuffer part = ByteBuffer.allocate(64 * 1024);
            long bytes = reply.body().read(part);
            int before;
            do { // until the server stands still
                before = written.get();
                sleep(100);
            } while (written.get() != before);
            assertThat(before).as("of 100 MB, what the operating system keeps").isLessThan(1000);
            for (int n = 0; n >= 0; n = reply.body().read(part)) {
                bytes += n;
                part.clear();
            }
            return bytes;
        });
        assertThat(size).isEqualTo(100_000_000L);
    }

    @Test
    void aReplyThatIsTooLargeIsNotKept() throws Exception {
        String url = start(request -> HttpResponse.text("12345"));
        assertThat(Http.request("GET", url).maxBody(5).send().text()).isEqualTo("12345");
        assertThatThrownBy(() -> Http.request("GET", url).maxBody(4).send())
                .isInstanceOf(HttpCallException.class)
                .hasMessage("GET " + url
                        + ": The reply's body is longer than 4 bytes. Allow more by maxBody(), or read it in"
                        + " parts by receive().");
    }

    @Test
    void aStatusBecomesAnExceptionIfOneLikes() throws Exception {
        String url = start(new Routes().get("/ok", r -> HttpResponse.of(201)));
        assertThat(Http.get(url + "/ok").requireSuccess().status()).isEqualTo(201);
        assertThatThrownBy(() -> Http.get(url + "/no").requireSuccess())
                .isInstanceOfSatisfying(
                        HttpCallException.class, e -> assertThat(e.status()).hasValue(404))
                .hasMessage("GET " + url + "/no: The server replied 404 Not Found");
    }

    // ---- redirects ----

    @Test
    void redirectsAreFollowed() throws Exception {
        String url = start(new Routes()
                .get("/1", r -> HttpResponse.redirect("2"))
                .get("/2", r -> HttpResponse.redirect("/3?x").status(301))
                .get("/3", r -> HttpResponse.text("there " + r.method()))
                .post("/see", r -> HttpResponse.redirect("/3").status(303))
                .post("/again", r -> HttpResponse.redirect("/echo").status(307))
                .post("/echo", r -> HttpResponse.text(r.body().text()))
                .get("/round", r -> HttpResponse.redirect("/round"))
                .get("/out", r -> HttpResponse.redirect("mailto:a@b.c")));
        HttpReply reply = Http.get(url + "/1");
        assertThat(reply.text()).isEqualTo("there GET");
        assertThat(reply.url()).isEqualTo(url + "/3?x");
        assertThat(Http.post(url + "/see", "a/b", "x").text()).isEqualTo("there GET");
        assertThat(Http.post(url + "/again", "a/b", "the body").text()).isEqualTo("the body");
        assertThat(Http.request("GET", url + "/1").redirects(0).send().status()).isEqualTo(302);
        assertThatThrownBy(() -> Http.get(url + "/round"))
                .isInstanceOf(HttpCallException.class)
                .hasMessage("GET " + url + "/round: It was redirected 6 times, the last time to /round");
        assertThatThrownBy(() -> Http.get(url + "/out"))
                .hasMessageContaining("\"mailto:a@b.c\", which is no URL to go to");
    }

    @Test
    void secretsAreNotSentToAnotherServer() throws Exception {
        String url = start(request ->
                HttpResponse.text(request.headers().first("Authorization").orElse("none")
                        + request.headers().first("Cookie").orElse("none")));
        String first = script("HTTP/1.1 302 Found\r\nLocation: " + url + "\r\nContent-Length: 0\r\n\r\n");
        HttpCall call =
                Http.request("GET", first).header("Authorization", "secret").header("Cookie", "secret");
        assertThat(call.send().text()).isEqualTo("nonenone");
        assertThat(requests.get(0)).contains("Authorization: secret\r\nCookie: secret\r\n");
    }

    // ---- connections ----

    @Test
    void connectionsAreKept() throws Exception {
        String reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
        String url = script(reply, reply, reply, reply);
        for (int i = 0; i < 4; i++) {
            assertThat(Http.get(url).text()).isEqualTo("hi");
        }
        assertThat(connections).hasValue(1);
    }

    @Test
    void aConnectionThatTheServerHasEndedIsReplaced() throws Exception {
        String url = script("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
        for (int i = 0; i < 5; i++) {
            assertThat(Http.get(url).text()).isEqualTo("hi");
        }
        assertThat(connections).hasValue(5);
    }

    @Test
    void aServersFarewellIsNoReply() throws Exception {
        String farewell = "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
        String url = script("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", farewell);
        assertThat(Http.get(url).text()).isEqualTo("hi");
        assertThat(Http.get(url).text()).isEqualTo("hi");
        assertThat(connections).hasValue(2);
        scripted.close();
        assertThat(Http.get(script(farewell)).status())
                .as("on a new connection it is meant")
                .isEqualTo(408);
    }

    @Test
    void namesBeyondAsciiAreEncoded() {
        Target target = Target.of("http://b\u00fccher.example:81/stra\u00dfe?\u00e4=%20");
        assertThat(target.authority()).isEqualTo("xn--bcher-kva.example:81");
        assertThat(target.pathAndQuery()).isEqualTo("/stra%C3%9Fe?%C3%A4=%20");
        assertThat(Target.of("http://[::1]:81").authority()).isEqualTo("[::1]:81");
        assertThat(Target.of("http://my_host?x").host()).isEqualTo("my_host");
    }

    @Test
    void whatMustNotBeSentTwiceGoesOverANewConnection() throws Exception {
        String reply = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
        String url = script(reply, reply);
        assertThat(Http.get(url).text()).isEqualTo("hi");
        assertThat(Http.request("POST", url).send().text()).isEqualTo("hi");
        assertThat(connections).hasValue(2);
    }

    @Test
    void connectionsThatEndOrAreInDoubtAreNotKept() throws Exception {
        String[] replies = {
            "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more",
            "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n"
        };
        for (String reply : replies) {
            connections.set(0);
            String url = script(reply, reply);
            assertThat(Http.get(url).text()).isEqualTo("hi");
            assertThat(Http.get(url).text()).isEqualTo("hi");
            assertThat(connections).as(reply).hasValue(2);
            scripted.close();
        }
    }

    @Test
    void eachLoopHasConnectionsOfItsOwn() throws Exception {
        String url = start(request -> HttpResponse.text("hi"));
        for (int i = 0; i < 3; i++) {
            assertThat(runBlocking(() -> Http.get(url).text())).isEqualTo("hi");
        }
        EventLoop loop = EventLoop.start("client");
        assertThat(spawn(loop, () -> Http.get(url).text()).get()).isEqualTo("hi");
        loop.stop();
    }

    @Test
    void anEarlyReplyCountsThoughNotAllWasSent() throws Exception {
        scripted = TcpServer.bindLocal(0);
        spawn(() -> scripted.serve(socket -> {
            readRequest(socket);
            socket.write("HTTP/1.1 413 Content Too Large\r\nContent-Length: 3\r\n\r\nno!"
                    .getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            byte[] some = new byte[1 << 16];
            for (int taken = 0; taken < 20_000_000; taken += socket.read(some)) {}
        }));
        HttpReply reply = Http.request("PUT", "http://localhost:" + scripted.port())
                .body("a/b", new byte[20_000_000])
                .send();
        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.text()).isEqualTo("no!");
    }

    // ---- failures ----

    @Test
    void failuresNameTheUrlAndTheCause() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        assertThatThrownBy(() -> Http.get("http://127.0.0.1:" + nobody + "/x"))
                .isInstanceOf(HttpCallException.class)
                .hasCauseInstanceOf(ConnectException.class)
                .hasMessageStartingWith("GET http://127.0.0.1:" + nobody + "/x: ConnectException: Cannot connect to ");
        assertThatThrownBy(() -> Http.get("http://no-such-host.invalid/"))
                .isInstanceOf(HttpCallException.class)
                .hasCauseInstanceOf(java.net.UnknownHostException.class)
                .hasMessageStartingWith("GET http://no-such-host.invalid/: UnknownHostException: no-such-host.invalid");
    }

    @Test
    void repliesThatBreakOffAreNotTakenForWholeOnes() throws Exception {
        String[][] broken = {
            {"", "The server ended the connection without a reply"},
            {"HTTP/1.1 2", "The server ended the connection in the middle of its reply's head"},
            {
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc",
                "The connection ended in the middle of a body, after 3 of 5 bytes"
            },
            {
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n",
                "The connection ended in the middle of a body, after 2 bytes"
            },
        };
        for (String[] each : broken) {
            String url = script(each[0]);
            assertThatThrownBy(() -> Http.get(url))
                    .isInstanceOf(HttpCallException.class)
                    .hasCauseInstanceOf(EOFException.class)
                    .hasMessage("GET " + url + ": " + each[1]);
            scripted.close();
        }
    }

    @Test
    void whatIsNotHttpIsRefused() throws Exception {
        for (String reply : new String[] {
            "SSH-2.0-OpenSSH\r\n",
            "HTTP/2.0 200 OK\r\n\r\n",
            "HTTP/1.1 101 Switching\r\n\r\n",
            "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
            "HTTP/1.1 200 OK\r\nA:" + "x".repeat(70_000)
        }) {
            String url = script(reply);
            assertThatThrownBy(() -> Http.get(url))
                    .as(reply)
                    .isInstanceOf(HttpCallException.class)
                    .hasMessageStartingWith("GET " + url);
            scripted.close();
        }
    }

    @Test
    void aCallHasATimeLimitThatNamesIt() throws Exception {
        String url = start(request -> {
            sleep(Duration.ofDays(1));
            return HttpResponse.ok();
        });
        HttpCall call = Http.request("GET", url).timeout(Duration.ofMillis(50));
        assertThatThrownBy(call::send)
                .isInstanceOf(DeadlineExceededException.class)
                .hasMessageContaining("GET " + url);
        assertThatThrownBy(() -> runBlocking(() -> call.send())).isInstanceOf(DeadlineExceededException.class);
        assertThatThrownBy(() -> runBlocking(() -> call.throughJdk().send()))
                .isInstanceOf(DeadlineExceededException.class);
    }

    @Test
    void aCancelledCallEndsItsConnection() throws Exception {
        Event asked = new Event();
        Event gone = new Event();
        scripted = TcpServer.bindLocal(0);
        spawn(() -> scripted.serve(socket -> {
            readRequest(socket);
            asked.set();
            if (!readRequest(socket)) {
                gone.set();
            }
        }));
        Coroutine<HttpReply> call = spawn(() -> Http.get("http://localhost:" + scripted.port()));
        asked.await();
        call.cancel();
        gone.await();
        assertThatThrownBy(call::get).isInstanceOf(CancellationException.class);
    }

    @Test
    void whatTheReceiverThrowsIsThrownAsItIs() throws Exception {
        String url = start(request -> HttpResponse.text("hi"));
        assertThatThrownBy(() -> Http.request("GET", url).receive(reply -> {
                    throw new IllegalStateException("mine");
                }))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("mine");
        assertThatThrownBy(() -> Http.request("POST", url).stream("a/b", out -> {
                            throw new IOException("mine, too");
                        })
                        .send())
                .hasMessageContaining("mine, too");
    }

    // ---- through the JDK's client ----

    @Test
    void theJdksClientDoesItToo() throws Exception {
        String url = start(new Routes()
                .get("/a", r -> HttpResponse.text("hi " + r.headers().first("X").orElse("-")))
                .get("/to", r -> HttpResponse.redirect("/a"))
                .post("/echo", r -> HttpResponse.text(r.body().text())));
        HttpReply reply =
                Http.request("GET", url + "/to").header("X", "1").throughJdk().send();
        assertThat(reply.text()).isEqualTo("hi 1");
        assertThat(reply.url()).isEqualTo(url + "/a");
        assertThat(reply.headers().first("content-type")).hasValue("text/plain; charset=utf-8");
        assertThat(Http.request("POST", url + "/echo")
                        .body("a/b", "x")
                        .throughJdk()
                        .send()
                        .text())
                .isEqualTo("x");
        String length = Http.request("GET", url + "/a")
                .throughJdk()
                .receive(r -> r.body().text());
        assertThat(length).isEqualTo("hi -");
        assertThat(Http.request("GET", url + "/none").throughJdk().send().status())
                .isEqualTo(404);
    }

    @Test
    void theJdksClientFailsWithTheUrlToo() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        assertThatThrownBy(() -> Http.request("GET", "https://127.0.0.1:" + nobody + "/")
                        .throughJdk()
                        .send())
                .isInstanceOf(HttpCallException.class)
                .hasMessageStartingWith("GET https://127.0.0.1:" + nobody + "/: ConnectException");
        String plain = start(request -> HttpResponse.ok());
        assertThatThrownBy(() -> Http.request("GET", plain.replace("http:", "https:") + "/")
                        .throughJdk()
                        .send())
                .isInstanceOf(HttpCallException.class)
                .hasMessageContaining("SSLException");
    }
}
