package dev.bobbin.net.http;

import java.io.IOException;
import java.util.OptionalInt;

/**
 * A request that got no reply, a reply that broke off, or one that {@link HttpReply#requireSuccess} did not like. The message names method and URL, the cause what happened: an
 * UnknownHostException, a ConnectException, an EOFException.
 *
 * <pre>{@code
 * try {
 *     return Http.get(url).text();
 * } catch (HttpCallException e) {
 *     log(e.getMessage()); // GET http://example.org/: Cannot connect to example.org/192.0.2.1:80: Connection refused
 *     return lastKnown;
 * }
 * }</pre>
 */
public final class HttpCallException extends IOException {

    private static final long serialVersionUID = 1;

    private final int status; // 0 if there was no reply

    private HttpCallException(String message, IOException cause, int status) {
        super(message, cause);
        this.status = status;
    }

    HttpCallException(String call, String message) {
        this(call + ": " + message, null, 0);
    }

    static HttpCallException ofStatus(String call, int status, String message) {
        return new HttpCallException(call + ": " + message, null, status);
    }

    /**
     * What the server replied, if that was what {@link HttpReply#requireSuccess} did not like.
     *
     * @return the status; empty if there was no whole reply
     */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** {@code cause} with the call's name, once. */
    static HttpCallException of(String call, IOException cause) {
        return cause instanceof HttpCallException
                ? (HttpCallException) cause
                : new HttpCallException(call + ": " + what(cause), cause, 0);
    }

    private static String what(IOException cause) {
        if (cause instanceof HttpStatusException || cause instanceof java.io.EOFException) {
            return cause.getMessage();
        }
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
