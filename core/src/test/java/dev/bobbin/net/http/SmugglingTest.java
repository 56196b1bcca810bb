package dev.bobbin.net.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Several requests on one connection, damaged here and there and cut into pieces: the server must see the very requests that the
 * grammar of RFC 9112 finds in the bytes, and refuse at the very place where that finds none. The grammar is written down a second
 * time, as regular expressions over all bytes at once. More by {@code -Dhttp.fuzz=1000000}, others by {@code -Dhttp.fuzz.seed=7}.
 */
@Timeout(3600)
class SmugglingTest {

    private static final int TIMES = Integer.getInteger("http.fuzz", 20_000) / 10;
    private static final long SEED = Long.getLong("http.fuzz.seed", 1);

    private static HttpServer server;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.builder()
                .localPort(0)
                .onFailure((request, thrown) -> {})
                .start(request -> HttpResponse.ok()
                        .header(
                                "X-Saw",
                                saw(
                                        request.method(),
                                        request.target(),
                                        new String(request.body().bytes(), ISO_8859_1))));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String saw(String method, String target, String body) {
        return method + ' ' + target + ' ' + body.length() + ' ' + Integer.toHexString(body.hashCode());
    }

    @Test
    void theServerSeesTheRequestsOfTheGrammarAndNoOthers() throws Exception {
        Random random = new Random(SEED);
        int requests = 0;
        int refusals = 0;
        for (int i = 0; i < TIMES; i++) {
            String bytes = damaged(stream(random), random);
            Expected expected = Expected.of(bytes);
            List<String> actual = answers(bytes, random);
            assertThat(expected.agreesWith(actual))
                    .as("%d of seed %d: expected %s, came %s, for%n%s", i, SEED, expected, actual, shown(bytes))
                    .isTrue();
            requests += expected.seen.size();
            refusals += expected.end == End.REFUSED ? 1 : 0;
        }
        assertThat(requests).as("some are well, or this tests little").isGreaterThan(TIMES / 2);
        assertThat(refusals).isGreaterThan(TIMES / 10);
    }

    private static String shown(String bytes) {
        return bytes.replace("\r", "\\r").replace("\n", "\\n\n");
    }

    // ---- what is sent ----

    private static String stream(Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = 1 + random.nextInt(3); n > 0; n--) {
            text.append(request(random));
        }
        return text.toString();
    }

    private static String request(Random random) {
        String method = pick(random, "GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "X-OWN");
        String target = pick(random, "/", "/a/b?c=d", "http://a/b", "/%41", "*", "/a;b");
        String body = "x".repeat(random.nextInt(30));
        String framing = "";
        if (!method.equals("GET") && !method.equals("HEAD")) {
            if (random.nextBoolean()) {
                framing = "Content-Length: " + body.length() + "\r\n";
            } else {
                framing = "Transfer-Encoding: chunked\r\n";
                body = chunked(body, random);
            }
        } else {
            body = "";
        }
        String other = pick(random, "", "Accept: */*\r\n", "X:\r\n", "Connection: close\r\n", "TE: trailers\r\n");
        return method + ' ' + target + " HTTP/1.1\r\nHost: a\r\n"
                + (random.nextBoolean() ? framing + other : other + framing) + "\r\n" + body;
    }

    private static String chunked(String body, Random random) {
        StringBuilder chunks = new StringBuilder();
        for (int at = 0; at < body.length(); ) {
            int size = Math.min(body.length() - at, 1 + random.nextInt(20));
            chunks.append(Integer.toHexString(size)).append(pick(random, "", "", ";a=b", " ;c"));
            chunks.append("\r\n").append(body, at, at + size).append("\r\n");
            at += size;
        }
        return chunks.append(pick(random, "0", "00", "0;e"))
                .append("\r\n")
                .append(pick(random, "", "T: u\r\n"))
                .append("\r\n")
                .toString();
    }

    private static final String[] INSERTED = {
        "\r\n",
        "\n",
        "\r",
        " ",
        "\t",
        "\0",
        ":",
        ",",
        ";",
        "0",
        "5",
        "f",
        "+",
        "-",
        "%",
        "\u00e4",
        "\u00ff",
        "Content-Length: 3\r\n",
        "Content-Length: 99999999999999999999\r\n",
        "Content-Length : 3\r\n",
        " Content-Length: 3\r\n",
        "Transfer-Encoding: chunked\r\n",
        "Transfer-Encoding: identity\r\n",
        "transfer-encoding:\tchunked \r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Transfer-Encoding: xchunked\r\n",
        "Transfer-Encoding\r\n: chunked\r\n",
        "Host: b\r\n",
        "Connection: keep-alive\r\n",
        "Expect: 100-continue\r\n",
        "GET / HTTP/1.1\r\n",
        "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n",
        "0\r\n\r\n",
        "ffffffffffffffff\r\n",
    };

    private static String damaged(String well, Random random) {
        StringBuilder text = new StringBuilder(well);
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(text.length() + 1);
            if (random.nextBoolean()) { // the beginning of a line, where most of the grammar is
                at = text.lastIndexOf("\n", at) + 1;
            }
            switch (random.nextInt(5)) {
                case 0 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(4)));
                case 1 -> {
                    int lineEnd = text.indexOf("\r\n", at);
                    if (lineEnd >= 0) {
                        text.delete(lineEnd, lineEnd + 1 + random.nextInt(2));
                    }
                }
                default -> text.insert(at, pick(random, INSERTED));
            }
        }
        return text.toString();
    }

    private static String pick(Random random, String... from) {
        return from[random.nextInt(from.length)];
    }

    // ---- what comes back ----

    /** What the server saw, one after the other; at the end perhaps "refused". */
    private static List<String> answers(String bytes, Random random) throws IOException {
        List<String> answers = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(60_000);
            try {
                OutputStream out = socket.getOutputStream();
                byte[] all = bytes.getBytes(ISO_8859_1);
                int most = random.nextBoolean() ? all.length + 1 : 1 + random.nextInt(60);
                for (int at = 0; at < all.length; ) {
                    int size = Math.min(all.length - at, 1 + random.nextInt(most));
                    out.write(all, at, size);
                    at += size;
                }
                socket.shutdownOutput();
            } catch (SocketException e) {
                // the server has ended the connection already: what it had to say is there to be read
            }
            String said = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            Matcher head = Pattern.compile("HTTP/1\\.1 (\\d)\\d\\d [^\r]*\r\n((?:[^\r]+\r\n)*)\r\n")
                    .matcher(said);
            while (head.find()) {
                Matcher saw = Pattern.compile("X-Saw: ([^\r]*)").matcher(head.group(2));
                if (saw.find()) {
                    answers.add(saw.group(1));
                } else if (!head.group(1).equals("1")) { // 100 Continue
                    answers.add("refused");
                }
            }
        }
        return answers;
    }

    // ---- the grammar ----

    private enum End {
        /** All was well, or the connection was to end. */
        WELL,
        /** What came is not HTTP. */
        REFUSED,
        /** More could have come: it may be refused or not. */
        INCOMPLETE
    }

    private static final class Expected {
        private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]++";
        private static final String FIELDS = "((?:" + TOKEN + ":[\\t\\x20-\\x7e\\x80-\\xff]*+\\r\\n)*+)\\r\\n";
        private static final Pattern HEAD =
                Pattern.compile("(?:\\r\\n){0,4}+(" + TOKEN + ") ([\\x21-\\x7e]++) HTTP/1\\.(\\d)\\r\\n" + FIELDS);
        private static final Pattern FIELD = Pattern.compile("(" + TOKEN + "):[ \\t]*+(.*?)[ \\t]*\\r\\n");
        private static final Pattern TARGET =
                Pattern.compile("(?:(?i:https?)://[^/?#]+|(?=[/*]))(?:[^?#%]|%[0-7][0-9A-Fa-f])*(?:\\?[^#]*)?");
        private static final Pattern HOST = Pattern.compile("[\\x21-\\x7e&&[^\"#,/<>?@\\\\^`{|}]]*");
        private static final Pattern SIZE =
                Pattern.compile("([0-9A-Fa-f]++)(?:[ \\t]*+;[\\t\\x20-\\x7e\\x80-\\xff]*+)?\\r\\n");
        private static final Pattern TRAILERS = Pattern.compile(FIELDS);

        private final String bytes;
        private final List<String> seen = new ArrayList<>();
        private int at;
        private End end; // null while there may be more

        private Expected(String bytes) {
            this.bytes = bytes;
        }

        static Expected of(String bytes) {
            Expected expected = new Expected(bytes);
            while (expected.end == null) {
                expected.request();
            }
            return expected;
        }

        private void request() {
            if (at == bytes.length()) {
                end = End.WELL;
                return;
            }
            Matcher head = match(HEAD);
            if (head == null) {
                return;
            }
            String method = head.group(1);
            String target = head.group(2);
            boolean old = head.group(3).equals("0");
            List<String> hosts = values(head.group(4), "Host");
            List<String> lengths = values(head.group(4), "Content-Length");
            List<String> codings = values(head.group(4), "Transfer-Encoding");
            List<String> expects = values(head.group(4), "Expect");
            boolean local = target.startsWith("/") || target.equals("*") && method.equals("OPTIONS");
            boolean well = (hosts.size() == 1 || old && hosts.isEmpty())
                    && hosts.stream().allMatch(host -> HOST.matcher(host).matches())
                    && TARGET.matcher(target).matches()
                    && (local || target.matches("(?i)https?://.*"))
                    && !method.equals("CONNECT")
                    && (codings.isEmpty()
                            || lengths.isEmpty()
                                    && !old
                                    && codings.size() == 1
                                    && codings.get(0).equalsIgnoreCase("chunked"))
                    && lengths.size() <= 1
                    && lengths.stream()
                            .allMatch(length -> length.matches("[0-9]{1,18}") && Long.parseLong(length) < 8_000_000)
                    && (old || expects.isEmpty() || expects.stream().anyMatch(this::isContinue))
                    && !(old && lengths.isEmpty() && (method.equals("POST") || method.equals("PUT")));
            if (!well) {
                end = End.REFUSED;
                return;
            }
            String body = codings.isEmpty() ? body(lengths.isEmpty() ? 0 : Integer.parseInt(lengths.get(0))) : chunks();
            if (end == null) {
                seen.add(saw(method, target, body));
                List<String> connection = Arrays.asList(String.join(",", values(head.group(4), "Connection"))
                        .toLowerCase(Locale.ROOT)
                        .split("[ \t]*,[ \t]*"));
                if (connection.contains("close") || old && !connection.contains("keep-alive")) {
                    end = End.WELL;
                }
            }
        }

        private boolean isContinue(String value) {
            return Arrays.asList(value.toLowerCase(Locale.ROOT).split("[ \t]*,[ \t]*"))
                    .contains("100-continue");
        }

        private Matcher match(Pattern pattern) {
            Matcher matcher = pattern.matcher(bytes).region(at, bytes.length());
            if (matcher.lookingAt()) {
                at = matcher.end();
                return matcher;
            }
            end = matcher.hitEnd() || isPrefix(matcher) ? End.INCOMPLETE : End.REFUSED;
            return null;
        }

        /** Whether all is well but for a line that has no end: nobody needs to look at that before it has one. */
        private boolean isPrefix(Matcher matcher) {
            int lastEnd = bytes.lastIndexOf("\r\n") + 2;
            return lastEnd <= at + 1 || !matcher.region(at, lastEnd).lookingAt() && matcher.hitEnd();
        }

        private static List<String> values(String fields, String name) {
            List<String> values = new ArrayList<>();
            Matcher field = FIELD.matcher(fields);
            while (field.find()) {
                if (field.group(1).equalsIgnoreCase(name)) {
                    values.add(field.group(2));
                }
            }
            return values;
        }

        private String body(int length) {
            if (bytes.length() - at < length) {
                end = End.INCOMPLETE;
                return "";
            }
            at += length;
            return bytes.substring(at - length, at);
        }

        private String chunks() {
            StringBuilder body = new StringBuilder();
            while (end == null) {
                Matcher size = match(SIZE);
                if (size == null) {
                    break;
                }
                if (size.group(1).length() > 15) {
                    end = End.REFUSED;
                } else if (size.group(1).matches("0+")) {
                    match(TRAILERS);
                    return body.toString();
                } else {
                    long length = Long.parseLong(size.group(1), 16);
                    body.append(body((int) Math.min(length, Integer.MAX_VALUE)));
                    if (end == null) {
                        match(Pattern.compile("\\r\\n"));
                    }
                }
            }
            return "";
        }

        boolean agreesWith(List<String> actual) {
            List<String> refused = new ArrayList<>(seen);
            refused.add("refused");
            switch (end) {
                case WELL:
                    return actual.equals(seen);
                case REFUSED:
                    return actual.equals(refused);
                default:
                    return actual.equals(seen) || actual.equals(refused);
            }
        }

        @Override
        public String toString() {
            return seen + " and " + end;
        }
    }
}
