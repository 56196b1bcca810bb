package dev.bobbin.net.http;

import java.io.IOException;

/**
 * A request that got no reply, or a reply that broke off. The message names method and URL, the cause what happened: an
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

    HttpCallException(String call, String message) {
        super(call + ": " + message);
    }

    private HttpCallException(String call, IOException cause) {
        super(call + ": " + what(cause), cause);
    }

    /** {@code cause} with the call's name, once. */
    static HttpCallException of(String call, IOException cause) {
        return cause instanceof HttpCallException ? (HttpCallException) cause : new HttpCallException(call, cause);
    }

    private static String what(IOException cause) {
        if (cause instanceof HttpStatusException || cause instanceof java.io.EOFException) {
            return cause.getMessage();
        }
        String name = cause.getClass().getSimpleName();
        return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
    }
}
