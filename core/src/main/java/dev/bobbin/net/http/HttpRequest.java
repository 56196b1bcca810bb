package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import dev.bobbin.net.Connection;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A request that a server has got. All but the body is there from the beginning, and may be read from any thread.
 *
 * <pre>{@code
 * HttpHandler search = request -> {
 *     String words = request.query("q").orElse("");
 *     return HttpResponse.text(find(words));
 * };
 * }</pre>
 */
public final class HttpRequest {

    private final String method;
    private final String target;
    private final String rawPath;
    private final String path;
    private final String query;
    private final int minorVersion;
    private final HttpHeaders headers;
    private final HttpBody body;
    private final Connection wire;
    private final Map<String, String> pathValues;

    private HttpRequest(
            String method,
            String target,
            String rawPath,
            String path,
            String query,
            int minorVersion,
            HttpHeaders headers,
            HttpBody body,
            Connection wire,
            Map<String, String> pathValues) {
        this.method = method;
        this.target = target;
        this.rawPath = rawPath;
        this.path = path;
        this.query = query;
        this.minorVersion = minorVersion;
        this.headers = headers;
        this.body = body;
        this.wire = wire;
        this.pathValues = pathValues;
    }

    /** Made of a head that was read. */
    static HttpRequest of(HeadParser head, HttpHeaders headers, HttpBody body, Connection wire)
            throws HttpStatusException {
        String local = localPart(head.method(), head.target());
        int mark = local.indexOf('?');
        String rawPath = mark < 0 ? local : local.substring(0, mark);
        String query = mark < 0 ? "" : local.substring(mark + 1);
        return new HttpRequest(
                head.method(),
                head.target(),
                rawPath,
                Percent.decodePath(rawPath),
                query,
                head.minorVersion(),
                headers,
                body,
                wire,
                Collections.emptyMap());
    }

    /** The forms that a target may have are those of RFC 9112, section 3.2. */
    private static String localPart(String method, String target) throws HttpStatusException {
        if (method.equals("CONNECT")) {
            throw new HttpStatusException(501, "CONNECT is for proxies, and this is none");
        }
        int fragment = target.indexOf('#');
        if (fragment >= 0) {
            throw new HttpStatusException(400, "The request's target has a fragment, which is for the client only");
        }
        if (target.startsWith("/")) {
            return target;
        }
        if (target.equals("*") && method.equals("OPTIONS")) {
            return target;
        }
        String scheme = target.regionMatches(true, 0, "http://", 0, 7) ? "http://" : "https://";
        if (!target.regionMatches(true, 0, scheme, 0, scheme.length())) {
            throw new HttpStatusException(400, "The request's target is neither a path nor a URL");
        }
        int authorityEnd = scheme.length();
        while (authorityEnd < target.length() && "/?".indexOf(target.charAt(authorityEnd)) < 0) {
            authorityEnd++;
        }
        if (authorityEnd == scheme.length()) {
            throw new HttpStatusException(400, "The request's target is a URL without a host");
        }
        String local = target.substring(authorityEnd);
        return local.startsWith("/") ? local : '/' + local;
    }

    /** The parts of the path between its slashes, decoded: a slash that is encoded does not part them. */
    String[] pathParts() throws HttpStatusException {
        if (rawPath.indexOf('%') < 0) {
            return path.substring(1).split("/", -1);
        }
        String[] parts = rawPath.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            parts[i] = Percent.decodePath(parts[i]);
        }
        return parts;
    }

    /** This request, with the values that its path has where a route's has names. */
    HttpRequest withPathValues(Map<String, String> values) {
        return new HttpRequest(method, target, rawPath, path, query, minorVersion, headers, body, wire, values);
    }

    /**
     * What is to be done.
     *
     * @return {@code GET}, {@code POST} and so on, as it was sent: methods are told apart by case
     */
    public String method() {
        return method;
    }

    /**
     * What it is to be done with, as it was sent.
     *
     * @return mostly a path and perhaps a query, percent-encoded
     */
    public String target() {
        return target;
    }

    /**
     * The path, decoded. It begins with a slash, and may have {@code ..} in it: whoever takes it for a file's name must see to
     * that.
     *
     * @return the path, without the query; {@code *} if an {@code OPTIONS} was for the server as a whole
     */
    public String path() {
        return path;
    }

    /**
     * The value of a name in the query.
     *
     * @param name the name, as it is once decoded
     * @return the first value, decoded; empty if the name is not there
     */
    public Optional<String> query(String name) {
        Objects.requireNonNull(name, "name");
        List<String> values = queries().getOrDefault(name, Collections.emptyList());
        return values.isEmpty() ? Optional.empty() : Optional.of(values.get(0));
    }

    /**
     * All names in the query and their values.
     *
     * @return decoded, in the order in which they came; unmodifiable
     */
    public Map<String, List<String>> queries() {
        return form(query);
    }

    /** Takes apart what a form sends. */
    private static Map<String, List<String>> form(String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String each : text.split("&")) {
            int equals = each.indexOf('=');
            String name = equals < 0 ? each : each.substring(0, equals);
            if (!each.isEmpty()) {
                values.computeIfAbsent(Percent.decodeQuery(name), n -> new ArrayList<>(1))
                        .add(equals < 0 ? "" : Percent.decodeQuery(each.substring(equals + 1)));
            }
        }
        return Collections.unmodifiableMap(values);
    }

    /**
     * Reads the body as a form sends it ({@code application/x-www-form-urlencoded}).
     *
     * @return names and values, in the order in which they came; unmodifiable
     * @throws IOException as {@link HttpBody#read}
     */
    @Suspendable
    public Map<String, List<String>> form() throws IOException {
        return form(body.text());
    }

    /**
     * What the path has where that of the route has a name in braces.
     *
     * @param name the name, without the braces
     * @return the value, decoded
     * @throws IllegalArgumentException if the route has no such name
     */
    public String pathValue(String name) {
        Objects.requireNonNull(name, "name");
        String value = pathValues.get(name);
        if (value == null) {
            throw new IllegalArgumentException(
                    "The route of " + path + " has no {" + name + "}: it has " + pathValues.keySet());
        }
        return value;
    }

    /**
     * The header fields.
     *
     * @return as they were sent
     */
    public HttpHeaders headers() {
        return headers;
    }

    /**
     * The body.
     *
     * @return empty if there is none
     */
    public HttpBody body() {
        return body;
    }

    /**
     * The version that the client speaks.
     *
     * @return {@code HTTP/1.1} or {@code HTTP/1.0}
     */
    public String version() {
        return minorVersion == 0 ? "HTTP/1.0" : "HTTP/1.1";
    }

    /**
     * Who is at the other end of the connection: the client, or a proxy.
     *
     * @return its address
     * @throws IOException if the connection was closed
     */
    public SocketAddress remoteAddress() throws IOException {
        return wire.remoteAddress();
    }

    int minorVersion() {
        return minorVersion;
    }

    /** Whether the client would go on with this connection. RFC 9112, section 9.3. */
    boolean wantsMore() {
        if (headers.lists("Connection", "close")) {
            return false;
        }
        return minorVersion > 0 || headers.lists("Connection", "keep-alive");
    }

    @Override
    public String toString() {
        return method + ' ' + target;
    }
}
