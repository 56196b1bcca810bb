package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import java.io.IOException;
import java.util.Objects;

/**
 * Asks HTTP servers. Suspends in a coroutine, blocks a plain thread.
 *
 * <pre>{@code
 * String page = Http.get("http://localhost:8080/").text();
 *
 * HttpReply created = Http.request("PUT", url)
 *         .header("Authorization", "Bearer " + token)
 *         .body("application/json", json)
 *         .timeout(Duration.ofSeconds(5))
 *         .send();
 * }</pre>
 *
 * <p>Requests go over this library's own sockets, on every JDK: what is cancelled is closed at once, and bodies are streamed both
 * ways. {@link HttpCall#throughJdk} goes through the {@code java.net.http.HttpClient} of JDK 11 and newer instead, for HTTP/2.
 * Connections are kept for ten seconds for the next request to the same server.
 *
 * <p>Safe for use from any thread and any coroutine.
 */
public final class Http {

    private Http() {}

    /**
     * Gets what is at a URL. Redirects are followed, five at the most; it may take 30 seconds.
     *
     * @param url with {@code http://} or {@code https://}, percent-encoded
     * @return the reply, all of it in memory, whatever its status
     * @throws HttpCallException if there was none; the message names the URL
     * @throws dev.bobbin.DeadlineExceededException if it took too long
     */
    @Suspendable
    public static HttpReply get(String url) throws IOException {
        Objects.requireNonNull(url, "url");
        return request("GET", url).send();
    }

    /**
     * Sends a text to a URL, as {@link #get} gets.
     *
     * @param url with {@code http://} or {@code https://}, percent-encoded
     * @param contentType what the text is: {@code application/json}
     * @param text sent in UTF-8
     * @return the reply, all of it in memory, whatever its status
     * @throws IOException as {@link #get}
     */
    @Suspendable
    public static HttpReply post(String url, String contentType, String text) throws IOException {
        Objects.requireNonNull(url, "url");
        Objects.requireNonNull(contentType, "contentType");
        Objects.requireNonNull(text, "text");
        return request("POST", url).body(contentType, text).send();
    }

    /**
     * Begins a request.
     *
     * @param method {@code GET}, {@code PUT} and so on
     * @param url with {@code http://} or {@code https://}, percent-encoded
     * @return a call, not yet made
     * @throws IllegalArgumentException if one of them is none
     */
    public static HttpCall request(String method, String url) {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(url, "url");
        return HttpCall.of(method, url);
    }
}
