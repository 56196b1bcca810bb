package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import java.io.IOException;

/**
 * What a server has replied. Any status is a reply, those from 400 on included: {@link #requireSuccess} makes them an exception. Its
 * body is read by one coroutine or thread.
 *
 * <pre>{@code
 * String json = Http.get("http://localhost:8080/orders/7").requireSuccess().text();
 * }</pre>
 */
public final class HttpReply {

    private final String call;
    private final String url;
    private final int status;
    private final HttpHeaders headers;
    private final HttpBody body;
    private byte[] bytes; // null until all was read

    HttpReply(String call, String url, int status, HttpHeaders headers, HttpBody body) {
        this.call = call;
        this.url = url;
        this.status = status;
        this.headers = headers;
        this.body = body;
    }

    /** With all of its body in memory. */
    static HttpReply inMemory(String call, String url, int status, HttpHeaders headers, byte[] bytes) {
        HttpReply reply = new HttpReply(call, url, status, headers, HttpBody.of(bytes, headers));
        reply.bytes = bytes;
        return reply;
    }

    /** This with all of its body in memory. */
    @Suspendable
    HttpReply read() throws IOException {
        return inMemory(call, url, status, headers, bytes());
    }

    /**
     * Where it came from.
     *
     * @return the URL that was asked last, if redirects were followed
     */
    public String url() {
        return url;
    }

    /**
     * The status.
     *
     * @return 200 to 999
     */
    public int status() {
        return status;
    }

    /**
     * Whether all went well.
     *
     * @return true for 200 to 299
     */
    public boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /**
     * Makes an exception of a reply that is not a success.
     *
     * @return this
     * @throws HttpCallException if it is an error, or a redirect that was not followed; it tells the status
     */
    public HttpReply requireSuccess() throws HttpCallException {
        if (isSuccess()) {
            return this;
        }
        String reason = Reason.of(status);
        throw HttpCallException.ofStatus(
                call, status, "The server replied " + status + (reason.isEmpty() ? "" : " " + reason));
    }

    /**
     * The header fields.
     *
     * @return as they came
     */
    public HttpHeaders headers() {
        return headers;
    }

    /**
     * The body, to be read in parts. In {@link HttpCall#receive}, as it comes.
     *
     * @return always the same one
     */
    public HttpBody body() {
        return body;
    }

    /**
     * All of the body. Waits for it in {@link HttpCall#receive}; else it is there.
     *
     * @return the bytes, always the same array
     * @throws IOException if the connection breaks before its end
     */
    @Suspendable
    public byte[] bytes() throws IOException {
        if (bytes == null) {
            bytes = body.bytes();
        }
        return bytes;
    }

    /**
     * All of the body, as text.
     *
     * @return the text, by the charset that the {@code Content-Type} names; by UTF-8 if it names none, or one that is not known
     * @throws IOException as {@link #bytes}
     */
    @Suspendable
    public String text() throws IOException {
        return new String(bytes(), body.charset());
    }

    @Override
    public String toString() {
        return call + ": " + status;
    }
}
