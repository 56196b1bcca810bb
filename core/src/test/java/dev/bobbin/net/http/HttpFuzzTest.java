package dev.bobbin.net.http;

import static dev.bobbin.Coroutines.spawn;
import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.net.TcpServer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Damaged requests for the server and damaged replies for the client, over sockets: both come to an end, say what they should, and
 * go on. More of them by {@code -Dhttp.fuzz=1000000}, others by {@code -Dhttp.fuzz.seed=7}.
 */
@Timeout(3600)
class HttpFuzzTest {

    private static final int TIMES = Integer.getInteger("http.fuzz", 20_000) / 50;
    private static final long SEED = Long.getLong("http.fuzz.seed", 1);

    private static final String[] REQUESTS = {
        "GET /a HTTP/1.1\r\nHost: a\r\n\r\n",
        "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
        "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: u\r\n\r\n",
        "HEAD /stream HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET /stream HTTP/1.1\r\nHost: a\r\n\r\n",
        "PUT /d HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\nabc",
        "GET /e HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    };

    private static final String[] REPLIES = {
        "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n3;a\r\nyou\r\n0\r\nT: u\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 404 Not Found\r\nA: b\r\n\r\nuntil the end",
        "HTTP/1.1 301 Moved\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n",
    };

    private final Random random = new Random(SEED);

    @Test
    void theServerEndsEachConnectionAndSaysOnlyHttp() throws Exception {
        BlockingQueue<Throwable> reported = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.builder()
                .localPort(0)
                .headLimits(200, 500, 10)
                .maxBody(100)
                .onFailure((request, thrown) -> reported.add(thrown))
                .start(request -> request.path().equals("/stream")
                        ? HttpResponse.ok().stream("a/b", out -> out.write("a stream"))
                        : HttpResponse.text(request.body().text()));
        int well = 0;
        for (int i = 0; i < TIMES; i++) {
            String sent = damaged(REQUESTS, 1 + random.nextInt(4));
            try (RawClient client = new RawClient(server.port())) {
                sendInPieces(client, sent);
                String answers = client.endOutput().readAll();
                well += wholeAnswers(answers, sent, i);
            } catch (IOException e) {
                // a reset is an end, too: the server had said all and was still sent to
            }
        }
        assertThat(well).as("some are well, or this tests little").isGreaterThan(TIMES / 2);
        assertThat(reported).as("seed " + SEED).isEmpty();
        while (server.connections() > 0) {
            Thread.onSpinWait();
        }
        server.close();
        server.join();
    }

    private void sendInPieces(RawClient client, String text) throws IOException {
        try {
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(200));
                client.send(text.substring(at, end));
                at = end;
            }
        } catch (IOException e) {
            // the server has refused it before all was sent
        }
    }

    /** How many answers there are; each must be a whole one, though the last may be cut short by its request's end. */
    private static int wholeAnswers(String answers, String sent, int number) {
        int count = 0;
        ByteBuffer in = ByteBuffer.wrap(answers.getBytes(StandardCharsets.ISO_8859_1));
        HeadParser parser = HeadParser.ofReplies(new HeadParser.Limits(200, 2000, 20));
        try {
            while (in.hasRemaining()) {
                parser.reset();
                assertThat(parser.feed(in)).as(about(number, sent, answers)).isTrue();
                if (parser.status() == 100) {
                    continue;
                }
                // Answers to HEAD have no body: what follows them tells.
                boolean bodyFollows = in.remaining() > 0 && !startsWithAnswer(in);
                long framing = bodyFollows ? Framing.ofReply("GET", parser.status(), parser.headers()) : 0;
                if (framing == Framing.CHUNKED) {
                    ChunkDecoder chunks = new ChunkDecoder();
                    chunks.decode(in, ByteBuffer.allocate(1000));
                    assertThat(chunks.isDone()).as(about(number, sent, answers)).isTrue();
                } else if (framing >= 0) {
                    assertThat(framing).as(about(number, sent, answers)).isLessThanOrEqualTo(in.remaining());
                    in.position(in.position() + (int) framing);
                } else {
                    in.position(in.limit());
                }
                count++;
            }
        } catch (HttpStatusException e) {
            throw new AssertionError(about(number, sent, answers), e);
        }
        return count;
    }

    private static boolean startsWithAnswer(ByteBuffer in) {
        for (int i = 0; i < 9; i++) {
            if (i >= in.remaining() || in.get(in.position() + i) != "HTTP/1.1 ".charAt(i)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void theClientTakesAReplyOrSaysWhatIsWrong() throws Exception {
        AtomicReference<String> reply = new AtomicReference<>();
        int well = 0;
        try (TcpServer server = TcpServer.bindLocal(0)) {
            spawn(() -> server.serve(socket -> {
                byte[] request = new byte[1000];
                while (socket.read(request) >= 0) {
                    socket.write(reply.get().getBytes(StandardCharsets.ISO_8859_1));
                    socket.shutdownOutput();
                }
            }));
            String url = "http://localhost:" + server.port();
            for (int i = 0; i < TIMES; i++) {
                reply.set(damaged(REPLIES, 1));
                try {
                    HttpReply got = Http.get(url);
                    assertThat(got.status()).as(reply.get()).isBetween(200, 999);
                    got.text();
                    well++;
                } catch (HttpCallException e) {
                    assertThat(e).as(reply.get()).hasMessageStartingWith("GET " + url);
                }
            }
        }
        assertThat(well).as("some are well, or this tests little").isGreaterThan(TIMES / 10);
    }

    @Test
    void whatNeverEndsIsRefused() throws Exception {
        HttpServer server = HttpServer.builder()
                .localPort(0)
                .start(r -> HttpResponse.text(r.body().text()));
        String[][] endless = {
            {"", "x", "414"},
            {"GET / HTTP/1.1\r\nA: ", "x", "431"},
            {"GET / HTTP/1.1\r\n", "A: b\r\n", "431"},
            {
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                "1;" + "x".repeat(1000) + "\r\na\r\n",
                "400"
            },
            {
                "POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n",
                "800\r\n" + "a".repeat(2048) + "\r\n",
                "413"
            },
            {"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "A: b\r\n", "431"},
        };
        for (String[] each : endless) {
            try (RawClient client = new RawClient(server.port())) {
                client.send(each[0]);
                String part = each[1].repeat(10_000 / each[1].length() + 1);
                int sent = 0;
                try {
                    for (; sent < 80_000_000; sent += part.length()) {
                        client.send(part);
                    }
                } catch (IOException e) {
                    // it was refused, and after a while not even taken
                }
                assertThat(sent).as(each[0]).isLessThan(80_000_000);
            }
        }
        server.close();
        server.join();
    }

    private String damaged(String[] samples, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.append(samples[random.nextInt(samples.length)]);
        }
        for (int n = random.nextInt(3); n > 0; n--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + random.nextInt(20));
            switch (random.nextInt(4)) {
                case 0 -> text.setCharAt(at, (char) random.nextInt(256));
                case 1 -> text.delete(at, Math.max(at, Math.min(end, text.length() - 1)));
                case 2 -> text.insert(at, text.substring(at, end));
                default -> text.insert(random.nextInt(text.length()), "\r\n");
            }
        }
        return text.toString();
    }

    private static String about(int number, String sent, String answers) {
        return "number " + number + " of seed " + SEED + ": " + sent + "\n--- was answered by\n" + answers;
    }
}
