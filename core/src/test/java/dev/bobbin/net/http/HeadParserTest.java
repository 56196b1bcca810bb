package dev.bobbin.net.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads as they should be, and as they must not be. */
class HeadParserTest {

    private static final HeadParser.Limits LIMITS = new HeadParser.Limits(64, 256, 5);

    @Test
    void aRequestIsTakenApart() throws Exception {
        HeadParser parser = parse("GET /a?b=c HTTP/1.1\r\nHost: x\r\nA:  \t1 2 \t\r\na:\r\n\r\n");
        assertThat(parser.method()).isEqualTo("GET");
        assertThat(parser.target()).isEqualTo("/a?b=c");
        assertThat(parser.minorVersion()).isEqualTo(1);
        assertThat(parser.headers().first("HOST")).hasValue("x");
        assertThat(parser.headers().all("A")).containsExactly("1 2", "");
        assertThat(parser.headers().size()).isEqualTo(3);
    }

    @Test
    void aReplyIsTakenApartWithAndWithoutAReason() throws Exception {
        for (String line : new String[] {"HTTP/1.0 404 Not Found", "HTTP/1.0 404 ", "HTTP/1.0 404"}) {
            HeadParser parser = HeadParser.ofReplies(LIMITS);
            assertThat(parser.feed(bytes(line + "\r\n\r\n"))).isTrue();
            assertThat(parser.status()).isEqualTo(404);
            assertThat(parser.minorVersion()).isZero();
        }
    }

    @Test
    void nothingBeyondTheHeadIsTaken() throws Exception {
        ByteBuffer in = bytes("GET / HTTP/1.1\r\n\r\nGET /next");
        HeadParser parser = HeadParser.ofRequests(LIMITS);
        assertThat(parser.feed(in)).isTrue();
        assertThat(StandardCharsets.ISO_8859_1.decode(in).toString()).isEqualTo("GET /next");
    }

    @Test
    void itIsTheSameHeadWhereverItsBytesAreSplit() throws Exception {
        String head = "\r\nPOST /x HTTP/1.0\r\nA: 1\r\nBcd: efg h\r\n\r\n";
        String whole = told(parse(head));
        for (int i = 0; i <= head.length(); i++) {
            for (int j = i; j <= head.length(); j++) {
                HeadParser parser = HeadParser.ofRequests(LIMITS);
                parser.feed(bytes(head.substring(0, i)));
                parser.feed(bytes(head.substring(i, j)));
                parser.feed(bytes(head.substring(j)));
                assertThat(told(parser)).isEqualTo(whole);
            }
        }
    }

    @Test
    void itKnowsWhetherAHeadHasBegun() throws Exception {
        HeadParser parser = HeadParser.ofRequests(LIMITS);
        assertThat(parser.hasBegun()).isFalse();
        parser.feed(bytes("G"));
        assertThat(parser.hasBegun()).isTrue();
        parser.feed(bytes("ET / HTTP/1.1\r\n\r\n"));
        parser.reset();
        assertThat(parser.hasBegun()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1\n\n", // LF alone
                "GET / HTTP/1.1\r\nA: b\n\r\n",
                "GET / HTTP/1.1\r\nA: b\rc\r\n\r\n", // CR alone
                "GET / HTTP/1.1\r\nA: b\0c\r\n\r\n",
                "GET / HTTP/1.1\r\nA: b\u007fc\r\n\r\n",
                "GET / HTTP/1.1\r\nA : b\r\n\r\n", // a space before the colon
                "GET / HTTP/1.1\r\n A: b\r\n\r\n", // folded
                "GET / HTTP/1.1\r\nA: b\r\n c\r\n\r\n",
                "GET / HTTP/1.1\r\nA\r\n\r\n",
                "GET / HTTP/1.1\r\n: b\r\n\r\n",
                "GET / HTTP/1.1\r\nÄ: b\r\n\r\n",
                "GET / HTTP/1.1\r\nA(: b\r\n\r\n",
                "GET /\r\n\r\n", // HTTP/0.9
                "GET  / HTTP/1.1\r\n\r\n",
                "GET / HTTP/1.1 \r\n\r\n",
                " GET / HTTP/1.1\r\n\r\n",
                "GET /a b HTTP/1.1\r\n\r\n",
                "GET /\t HTTP/1.1\r\n\r\n",
                "GET /ä HTTP/1.1\r\n\r\n",
                "G@T / HTTP/1.1\r\n\r\n",
                "GET / http/1.1\r\n\r\n",
                "GET / HTTP/11\r\n\r\n",
                "GET / HTTP/1.10\r\n\r\n",
                "GET / HTTP/+.1\r\n\r\n",
                "\r\n\r\n\r\n\r\n\r\nGET / HTTP/1.1\r\n\r\n"
            })
    void whatIsNoRequestIsABadOne(String head) {
        assertThat(statusOf(head)).isEqualTo(400);
    }

    @Test
    void otherVersionsAreNotSpoken() {
        assertThat(statusOf("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")).isEqualTo(505);
        assertThat(statusOf("GET / HTTP/0.9\r\n\r\n")).isEqualTo(505);
        assertThat(statusOf("GET / HTTP/1.7\r\n\r\n"))
                .as("a later minor version")
                .isZero();
    }

    @Test
    void limitsHoldToTheByte() {
        String longest = "GET /" + "x".repeat(64 - 14) + " HTTP/1.1";
        assertThat(longest).hasSize(64);
        assertThat(statusOf(longest + "\r\n\r\n")).isZero();
        assertThat(statusOf("x" + longest + "\r\n\r\n")).isEqualTo(414);

        assertThat(statusOf("GET / HTTP/1.1\r\nA:" + "x".repeat(254) + "\r\n\r\n"))
                .isZero();
        assertThat(statusOf("GET / HTTP/1.1\r\nA:" + "x".repeat(255) + "\r\n\r\n"))
                .isEqualTo(431);
        assertThat(statusOf("GET / HTTP/1.1\r\nA:" + "x".repeat(200) + "\r\nB:" + "x".repeat(53) + "\r\n\r\n"))
                .isEqualTo(431);

        assertThat(statusOf("GET / HTTP/1.1\r\n" + "A:\r\n".repeat(5) + "\r\n")).isZero();
        assertThat(statusOf("GET / HTTP/1.1\r\n" + "A:\r\n".repeat(6) + "\r\n")).isEqualTo(431);
    }

    @Test
    void whatNeverEndsIsRefusedBeforeItIsKept() {
        HeadParser parser = HeadParser.ofRequests(LIMITS);
        int fed = 0;
        try {
            for (; fed < 1000; fed++) {
                parser.feed(bytes("x"));
            }
        } catch (HttpStatusException e) {
            assertThat(e.status()).isEqualTo(414);
        }
        assertThat(fed).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"HTTP/1.1 20 OK", "HTTP/1.1 2x0 OK", "HTTP/1.1 099 OK", "HTTP/1.12000 OK", "HTTP/2.0 200 OK", ""
            })
    void whatIsNoReplyIsRefused(String line) {
        try {
            HeadParser.ofReplies(LIMITS).feed(bytes(line + "\r\n\r\n"));
        } catch (HttpStatusException e) {
            return;
        }
        throw new AssertionError(line + " was taken for a reply");
    }

    private static HeadParser parse(String head) throws HttpStatusException {
        HeadParser parser = HeadParser.ofRequests(LIMITS);
        assertThat(parser.feed(bytes(head))).isTrue();
        return parser;
    }

    /** 0 if it is well. */
    private static int statusOf(String head) {
        HeadParser parser = HeadParser.ofRequests(LIMITS);
        try {
            assertThat(parser.feed(bytes(head))).isTrue();
            return 0;
        } catch (HttpStatusException e) {
            return e.status();
        }
    }

    private static String told(HeadParser parser) {
        return parser.method() + ' ' + parser.target() + ' ' + parser.minorVersion() + '\n' + parser.headers();
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }
}
