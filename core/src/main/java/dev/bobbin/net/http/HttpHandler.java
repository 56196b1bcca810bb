package dev.bobbin.net.http;

import dev.bobbin.Suspendable;

/**
 * Answers requests. It runs in a coroutine of the connection and may suspend; it may run for many connections at once.
 *
 * <pre>{@code
 * HttpHandler slow = request -> {
 *     sleep(1000);
 *     return HttpResponse.text("You asked for " + request.path());
 * };
 * }</pre>
 */
@FunctionalInterface
public interface HttpHandler {

    /**
     * Answers a request.
     *
     * @param request what is asked for
     * @return the answer
     * @throws Exception an {@link HttpStatusException} is answered by its status; anything else by 500, and reported
     */
    @Suspendable
    HttpResponse handle(HttpRequest request) throws Exception;
}
