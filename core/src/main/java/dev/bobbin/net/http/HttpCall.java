package dev.bobbin.net.http;

import dev.bobbin.Coroutines;
import dev.bobbin.Suspendable;
import dev.bobbin.SuspendableConsumer;
import dev.bobbin.SuspendableFunction;
import dev.bobbin.net.Tls;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CancellationException;

/**
 * A request to a server. Immutable: each setting makes another call, and one may be made many times.
 *
 * <pre>{@code
 * long size = Http.request("GET", url).receive(reply -> {
 *     long bytes = 0;
 *     ByteBuffer part = ByteBuffer.allocate(8192);
 *     for (int n = reply.body().read(part); n >= 0; n = reply.body().read(part)) {
 *         bytes += n;
 *         part.clear();
 *     }
 *     return bytes;
 * });
 * }</pre>
 */
public final class HttpCall {

    private static final byte[] NOTHING = {};
    private static final long USUAL_MOST_BODY_BYTES = 64 * 1024 * 1024;
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private String method;
    private Target target;
    private HttpHeaders headers = HttpHeaders.empty();
    private byte[] bytes = NOTHING; // null if the body is written
    private SuspendableConsumer<BodySink> writer; // null if the body is bytes
    private long framing;
    private boolean hasBody;
    private Duration timeout = Duration.ofSeconds(30);
    private int mostRedirects = 5;
    private long mostBodyBytes = USUAL_MOST_BODY_BYTES;
    private Tls tls = Tls.client();
    private boolean throughJdk;

    private HttpCall() {}

    static HttpCall of(String method, String url) {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(url, "url");
        if (!Fields.isToken(method)) {
            throw new IllegalArgumentException("\"" + method + "\" is not a method, such as GET");
        }
        HttpCall call = new HttpCall();
        call.method = method;
        call.target = Target.of(url);
        return call;
    }

    /** To be changed before anybody else sees it. */
    private HttpCall copy() {
        HttpCall copy = new HttpCall();
        copy.method = method;
        copy.target = target;
        copy.headers = headers;
        copy.bytes = bytes;
        copy.writer = writer;
        copy.framing = framing;
        copy.hasBody = hasBody;
        copy.timeout = timeout;
        copy.mostRedirects = mostRedirects;
        copy.mostBodyBytes = mostBodyBytes;
        copy.tls = tls;
        copy.throughJdk = throughJdk;
        return copy;
    }

    /**
     * This call with one header more.
     *
     * @param name the header's name
     * @param value its value
     * @return a new call
     * @throws IllegalArgumentException if one of them has a character that it may not have, or if it is one of those that tell
     *     where the body ends
     */
    public HttpCall header(String name, String value) {
        Objects.requireNonNull(name, "name");
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("content-length") || lower.equals("transfer-encoding") || lower.equals("trailer")) {
            throw new IllegalArgumentException(
                    name + " comes from the body. Give that by body() or stream(), with its length if it is known.");
        }
        HttpCall copy = copy();
        copy.headers = headers.with(name, value);
        return copy;
    }

    /**
     * This call with a body.
     *
     * @param contentType what the bytes are
     * @param body the bytes; they are not copied, and must not be changed any more
     * @return a new call
     */
    public HttpCall body(String contentType, byte[] body) {
        HttpCall copy = typed(contentType);
        copy.bytes = Objects.requireNonNull(body, "body");
        copy.writer = null;
        copy.framing = body.length;
        return copy;
    }

    /**
     * This call with a text as its body, sent in UTF-8.
     *
     * @param contentType what the text is
     * @param text the text
     * @return a new call
     */
    public HttpCall body(String contentType, String text) {
        return body(contentType, Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * This call with a body that is made as it is sent, in chunks. Not {@link #throughJdk}.
     *
     * @param contentType what the bytes are
     * @param body writes them; it may suspend, and runs once more if the server redirects the body elsewhere
     * @return a new call
     */
    public HttpCall stream(String contentType, SuspendableConsumer<BodySink> body) {
        HttpCall copy = typed(contentType);
        copy.bytes = null;
        copy.writer = Objects.requireNonNull(body, "body");
        copy.framing = Framing.CHUNKED;
        return copy;
    }

    /**
     * As {@link #stream(String, SuspendableConsumer)}, for a length that is known.
     *
     * @param contentType what the bytes are
     * @param length how many bytes will be written, 0 or more: neither more nor fewer
     * @param body writes them
     * @return a new call
     */
    public HttpCall stream(String contentType, long length, SuspendableConsumer<BodySink> body) {
        if (length < 0) {
            throw new IllegalArgumentException("A body's length was " + length + ": it must be 0 or more");
        }
        HttpCall copy = stream(contentType, body);
        copy.framing = length;
        return copy;
    }

    private HttpCall typed(String contentType) {
        Objects.requireNonNull(contentType, "contentType");
        HttpCall copy = copy();
        copy.headers = headers.without("Content-Type").with("Content-Type", contentType);
        copy.hasBody = true;
        return copy;
    }

    /**
     * Limits how long all of it may take, redirects and the reading of the body included; 30 seconds if nothing is said.
     *
     * @param time at most so long; zero: for ever
     * @return a new call
     */
    public HttpCall timeout(Duration time) {
        Objects.requireNonNull(time, "time");
        if (time.isNegative()) {
            throw new IllegalArgumentException(
                    "A timeout of " + time + " is not possible: give zero for none, or more");
        }
        HttpCall copy = copy();
        copy.timeout = time.isZero() ? FOR_EVER : time;
        return copy;
    }

    /**
     * How many redirects are followed; 5 if nothing is said. After 303, and after 301 and 302 to a {@code POST}, what follows is a
     * {@code GET} without the body. To another server, {@code Authorization} and cookies are not sent on. From {@code https} to
     * {@code http} none is followed: that is an HttpCallException.
     *
     * @param count 0 or more; with 0 the redirect itself is the reply
     * @return a new call
     */
    public HttpCall redirects(int count) {
        if (count < 0) {
            throw new IllegalArgumentException("The number of redirects was " + count + ": it must be 0 or more");
        }
        HttpCall copy = copy();
        copy.mostRedirects = count;
        return copy;
    }

    /**
     * How large a reply may be that {@link #send} keeps in memory; 64 MiB if nothing is said.
     *
     * @param size in bytes, 0 or more
     * @return a new call
     */
    public HttpCall maxBody(long size) {
        if (size < 0) {
            throw new IllegalArgumentException("The limit of the body was " + size + ": it must be 0 or more");
        }
        HttpCall copy = copy();
        copy.mostBodyBytes = size;
        return copy;
    }

    /**
     * Whom to trust, and who one is, over {@code https}; if nothing is said, whom the JDK trusts. Connections are kept for calls with
     * the same object, so one should be made for many.
     *
     * @param trusting made by {@link Tls#builder}
     * @return a new call
     */
    public HttpCall tls(Tls trusting) {
        HttpCall copy = copy();
        copy.tls = Objects.requireNonNull(trusting, "trusting");
        return copy;
    }

    /**
     * Goes through the {@code java.net.http.HttpClient} of JDK 11 and newer, which also speaks HTTP/2. It has threads of its own, reads
     * replies as a whole before they are handed on, and knows nothing of {@link #tls}.
     *
     * @return a new call
     */
    public HttpCall throughJdk() {
        HttpCall copy = copy();
        copy.throughJdk = true;
        return copy;
    }

    /**
     * Makes the call, and reads all of the reply. Suspends in a coroutine, blocks a plain thread.
     *
     * @return the reply, whatever its status
     * @throws HttpCallException if there was none, or it broke off; the message names the URL
     * @throws dev.bobbin.DeadlineExceededException if it took too long
     * @throws CancellationException if the coroutine is cancelled; the connection is closed then
     */
    @Suspendable
    public HttpReply send() throws IOException {
        return Coroutines.withTimeout(toString(), timeout, () -> follow(HttpReply::read, mostBodyBytes));
    }

    /**
     * Makes the call, and hands its reply on while the body is still to come: so it may be larger than the memory. Through the
     * JDK's client, the body is read before.
     *
     * @param function gets the reply; the connection is its own until it returns, and what it has not read by then is dropped
     * @param <T> the type of what it returns
     * @return what {@code function} returns; what it throws is thrown
     * @throws HttpCallException as {@link #send}
     * @throws dev.bobbin.DeadlineExceededException if it took too long, with what {@code function} does
     * @throws CancellationException if the coroutine is cancelled; the connection is closed then
     */
    @Suspendable
    public <T> T receive(SuspendableFunction<? super HttpReply, ? extends T> function) throws IOException {
        Objects.requireNonNull(function, "function");
        return Coroutines.<T>withTimeout(toString(), timeout, () -> follow(function, Long.MAX_VALUE));
    }

    @Suspendable
    private <T> T follow(SuspendableFunction<? super HttpReply, ? extends T> function, long mostBytes)
            throws Exception {
        HttpCall next = this;
        for (int redirects = 0; ; redirects++) {
            if (next.throughJdk) {
                HttpReply reply = JdkClient.send(next);
                Optional<HttpCall> elsewhere = next.elsewhere(reply, redirects);
                if (!elsewhere.isPresent()) {
                    return function.apply(reply);
                }
                next = elsewhere.get();
                continue;
            }
            try (ClientExchange exchange = ClientExchange.begin(next, mostBytes)) {
                Optional<HttpCall> elsewhere = next.elsewhere(exchange.reply(), redirects);
                if (!elsewhere.isPresent()) {
                    T result = function.apply(exchange.reply());
                    exchange.finish();
                    return result;
                }
                exchange.finish();
                next = elsewhere.get();
            }
        }
    }

    /** The call that a redirect asks for; empty if the reply is the last. RFC 9110, section 15.4. */
    private Optional<HttpCall> elsewhere(HttpReply reply, int redirects) throws HttpCallException {
        int status = reply.status();
        boolean changesMethod = status == 303 || (status == 301 || status == 302) && method.equals("POST");
        boolean isRedirect = changesMethod || status == 301 || status == 302 || status == 307 || status == 308;
        Optional<String> location = reply.headers().first("Location");
        if (!isRedirect || !location.isPresent() || mostRedirects == 0) {
            return Optional.empty();
        }
        if (redirects == mostRedirects) {
            throw new HttpCallException(
                    toString(), "It was redirected " + (redirects + 1) + " times, the last time to " + location.get());
        }
        HttpCall next = copy();
        try {
            next.target = target.resolve(location.get());
        } catch (HttpStatusException e) {
            throw HttpCallException.of(toString(), e);
        }
        if (target.isSecure() && !next.target.isSecure()) {
            throw new HttpCallException(
                    toString(), "It was redirected from https to " + next.target + ", where others could listen");
        }
        if (!target.hasSameOrigin(next.target)) {
            next.headers = headers.without("Authorization").without("Cookie").without("Host");
        }
        if (changesMethod && !method.equals("HEAD")) {
            next.method = "GET";
            next.bytes = NOTHING;
            next.writer = null;
            next.framing = 0;
            next.hasBody = false;
            next.headers = next.headers.without("Content-Type");
        }
        return Optional.of(next);
    }

    String method() {
        return method;
    }

    Target target() {
        return target;
    }

    HttpHeaders headers() {
        return headers;
    }

    /** Null if the body is written. */
    byte[] bytes() {
        return bytes;
    }

    /** Null if the body is bytes. */
    SuspendableConsumer<BodySink> writer() {
        return writer;
    }

    long framing() {
        return framing;
    }

    Tls tls() {
        return tls;
    }

    boolean hasBody() {
        return hasBody;
    }

    /** Whether it may be sent once more if it is not known what became of it (RFC 9110, section 9.2.2). */
    boolean isRepeatable() {
        boolean idempotent = method.equals("GET")
                || method.equals("HEAD")
                || method.equals("PUT")
                || method.equals("DELETE")
                || method.equals("OPTIONS");
        return idempotent && writer == null;
    }

    @Override
    public String toString() {
        return method + ' ' + target;
    }
}
