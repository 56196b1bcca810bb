package dev.bobbin.net.http;

import java.io.IOException;
import java.util.Objects;

/**
 * Ends the handling of a request with a status. The server throws it into a handler that reads a body which is malformed (400),
 * too slow (408) or too long (413); a handler throws it itself to answer by a status without making a response.
 *
 * <pre>{@code
 * Order order = orders.get(id);
 * if (order == null) {
 *     throw new HttpStatusException(404, "There is no order " + id);
 * }
 * }</pre>
 */
public final class HttpStatusException extends IOException {

    private static final long serialVersionUID = 1;

    private final int status;

    /**
     * An end with a status.
     *
     * @param status 400 to 599
     * @param message what is wrong and what to do; the client gets to see it
     */
    public HttpStatusException(int status, String message) {
        super(Objects.requireNonNull(message, "message"));
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("An HttpStatusException was to have status " + status
                    + ": it must be 400 to 599. " + "Return an HttpResponse for all others.");
        }
        this.status = status;
    }

    /**
     * The status.
     *
     * @return 400 to 599
     */
    public int status() {
        return status;
    }
}
