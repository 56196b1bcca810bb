package dev.bobbin.net.http;

import dev.bobbin.SuspendableConsumer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;

/**
 * What a handler answers: a status, headers and a body that is there already or made as it is sent. Immutable; one may be
 * returned many times.
 *
 * <p>The server adds {@code Date}, {@code Content-Length} or {@code Transfer-Encoding}, and {@code Connection}. Answers to
 * {@code HEAD} are sent without their bodies.
 *
 * <pre>{@code
 * return HttpResponse.of(201).header("Location", "/orders/7").body("application/json", json);
 * }</pre>
 */
public final class HttpResponse {

    private static final byte[] NOTHING = {};
    private static final HttpResponse OK = new HttpResponse(200, HttpHeaders.empty(), NOTHING, null, 0);

    private final int status;
    private final HttpHeaders headers;
    private final byte[] bytes; // null if the body is written
    private final SuspendableConsumer<BodySink> writer; // null if the body is bytes
    private final long length; // a framing

    private HttpResponse(
            int status, HttpHeaders headers, byte[] bytes, SuspendableConsumer<BodySink> writer, long length) {
        this.status = status;
        this.headers = headers;
        this.bytes = bytes;
        this.writer = writer;
        this.length = length;
    }

    /**
     * An answer without a body.
     *
     * @param status 200 to 599
     * @return the answer
     */
    public static HttpResponse of(int status) {
        if (status < 200 || status > 599) {
            throw new IllegalArgumentException("A response was to have status " + status + ": it must be 200 to 599");
        }
        return status == 200 ? OK : new HttpResponse(status, HttpHeaders.empty(), NOTHING, null, 0);
    }

    /**
     * The answer that all is well, without a body.
     *
     * @return status 200
     */
    public static HttpResponse ok() {
        return OK;
    }

    /**
     * The answer that all is well, with a text.
     *
     * @param text the body, sent in UTF-8
     * @return status 200
     */
    public static HttpResponse text(String text) {
        return OK.body("text/plain; charset=utf-8", Objects.requireNonNull(text, "text"));
    }

    /**
     * The answer that what was asked for is elsewhere.
     *
     * @param location a URL or a path, percent-encoded
     * @return status 302
     */
    public static HttpResponse redirect(String location) {
        return of(302).header("Location", Objects.requireNonNull(location, "location"));
    }

    /**
     * This answer with another status.
     *
     * @param newStatus 200 to 599
     * @return a new answer
     */
    public HttpResponse status(int newStatus) {
        of(newStatus);
        return new HttpResponse(newStatus, headers, bytes, writer, length);
    }

    /**
     * This answer with one header more.
     *
     * @param name the header's name; {@code Connection: close} ends the connection after the answer
     * @param value its value
     * @return a new answer
     * @throws IllegalArgumentException if one of them has a character that it may not have, or if it is one of those that tell
     *     where the body ends
     */
    public HttpResponse header(String name, String value) {
        Objects.requireNonNull(name, "name");
        String lower = name.toLowerCase(Locale.ROOT);
        if (lower.equals("content-length") || lower.equals("transfer-encoding") || lower.equals("trailer")) {
            throw new IllegalArgumentException(
                    name + " comes from the body. Give that by body() or stream(), with its length if it is known.");
        }
        return new HttpResponse(status, headers.with(name, value), bytes, writer, length);
    }

    /**
     * This answer with a body.
     *
     * @param contentType what the bytes are
     * @param body the bytes; they are not copied, and must not be changed any more
     * @return a new answer
     */
    public HttpResponse body(String contentType, byte[] body) {
        return new HttpResponse(status, typed(contentType), Objects.requireNonNull(body, "body"), null, body.length);
    }

    /**
     * This answer with a text as its body, sent in UTF-8.
     *
     * @param contentType what the text is
     * @param text the text
     * @return a new answer
     */
    public HttpResponse body(String contentType, String text) {
        return body(contentType, Objects.requireNonNull(text, "text").getBytes(StandardCharsets.UTF_8));
    }

    /**
     * This answer with a body that is made as it is sent: in chunks, or, to a client of HTTP/1.0, until the connection ends. If
     * that fails in the middle, the connection ends, so that the client does not take a part for the whole.
     *
     * @param contentType what the bytes are
     * @param writer writes them; it runs after the handler, in the same coroutine, and may suspend
     * @return a new answer
     */
    public HttpResponse stream(String contentType, SuspendableConsumer<BodySink> writer) {
        return new HttpResponse(
                status, typed(contentType), null, Objects.requireNonNull(writer, "writer"), Framing.CHUNKED);
    }

    /**
     * As {@link #stream(String, SuspendableConsumer)}, for a length that is known.
     *
     * @param contentType what the bytes are
     * @param bodyLength how many bytes will be written, 0 or more: neither more nor fewer
     * @param writer writes them
     * @return a new answer
     */
    public HttpResponse stream(String contentType, long bodyLength, SuspendableConsumer<BodySink> writer) {
        if (bodyLength < 0) {
            throw new IllegalArgumentException("A body's length was " + bodyLength + ": it must be 0 or more");
        }
        return new HttpResponse(status, typed(contentType), null, Objects.requireNonNull(writer, "writer"), bodyLength);
    }

    private HttpHeaders typed(String contentType) {
        Objects.requireNonNull(contentType, "contentType");
        return headers.without("Content-Type").with("Content-Type", contentType);
    }

    /**
     * The status.
     *
     * @return 200 to 599
     */
    public int status() {
        return status;
    }

    /**
     * The headers, without those that the server adds.
     *
     * @return as they were given
     */
    public HttpHeaders headers() {
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

    /** The body's length, or {@link Framing#CHUNKED}. */
    long length() {
        return length;
    }

    @Override
    public String toString() {
        return status + " " + Reason.of(status);
    }
}
