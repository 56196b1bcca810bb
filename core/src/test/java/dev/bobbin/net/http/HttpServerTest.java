package dev.bobbin.net.http;

import static dev.bobbin.Coroutines.sleep;
import static dev.bobbin.Coroutines.spawn;
import static dev.bobbin.Coroutines.withTimeoutOrNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.bobbin.Coroutine;
import dev.bobbin.Suspendable;
import dev.bobbin.sync.AsyncResult;
import dev.bobbin.sync.Event;
import dev.bobbin.sync.Latch;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server says, byte for byte, to clients that are polite, and to others. */
@Timeout(120)
class HttpServerTest {

    private static final String PLAIN = "Content-Type: text/plain; charset=utf-8\r\n";

    private final BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
    private HttpServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close();
            server.join();
        }
    }

    private HttpServer.Builder builder() {
        return HttpServer.builder().localPort(0).onFailure((request, thrown) -> reported.add(thrown));
    }

    private void start(HttpHandler handler) throws IOException {
        start(builder(), handler);
    }

    private void start(HttpServer.Builder builder, HttpHandler handler) throws IOException {
        server = builder.start(handler);
    }

    /** Says that it was asked, and answers when it is told to. */
    private void startHeld(Event asked, Event answer, HttpResponse response) throws IOException {
        start(request -> {
            asked.set();
            answer.await();
            return response;
        });
    }

    private RawClient client() throws IOException {
        return new RawClient(server.port());
    }

    /** Sends it and ends this side; all that comes back. */
    private String exchange(String request) throws IOException {
        try (RawClient client = client()) {
            return client.send(request).endOutput().readAll();
        }
    }

    // ---- well-behaved ----

    @Test
    void aTextIsAnswered() throws Exception {
        start(request -> HttpResponse.text("Grüße an " + request.path()));
        assertThat(exchange("GET /a%20b?c HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\n" + PLAIN + "Content-Length: 15\r\n\r\nGrÃ¼Ã\u009fe an /a b");
    }

    @Test
    void aDateIsSent() throws Exception {
        start(request -> HttpResponse.of(204));
        try (RawClient client = client()) {
            String head = client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readUntil("\r\n\r\n");
            assertThat(head).contains("Date: ");
            assertThat(RawClient.withoutDate(head)).isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
        }
    }

    @Test
    void aDateIsWrittenAsTheSpecificationHasIt() {
        assertThat(HttpDate.text(784_111_777)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
        assertThat(HttpDate.text(1_709_251_199)).isEqualTo("Thu, 29 Feb 2024 23:59:59 GMT");
        assertThat(HttpDate.text(0)).isEqualTo("Thu, 01 Jan 1970 00:00:00 GMT");
    }

    @Test
    void aConnectionIsKeptAndAPipelineIsAnsweredInOrder() throws Exception {
        start(request -> {
            if (request.path().equals("/slow")) {
                sleep(20);
            }
            return HttpResponse.ok()
                    .body(
                            "a/b",
                            request.method() + request.path() + request.body().text());
        });
        String answers = exchange("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"
                + "POST /2 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"
                + "POST /3 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n1\r\nf\r\n0\r\n\r\n"
                + "GET /4 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                + "GET /5 HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answers)
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 8\r\n\r\nGET/slow"
                                + "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 9\r\n\r\nPOST/2abc"
                                + "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 9\r\n\r\nPOST/3def"
                                + "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 5\r\nConnection: close\r\n\r\nGET/4");
    }

    @Test
    void aRequestMayComeByteByByte() throws Exception {
        start(request -> HttpResponse.ok().body("a/b", request.body().text()));
        try (RawClient client = client()) {
            for (char c : "PUT / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nT: u\r\n\r\n"
                    .toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.endOutput().readAll()).endsWith("Content-Length: 3\r\n\r\nabc");
        }
    }

    @Test
    void aBodyThatItsHandlerDoesNotReadIsSkipped() throws Exception {
        start(request -> HttpResponse.of(204));
        assertThat(exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nGET /"
                        + "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nGET \r\n0\r\n\r\n"
                        + "GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo("HTTP/1.1 204 No Content\r\n\r\n".repeat(3));
    }

    @Test
    void headGetsTheHeadAlone() throws Exception {
        start(new Routes()
                .get("/bytes", request -> HttpResponse.text("12345"))
                .get(
                        "/stream",
                        request -> HttpResponse.ok().stream("a/b", out -> {
                            throw new AssertionError("nobody wants it");
                        }))
                .get(
                        "/sized",
                        request -> HttpResponse.ok().stream("a/b", 7, out -> {
                            throw new AssertionError("nobody wants it");
                        })));
        assertThat(exchange("HEAD /bytes HTTP/1.1\r\nHost: x\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n"
                        + "HEAD /sized HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\n" + PLAIN + "Content-Length: 5\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 7\r\n\r\n");
    }

    @Test
    void aBodyCanBeMadeAsItIsSent() throws Exception {
        Event second = new Event();
        start(request -> HttpResponse.ok().stream("a/b", out -> {
            out.write("first");
            out.write("");
            out.flush();
            second.await();
            out.write(new byte[20]);
        }));
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(RawClient.withoutDate(client.readUntil("first\r\n")))
                    .isEqualTo(
                            "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nfirst\r\n");
            second.set();
            assertThat(client.readUntil("\r\n0\r\n\r\n")).isEqualTo("14\r\n" + "\0".repeat(20) + "\r\n0\r\n\r\n");
            assertThat(client.endOutput().awaitEnd()).isTrue();
        }
    }

    @Test
    void aBodyIsEchoedWhileItComes() throws Exception {
        start(request -> HttpResponse.ok().stream("a/b", out -> {
            ByteBuffer part = ByteBuffer.allocate(100);
            while (request.body().read(part) >= 0) {
                part.flip();
                out.write(part);
                out.flush();
                part.clear();
            }
        }));
        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.send("3\r\nabc\r\n");
            client.readUntil("\r\n3\r\nabc\r\n");
            client.send("2\r\nde\r\n0\r\n\r\n");
            assertThat(client.readUntil("0\r\n\r\n")).isEqualTo("2\r\nde\r\n0\r\n\r\n");
        }
    }

    @Test
    void theOldVersionIsSpokenTo() throws Exception {
        start(request -> request.path().equals("/stream")
                ? HttpResponse.ok().stream("a/b", out -> out.write("until the end"))
                : HttpResponse.ok().body("a/b", request.version()));
        assertThat(exchange("GET / HTTP/1.0\r\n\r\n"))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 8\r\nConnection: close\r\n\r\nHTTP/1.0");
        assertThat(
                        exchange(
                                "GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\nGET /stream HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"))
                .isEqualTo(
                        "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 8\r\nConnection: keep-alive\r\n\r\nHTTP/1.0"
                                + "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nConnection: close\r\n\r\nuntil the end");
    }

    @Test
    void aBodyIsAskedForWhenItIsWanted() throws Exception {
        start(request -> HttpResponse.ok()
                .body("a/b", request.path().equals("/yes") ? request.body().text() : "no, thanks"));
        String head = " HTTP/1.1\r\nHost: x\r\nExpect: 100-Continue\r\nContent-Length: 3\r\n\r\n";
        try (RawClient client = client()) {
            client.send("PUT /yes" + head);
            assertThat(client.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            client.send("abc");
            assertThat(client.readUntil("abc")).startsWith("HTTP/1.1 200 OK\r\n");
            client.send("PUT /no" + head);
            assertThat(client.readAll())
                    .as("nobody knows whether the client will send the body: the connection ends")
                    .isEqualTo(
                            "HTTP/1.1 200 OK\r\nContent-Type: a/b\r\nContent-Length: 10\r\nConnection: close\r\n\r\nno, thanks");
        }
        assertThat(exchange("PUT / HTTP/1.1\r\nHost: x\r\nExpect: wonders\r\n\r\n"))
                .startsWith("HTTP/1.1 417 ");
    }

    @Test
    void aBodyOfWhichTheResponseIsMadeIsAskedForBeforeThat() throws Exception {
        start(request ->
                HttpResponse.ok().stream("a/b", out -> out.write(request.body().text())));
        try (RawClient client = client()) {
            client.send(
                    "PUT / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
            assertThat(client.readUntil("\r\n\r\n")).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
            assertThat(client.send("abc").readAll()).endsWith("\r\n\r\n3\r\nabc\r\n0\r\n\r\n");
        }
    }

    @Test
    void anUnreadBodyThatIsMalformedDoesNotCostTheAnswer() throws Exception {
        start(request -> HttpResponse.text("done"));
        assertThat(exchange("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"))
                .isEqualTo("HTTP/1.1 200 OK\r\n" + PLAIN + "Content-Length: 4\r\n\r\ndone");
    }

    @Test
    void whatIsAskedForIsTakenApart() throws Exception {
        start(request -> HttpResponse.ok().body("a/b", request.path() + request.queries() + request.query("x")));
        assertThat(exchange("GET /%C3%A4/b%2Fc?x=1+2&x=%41&y&=z&%zz=%4 HTTP/1.1\r\nHost: x\r\n\r\n"))
                .endsWith("/Ã¤/b/c{x=[1 2, A], y=[], =[z], %zz=[%4]}Optional[1 2]");
        assertThat(exchange("GET http://x:80?a=b HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("/{a=[b]}Optional.empty");
        assertThat(exchange("OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("*{}Optional.empty");
    }

    @Test
    void aFormIsRead() throws Exception {
        start(request -> HttpResponse.ok().body("a/b", request.form().toString()));
        assertThat(exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na=1+2&b=%"))
                .endsWith("{a=[1 2], b=[%]}");
    }

    // ---- refused ----

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "400 | GET / HTTP/1.1~~",
                "400 | GET / HTTP/1.1~Host: a~Host: a~~",
                "400 | GET / HTTP/1.1~Host: a/b~~",
                "400 | GET / HTTP/1.0~Host: a~Host: b~~",
                "400 | GET a HTTP/1.1~Host: a~~",
                "400 | GET * HTTP/1.1~Host: a~~",
                "400 | GET /#a HTTP/1.1~Host: a~~",
                "400 | GET /% HTTP/1.1~Host: a~~",
                "400 | GET /%00 HTTP/1.1~Host: a~~",
                "400 | GET /%ff HTTP/1.1~Host: a~~",
                "400 | GET http:// HTTP/1.1~Host: a~~",
                "400 | POST / HTTP/1.1~Host: a~Content-Length: 1~Content-Length: 1~~x",
                "400 | POST / HTTP/1.1~Host: a~Content-Length: 1~Transfer-Encoding: chunked~~0~~",
                "400 | POST / HTTP/1.1~Host: a~Content-Length: -1~~",
                "400 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~x~",
                "411 | POST / HTTP/1.0~~a body",
                "501 | POST / HTTP/1.1~Host: a~Transfer-Encoding: gzip, chunked~~0~~",
                "501 | CONNECT a:80 HTTP/1.1~Host: a~~",
                "505 | GET / HTTP/3.0~Host: a~~",
                "413 | POST / HTTP/1.1~Host: a~Content-Length: 11~~xxxxxxxxxxx",
                "413 | POST / HTTP/1.1~Host: a~Transfer-Encoding: chunked~~b~xxxxxxxxxxx~0~~",
                "400 | gibberish~~"
            })
    void whatIsWrongIsRefusedAndNothingAfterItIsRead(int status, String request) throws Exception {
        start(builder().maxBody(10), r -> HttpResponse.text("read " + r.body().text()));
        String answer = exchange(request.replace("~", "\r\n") + "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status + ' ').contains("Connection: close\r\n");
        assertThat(answer.split("HTTP/1.1 ", -1)).as("one answer").hasSize(2);
    }

    @Test
    void limitsOfHeadsHold() throws Exception {
        start(request -> HttpResponse.of(204));
        String line = "GET /" + "x".repeat(8192 - 14) + " HTTP/1.1\r\nHost: x\r\n\r\n";
        assertThat(exchange(line)).startsWith("HTTP/1.1 204 ");
        assertThat(exchange("x" + line)).startsWith("HTTP/1.1 414 ");
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\nA: " + "x".repeat(16 * 1024) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431 ");
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(99) + "\r\n"))
                .startsWith("HTTP/1.1 204 ");
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(100) + "\r\n"))
                .isEqualTo("HTTP/1.1 431 Request Header Fields Too Large\r\n" + PLAIN
                        + "Content-Length: 75\r\nConnection: close\r\n\r\n"
                        + "431 Request Header Fields Too Large: There are more than 100 header fields\n");
    }

    @Test
    void aRefusedClientThatStillSendsGetsTheAnswer() throws Exception {
        start(builder().maxBody(10), request -> HttpResponse.of(204));
        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n\r\n");
            client.send("x".repeat(500_000)); // more than the operating system keeps: it is taken and thrown away
            assertThat(client.readAll()).startsWith("HTTP/1.1 413 Content Too Large\r\n");
        }
    }

    // ---- slow, gone, too many ----

    @Test
    void aHeadThatTakesTooLongIsRefused() throws Exception {
        start(builder().headerTimeout(Duration.ofMillis(200)), request -> HttpResponse.of(204));
        String answer = "";
        while (answer.isEmpty()) { // a busy machine may let so much time pass before the first byte
            try (RawClient client = client()) {
                answer = client.send("GET / HT").readAll();
            }
        }
        assertThat(answer).startsWith("HTTP/1.1 408 Request Timeout\r\n");
        try (RawClient silent = client()) {
            assertThat(silent.readAll()).isEmpty();
        }
    }

    @Test
    void aHeadThatTricklesIsRefusedAsIfNothingCame() throws Exception {
        start(builder().headerTimeout(Duration.ofMillis(200)), request -> HttpResponse.of(204));
        String answer = "";
        while (answer.isEmpty()) {
            try (RawClient client = client()) {
                Coroutine<Void> trickle = spawn(() -> {
                    for (; ; sleep(10)) {
                        client.send("x");
                    }
                });
                answer = client.readAll();
                trickle.cancel();
                trickle.awaitEnd();
                trickle.outcome();
            }
        }
        assertThat(answer).startsWith("HTTP/1.1 408 Request Timeout\r\n");
    }

    @Test
    void aBodyThatTakesTooLongIsRefused() throws Exception {
        start(
                builder().bodyTimeout(Duration.ofMillis(200)),
                request -> HttpResponse.text(request.body().text()));
        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
            assertThat(client.readAll())
                    .startsWith("HTTP/1.1 408 Request Timeout\r\n")
                    .endsWith("408 Request Timeout: The body came too slowly: 2 bytes so far\n");
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void aConnectionThatIsNotUsedEnds() throws Exception {
        start(builder().idleTimeout(Duration.ofMillis(100)), request -> HttpResponse.of(204));
        try (RawClient client = client()) {
            assertThat(client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n").readAll())
                    .isEqualTo("HTTP/1.1 204 No Content\r\n\r\n");
        }
    }

    @Test
    void aClientThatTakesNothingIsLetGo() throws Exception {
        AsyncResult<Throwable> ended = new AsyncResult<>();
        start(
                builder().writeTimeout(Duration.ofMillis(200)),
                request -> HttpResponse.ok().stream("a/b", out -> {
                    try {
                        while (true) {
                            out.write(new byte[100_000]);
                        }
                    } catch (Throwable thrown) {
                        ended.set(thrown);
                        throw thrown;
                    }
                }));
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(ended.get()).isInstanceOf(java.net.SocketTimeoutException.class);
        }
        assertThat(reported).as("that is no failure of the handler").isEmpty();
    }

    @Test
    void aClientThatGoesInTheMiddleIsNoFailure() throws Exception {
        Event reading = new Event();
        start(request -> {
            reading.set();
            return HttpResponse.text(request.body().text());
        });
        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab");
            reading.await();
            client.reset();
        }
        assertThat(exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nab"))
                .as("it has ended its side")
                .isEmpty();
        while (server.connections() > 0) {
            Thread.onSpinWait();
        }
        assertThat(reported).isEmpty();
    }

    @Test
    void theLastAnswerIsFollowedByAnEndAndNoResetHoweverMuchTheClientStillSends() throws Exception {
        Event asked = new Event();
        Event sent = new Event();
        startHeld(asked, sent, HttpResponse.text("the last").header("Connection", "close"));
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            asked.await(); // so that the server has read so far, and what follows waits to be read
            client.send("GET /more HTTP/1.1\r\nHost: x\r\n\r\n");
            sent.set();
            assertThat(client.readAll()).endsWith("the last");
            client.send("and more");
            client.endOutput();
        }
    }

    @Test
    void aStoppedServersLastAnswerIsFollowedByAnEndAndNoReset() throws Exception {
        Event asked = new Event();
        Event sent = new Event();
        startHeld(asked, sent, HttpResponse.text("the last"));
        try (RawClient idle = client();
                RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            asked.await();
            Coroutine<Boolean> stop = spawn(() -> server.stop(Duration.ofMinutes(1)));
            assertThat(idle.awaitEnd()).isTrue();
            client.send("GET /more HTTP/1.1\r\nHost: x\r\n\r\n");
            sent.set();
            assertThat(client.readAll()).contains("Connection: close\r\n").endsWith("the last");
            client.endOutput();
            assertThat(stop.get()).isTrue();
        }
    }

    @Test
    void noMoreConnectionsAreAcceptedThanThereIsRoomFor() throws Exception {
        AtomicInteger now = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Latch full = new Latch(3);
        start(builder().maxConnections(3), request -> {
            most.accumulateAndGet(now.incrementAndGet(), Math::max);
            if (full.count() > 0) {
                full.countDown();
                full.await();
            }
            sleep(20);
            now.decrementAndGet();
            return HttpResponse.of(204).header("Connection", "close");
        });
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            clients.add(client().send("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        }
        for (RawClient client : clients) {
            assertThat(client.readAll()).isEqualTo("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
            client.close();
        }
        assertThat(most).hasValue(3);
    }

    @Test
    void afterAWriteThatWasGivenUpNothingFollows() throws Exception {
        AsyncResult<Throwable> ended = new AsyncResult<>();
        start(request -> HttpResponse.ok().stream("a/b", out -> {
            Integer written = withTimeoutOrNull(Duration.ofMillis(50), () -> {
                out.write(new byte[100_000_000]);
                return 1;
            });
            assertThat(written).isNull();
            try {
                out.write("more");
                out.flush();
            } catch (IOException e) {
                ended.set(e);
            }
        }));
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(ended.get()).hasMessageStartingWith("A write did not come to its end before");
            assertThat(client.readAll()).doesNotEndWith("0\r\n\r\n");
        }
    }

    @Test
    void connectionsCanRunOnSeveralLoops() throws Exception {
        start(
                builder().loops(2),
                request -> HttpResponse.text(Thread.currentThread().getName()));
        Set<String> threads = new TreeSet<>();
        for (int i = 0; i < 4; i++) {
            threads.add(get("/"));
        }
        assertThat(threads).hasSize(2);
        assertThat(server.stop(Duration.ofMinutes(1))).isTrue();
    }

    // ---- failing handlers ----

    @Test
    void aHandlersFailureIs500AndReportedAndTheConnectionGoesOn() throws Exception {
        IllegalStateException failure = new IllegalStateException("the cause");
        start(request -> {
            if (request.path().equals("/null")) {
                return null;
            }
            throw failure;
        });
        String answer = "HTTP/1.1 500 Internal Server Error\r\n" + PLAIN
                + "Content-Length: 26\r\n\r\n500 Internal Server Error\n";
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /null HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo(answer + answer);
        assertThat(reported.poll(60, TimeUnit.SECONDS)).isSameAs(failure);
        assertThat(reported.poll(60, TimeUnit.SECONDS))
                .hasMessage(
                        "The handler returned null for GET /null. Return HttpResponse.of(204), say, if there is nothing to answer.");
    }

    @Test
    void aHandlerAnswersByAStatusThatItThrows() throws Exception {
        start(request -> {
            throw new HttpStatusException(404, "There is no order 7");
        });
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo("HTTP/1.1 404 Not Found\r\n" + PLAIN
                        + "Content-Length: 35\r\n\r\n404 Not Found: There is no order 7\n");
        assertThat(reported).isEmpty();
    }

    @Test
    void aBodyThatFailsBeforeItsFirstByteIs500() throws Exception {
        start(request -> HttpResponse.ok().stream("a/b", out -> {
            out.write("gathered, not sent");
            throw new IllegalStateException("too early");
        }));
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 500 ");
        assertThat(reported.poll(60, TimeUnit.SECONDS)).hasMessage("too early");
    }

    @Test
    void aBodyThatFailsInItsMiddleIsNotTakenForAWholeOne() throws Exception {
        start(request -> HttpResponse.ok().stream("a/b", out -> {
            out.write("a part");
            out.flush();
            throw new IllegalStateException("too late");
        }));
        assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("\r\n\r\n6\r\na part\r\n");
        assertThat(reported.poll(60, TimeUnit.SECONDS)).hasMessage("too late");
    }

    @Test
    void aBodyHasTheLengthThatWasAnnounced() throws Exception {
        start(request -> HttpResponse.ok().stream("a/b", 5, out -> {
            out.write("abc");
            if (request.path().equals("/more")) {
                out.write("def");
            } else if (request.path().equals("/exact")) {
                out.write("de");
            }
        }));
        assertThat(exchange("GET /exact HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("Content-Length: 5\r\n\r\nabcde");
        assertThat(exchange("GET /more HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 500 ");
        assertThat(reported.poll(60, TimeUnit.SECONDS))
                .hasMessage(
                        "A body of 5 bytes was announced, and 6 were written. Announce as many as there are, or none.");
        assertThat(exchange("GET /fewer HTTP/1.1\r\nHost: x\r\n\r\n")).startsWith("HTTP/1.1 500 ");
        assertThat(reported.poll(60, TimeUnit.SECONDS))
                .hasMessage(
                        "A body of 5 bytes was announced, and only 3 were written. Announce as many as there are, or none.");
    }

    @Test
    void headersCannotBeForged() {
        assertThatThrownBy(() -> HttpResponse.ok().header("X", "a\r\nSet-Cookie: b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("The value of header X has the character U+000D at 1");
        assertThatThrownBy(() -> HttpResponse.ok().header("X: y\r\nZ", "a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> HttpResponse.ok().header("content-length", "1"))
                .hasMessageContaining("comes from the body");
    }

    @Test
    void aRequestsBodyCannotBeReadAfterItsTime() throws Exception {
        AsyncResult<HttpBody> kept = new AsyncResult<>();
        start(request -> {
            kept.set(request.body());
            return HttpResponse.of(204);
        });
        try (RawClient client = client()) {
            client.send("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc")
                    .readUntil("\r\n\r\n");
            exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
            HttpBody body = kept.get();
            while (true) {
                try {
                    body.read(ByteBuffer.allocate(1));
                } catch (IllegalStateException e) {
                    assertThat(e).hasMessageContaining("after its connection was given back");
                    break;
                }
            }
        }
    }

    // ---- the end ----

    @Test
    void stoppingLetsRequestsBeAnsweredAndEndsIdleConnections() throws Exception {
        Event asked = new Event();
        Event answer = new Event();
        startHeld(asked, answer, HttpResponse.text("at last"));
        try (RawClient idle = client();
                RawClient busy = client()) {
            busy.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            asked.await();
            Coroutine<Boolean> stop = spawn(() -> server.stop(Duration.ofMinutes(1)));
            assertThat(idle.awaitEnd()).isTrue();
            assertThat(stop.isDone()).isFalse();
            answer.set();
            assertThat(busy.readAll()).contains("Connection: close\r\n").endsWith("at last");
            assertThat(stop.get()).isTrue();
        }
        assertThatThrownBy(server::localAddress).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void stoppingDoesNotWaitForEver() throws Exception {
        Event asked = new Event();
        AtomicInteger ended = new AtomicInteger();
        start(request -> {
            try {
                asked.set();
                sleep(Duration.ofDays(1));
                return HttpResponse.ok();
            } finally {
                ended.incrementAndGet();
            }
        });
        try (RawClient client = client()) {
            client.send("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
            asked.await();
            assertThat(server.stop(Duration.ofMillis(50))).isFalse();
            assertThat(client.readAll()).isEmpty();
        }
        assertThat(ended).hasValue(1);
        assertThat(server.connections()).isZero();
        assertThat(reported).isEmpty();
    }

    @Test
    void aTakenPortIsNamed() throws Exception {
        start(request -> HttpResponse.ok());
        assertThatThrownBy(() -> builder().localPort(server.port()).start(request -> HttpResponse.ok()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(":" + server.port());
    }

    @Test
    void routesAreChosenByMethodAndPath() throws Exception {
        start(new Routes()
                .get("/", r -> HttpResponse.text("root"))
                .get("/a", r -> HttpResponse.text("a"))
                .post("/a", r -> HttpResponse.text("post a"))
                .get("/a/{x}", r -> HttpResponse.text("a x=" + r.pathValue("x")))
                .get("/a/b", r -> HttpResponse.text("a b"))
                .get("/a/{x}/{y}", r -> HttpResponse.text("a x=" + r.pathValue("x") + " y=" + r.pathValue("y")))
                .get("/a/b/d", r -> HttpResponse.text("a b d"))
                .get("/f/{p...}", r -> HttpResponse.text("f p=" + r.pathValue("p"))));
        assertThat(get("/")).isEqualTo("root");
        assertThat(get("/a")).isEqualTo("a");
        assertThat(get("/a/b")).isEqualTo("a b");
        assertThat(get("/a/c%20d")).isEqualTo("a x=c d");
        assertThat(get("/a/c%2Fd")).isEqualTo("a x=c/d");
        assertThat(get("/%61")).isEqualTo("a");
        assertThat(get("/a/b/d")).isEqualTo("a b d");
        assertThat(get("/a/b/c"))
                .as("the way through the text is a blind alley")
                .isEqualTo("a x=b y=c");
        assertThat(get("/f")).isEqualTo("f p=");
        assertThat(get("/f/")).isEqualTo("f p=");
        assertThat(get("/f/g/h.txt")).isEqualTo("f p=g/h.txt");
        assertThat(get("/a/")).startsWith("404 ");
        assertThat(get("/b")).startsWith("404 ");
        assertThat(exchange("POST /a HTTP/1.1\r\nHost: x\r\n\r\n")).endsWith("\r\n\r\npost a");
        assertThat(exchange("DELETE /a HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD, POST, OPTIONS\r\n");
        assertThat(exchange("OPTIONS /a HTTP/1.1\r\nHost: x\r\n\r\n"))
                .isEqualTo("HTTP/1.1 204 No Content\r\nAllow: GET, HEAD, POST, OPTIONS\r\n\r\n");
    }

    @Suspendable
    private String get(String path) throws IOException {
        String answer = exchange("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
        return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }

    @Test
    void routesThatMakeNoSenseAreRefused() {
        Routes routes = new Routes().get("/a/{x}", r -> HttpResponse.ok());
        for (String pattern : new String[] {"a", "/{x", "/{}", "/{x}/{x}", "/{x...}/a", "/a/{y}"}) {
            assertThatThrownBy(() -> routes.get(pattern, r -> HttpResponse.ok()))
                    .as(pattern)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(pattern);
        }
    }
}
