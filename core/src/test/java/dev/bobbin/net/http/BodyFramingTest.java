package dev.bobbin.net.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where bodies end: the rules against smuggled requests, and chunks. */
class BodyFramingTest {

    @Test
    void aLengthIsTakenAsItStands() throws Exception {
        assertThat(Framing.ofRequest(HttpHeaders.empty(), 1)).isZero();
        assertThat(Framing.ofRequest(HttpHeaders.of("content-LENGTH", "00042"), 1))
                .isEqualTo(42);
        assertThat(Framing.ofRequest(HttpHeaders.of("Transfer-Encoding", "Chunked"), 1))
                .isEqualTo(Framing.CHUNKED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-1", "+1", "1 2", "1,1", "0x10", "1e3", "९", "9999999999999999999"})
    void whatIsNoLengthIsRefused(String value) {
        assertRefused(400, HttpHeaders.checked(new String[] {"Content-Length", value}), 1);
    }

    @Test
    void whatTwoServersCouldReadDifferentlyIsRefused() {
        assertRefused(400, HttpHeaders.of("Content-Length", "1", "Transfer-Encoding", "chunked"), 1);
        assertRefused(400, HttpHeaders.of("Content-Length", "1", "Content-Length", "2"), 1);
        assertRefused(400, HttpHeaders.of("Content-Length", "1", "Content-Length", "1"), 1);
        assertRefused(400, HttpHeaders.of("Transfer-Encoding", "chunked"), 0);
        assertRefused(400, HttpHeaders.of("Transfer-Encoding", "chunked, identity"), 1);
        assertRefused(400, HttpHeaders.of("Transfer-Encoding", "chunked", "Transfer-Encoding", "chunked"), 1);
        assertRefused(400, HttpHeaders.of("Transfer-Encoding", "xchunked"), 1);
        assertRefused(400, HttpHeaders.of("Transfer-Encoding", "chunked;q=1"), 1);
        assertRefused(400, HttpHeaders.of("Transfer-Encoding", ""), 1);
        assertRefused(501, HttpHeaders.of("Transfer-Encoding", "gzip, chunked"), 1);
    }

    private static void assertRefused(int status, HttpHeaders headers, int minorVersion) {
        assertThatThrownBy(() -> Framing.ofRequest(headers, minorVersion))
                .isInstanceOfSatisfying(
                        HttpStatusException.class, e -> assertThat(e.status()).isEqualTo(status));
    }

    @Test
    void aReplyMayGoOnUntilTheEnd() throws Exception {
        assertThat(Framing.ofReply("GET", 200, HttpHeaders.empty())).isEqualTo(Framing.UNTIL_CLOSE);
        HttpHeaders length = HttpHeaders.of("Content-Length", "7");
        assertThat(Framing.ofReply("GET", 200, length)).isEqualTo(7);
        assertThat(Framing.ofReply("HEAD", 200, length)).isZero();
        assertThat(Framing.ofReply("GET", 304, length)).isZero();
        assertThat(Framing.ofReply("GET", 204, HttpHeaders.empty())).isZero();
    }

    @Test
    void chunksAreJoinedWhereverTheirBytesAreSplit() throws Exception {
        String body = "3\r\nabc\r\n00A;x=\"y\"\r\n0123456789\r\n1 ;z\r\n!\r\n0\r\nT: u\r\n\r\n";
        for (int i = 0; i <= body.length(); i++) {
            for (int room = 1; room < 20; room += 6) {
                ChunkDecoder decoder = new ChunkDecoder();
                String joined =
                        decode(decoder, body.substring(0, i), room) + decode(decoder, body.substring(i) + "next", room);
                assertThat(joined).isEqualTo("abc0123456789!");
                assertThat(decoder.isDone()).isTrue();
                assertThat(decoder.trailers().first("t")).hasValue("u");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n",
                "x\r\n",
                "-1\r\n",
                "0x1\r\n",
                " 1\r\n",
                "1 \r\n",
                "1 2\r\n",
                "1\n",
                "1;a\nb\r\n",
                "1\r\nabc",
                "1\r\na\n",
                "1\r\na\r\r",
                "1000000000000000\r\n",
                "0\r\n x: y\r\n",
                "0\r\nx\r\n"
            })
    void whatIsNoChunkIsRefused(String body) {
        assertThatThrownBy(() -> decode(new ChunkDecoder(), body, 10)).isInstanceOf(HttpStatusException.class);
    }

    @Test
    void aBodyThatIsNearlyAllExtensionsIsRefused() {
        String chunk = "1;" + "x".repeat(1000) + "\r\na\r\n";
        assertThatThrownBy(() -> decode(new ChunkDecoder(), chunk.repeat(20), 1000))
                .isInstanceOf(HttpStatusException.class)
                .hasMessageContaining("more extensions of chunks than data");
        assertThatThrownBy(() -> decode(new ChunkDecoder(), "1;" + "x".repeat(2000), 1000))
                .isInstanceOf(HttpStatusException.class)
                .hasMessageContaining("longer than 1024 bytes");
    }

    @Test
    void manySmallChunksArePlainData() throws Exception {
        assertThat(decode(new ChunkDecoder(), "1\r\na\r\n".repeat(100_000), 1000))
                .hasSize(100_000);
    }

    @Test
    void trailersHaveLimits() {
        assertThatThrownBy(() -> decode(new ChunkDecoder(), "0\r\n" + "a: b\r\n".repeat(40), 10))
                .isInstanceOf(HttpStatusException.class);
        assertThatThrownBy(() -> decode(new ChunkDecoder(), "0\r\na:" + "b".repeat(10_000), 10))
                .isInstanceOf(HttpStatusException.class);
    }

    private static String decode(ChunkDecoder decoder, String body, int room) throws HttpStatusException {
        ByteBuffer in = ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8));
        StringBuilder all = new StringBuilder();
        for (int before = -1; before != in.position() && !decoder.isDone(); ) {
            before = in.position();
            ByteBuffer out = ByteBuffer.allocate(room);
            decoder.decode(in, out);
            out.flip();
            all.append(StandardCharsets.UTF_8.decode(out));
        }
        return all.toString();
    }
}
