package dev.bobbin.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random bytes and damaged requests: they are taken or refused, the same however they are split, never anything else. More of
 * them by {@code -Dhttp.fuzz=1000000}, others by {@code -Dhttp.fuzz.seed=7}.
 */
@Timeout(3600)
class HttpParserFuzzTest {

    private static final int TIMES = Integer.getInteger("http.fuzz", 20_000);
    private static final long SEED = Long.getLong("http.fuzz.seed", 1);

    private static final HeadParser.Limits LIMITS = new HeadParser.Limits(100, 300, 6);

    private static final String[] WORDS = {
        "GET",
        "POST",
        " ",
        "/",
        "*",
        "HTTP/1.1",
        "HTTP/1.0",
        "\r\n",
        "\r\n\r\n",
        "\n",
        "\r",
        ":",
        "Host: a",
        "Content-Length: 5",
        "Content-Length:",
        "Transfer-Encoding: chunked",
        ",",
        "\t",
        "\0",
        "ÿ",
        "0",
        "5",
        "ffffffff",
        ";",
        "a=b",
        "hello",
        "%",
    };

    private final Random random = new Random(SEED);

    @Test
    void whateverComesIsTakenOrRefusedTheSameHoweverItIsSplit() {
        int taken = 0;
        for (int i = 0; i < TIMES; i++) {
            byte[] bytes = bytes(i % 3);
            String whole = outcome(List.of(bytes));
            assertThat(outcome(pieces(bytes))).as(about(i, bytes)).isEqualTo(whole);
            taken += whole.startsWith("taken") ? 1 : 0;
        }
        assertThat(taken).as("some are well, or this tests little").isGreaterThan(TIMES / 100);
    }

    private byte[] bytes(int kind) {
        if (kind == 0) {
            byte[] bytes = new byte[random.nextInt(500)];
            random.nextBytes(bytes);
            return bytes;
        }
        StringBuilder text = new StringBuilder();
        if (kind == 1) {
            for (int n = random.nextInt(40); n > 0; n--) {
                text.append(WORDS[random.nextInt(WORDS.length)]);
            }
        } else {
            text.append("POST /path?x=y HTTP/1.1\r\nHost: a\r\n");
            boolean chunked = random.nextBoolean();
            text.append(chunked ? "Transfer-Encoding: chunked" : "Content-Length: 10")
                    .append("\r\n\r\n");
            text.append(chunked ? "5\r\nhello\r\n5;a=b\r\nworld\r\n0\r\nT: u\r\n\r\n" : "helloworld");
            for (int n = random.nextInt(3); n > 0; n--) {
                damage(text);
            }
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private void damage(StringBuilder text) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(4)) {
            case 0 -> text.setCharAt(at, (char) random.nextInt(256));
            case 1 -> text.insert(at, WORDS[random.nextInt(WORDS.length)]);
            case 2 -> text.delete(at, Math.min(text.length() - 1, at + random.nextInt(8)));
            default -> text.insert(at, text.substring(at, Math.min(text.length(), at + random.nextInt(200))));
        }
    }

    private List<byte[]> pieces(byte[] bytes) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; ) {
            int end = Math.min(bytes.length, at + 1 + random.nextInt(random.nextBoolean() ? 2 : 50));
            pieces.add(java.util.Arrays.copyOfRange(bytes, at, end));
            at = end;
        }
        return pieces;
    }

    /** What comes of it, as the server goes about it: head, framing, body. What is neither taken nor refused is thrown. */
    private static String outcome(List<byte[]> pieces) {
        HeadParser parser = HeadParser.ofRequests(LIMITS);
        ChunkDecoder decoder = null;
        ByteBuffer body = ByteBuffer.allocate(1000);
        long left = 0;
        boolean inBody = false;
        try {
            for (byte[] piece : pieces) {
                ByteBuffer in = ByteBuffer.wrap(piece);
                if (!inBody && parser.feed(in)) {
                    inBody = true;
                    left = Framing.ofRequest(parser.headers(), parser.minorVersion());
                    decoder = left == Framing.CHUNKED ? new ChunkDecoder() : null;
                }
                if (inBody && decoder != null) {
                    decoder.decode(in, body);
                } else if (inBody) {
                    for (; left > 0 && in.hasRemaining(); left--) {
                        body.put(in.get());
                    }
                }
            }
        } catch (HttpStatusException e) {
            return "refused " + e.status() + ' ' + e.getMessage();
        }
        boolean complete = inBody && (decoder != null ? decoder.isDone() : left == 0);
        if (!complete) {
            return "unfinished " + body.position();
        }
        return "taken " + parser.method() + parser.target() + parser.headers()
                + new String(body.array(), 0, body.position(), StandardCharsets.ISO_8859_1);
    }

    private static String about(int number, byte[] bytes) {
        return "number " + number + " of seed " + SEED + ": " + new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
