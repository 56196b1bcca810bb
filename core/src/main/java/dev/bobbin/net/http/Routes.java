package dev.bobbin.net.http;

import dev.bobbin.Suspendable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * A handler that chooses another by method and path. Of several patterns that fit, the one whose first difference is plain text,
 * not a name, is chosen, whatever their order.
 *
 * <ul>
 *   <li>{@code /orders} fits that path alone;
 *   <li>{@code /orders/{id}} fits any one part there, which {@link HttpRequest#pathValue} gives;
 *   <li>{@code /files/{path...}} fits all that follows, none or several parts.
 * </ul>
 *
 * <p>Paths that nothing fits are answered by 404; other methods by 405, and by what is allowed; {@code HEAD} and {@code OPTIONS}
 * need no handlers. Routes are added before the server starts, by one thread; from then on any number of connections may use them at
 * once.
 *
 * <pre>{@code
 * Routes routes = new Routes()
 *         .get("/orders/{id}", request -> show(request.pathValue("id")))
 *         .post("/orders", request -> create(request.body().text()));
 * }</pre>
 */
public final class Routes implements HttpHandler {

    /** A part of the tree of all patterns: where one may be after some parts of the path. */
    private static final class Node {
        final Map<String, Node> texts = new LinkedHashMap<>();
        Node any; // null, or after one part of whatever text
        Map<String, Route> here = Collections.emptyMap(); // by method
        Map<String, Route> rest = Collections.emptyMap(); // by method, for whatever follows
    }

    /** A handler and the names of what its pattern leaves open. */
    private static final class Route {
        final HttpHandler handler;
        final List<String> names;

        Route(HttpHandler handler, List<String> names) {
            this.handler = handler;
            this.names = names;
        }
    }

    private final Node root = new Node();
    private HttpHandler otherwise = request ->
            HttpResponse.of(404).body("text/plain; charset=utf-8", "404 Not Found: there is nothing at this path\n");

    /** No routes. */
    public Routes() {}

    /**
     * Answers {@code GET}, and {@code HEAD} if nothing else does.
     *
     * @param pattern the path
     * @param handler what answers
     * @return this
     */
    public Routes get(String pattern, HttpHandler handler) {
        Objects.requireNonNull(pattern, "pattern");
        return on("GET", pattern, handler);
    }

    /**
     * Answers {@code POST}.
     *
     * @param pattern the path
     * @param handler what answers
     * @return this
     */
    public Routes post(String pattern, HttpHandler handler) {
        Objects.requireNonNull(pattern, "pattern");
        return on("POST", pattern, handler);
    }

    /**
     * Answers {@code PUT}.
     *
     * @param pattern the path
     * @param handler what answers
     * @return this
     */
    public Routes put(String pattern, HttpHandler handler) {
        Objects.requireNonNull(pattern, "pattern");
        return on("PUT", pattern, handler);
    }

    /**
     * Answers {@code DELETE}.
     *
     * @param pattern the path
     * @param handler what answers
     * @return this
     */
    public Routes delete(String pattern, HttpHandler handler) {
        Objects.requireNonNull(pattern, "pattern");
        return on("DELETE", pattern, handler);
    }

    /**
     * Answers any method.
     *
     * @param method {@code PATCH}, say
     * @param pattern the path
     * @param handler what answers
     * @return this
     * @throws IllegalArgumentException if the pattern is none, or has a handler for the method already
     */
    public Routes on(String method, String pattern, HttpHandler handler) {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(handler, "handler");
        if (!Fields.isToken(method)) {
            throw new IllegalArgumentException("\"" + method + "\" is not a method, such as GET");
        }
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException("The pattern \"" + pattern + "\" does not begin with a slash");
        }
        Node node = root;
        List<String> names = new ArrayList<>();
        String[] parts = pattern.substring(1).split("/", -1);
        for (int i = 0; i < parts.length; i++) {
            String part = parts[i];
            if (!part.startsWith("{")) {
                node = node.texts.computeIfAbsent(part, p -> new Node());
                continue;
            }
            boolean rest = part.endsWith("...}");
            String name = part.substring(1, Math.max(1, part.length() - (rest ? 4 : 1)));
            if (!part.endsWith("}") || name.isEmpty() || names.contains(name) || rest && i < parts.length - 1) {
                throw new IllegalArgumentException("The pattern \"" + pattern + "\" has the part " + part
                        + ": write {name}, with another name each, or {name...} at the end");
            }
            names.add(name);
            if (rest) {
                node.rest = with(node.rest, method, new Route(handler, names), pattern);
                return this;
            }
            if (node.any == null) {
                node.any = new Node();
            }
            node = node.any;
        }
        node.here = with(node.here, method, new Route(handler, names), pattern);
        return this;
    }

    private static Map<String, Route> with(Map<String, Route> routes, String method, Route route, String pattern) {
        Map<String, Route> more = new TreeMap<>(routes);
        if (more.put(method, route) != null) {
            throw new IllegalArgumentException("There is a handler of " + method + " for " + pattern + " already");
        }
        return more;
    }

    /**
     * Answers what no pattern fits, instead of by 404.
     *
     * @param handler what answers
     * @return this
     */
    public Routes otherwise(HttpHandler handler) {
        otherwise = Objects.requireNonNull(handler, "handler");
        return this;
    }

    @Override
    @Suspendable
    public HttpResponse handle(HttpRequest request) throws Exception {
        Objects.requireNonNull(request, "request");
        if (request.path().equals("*")) { // OPTIONS for the server as a whole
            return HttpResponse.of(204);
        }
        List<String> values = new ArrayList<>(2);
        String[] parts = request.pathParts();
        Map<String, Route> routes = find(root, parts, 0, values);
        if (routes.isEmpty()) {
            return otherwise.handle(request);
        }
        Route route = routes.get(request.method());
        if (route == null && request.method().equals("HEAD")) {
            route = routes.get("GET");
        }
        if (route == null) {
            return notAllowed(request, routes);
        }
        return route.handler.handle(values.isEmpty() ? request : request.withPathValues(named(route.names, values)));
    }

    /** The routes of the pattern that fits best; the values of its names are in {@code values}. Empty if none fits. */
    private static Map<String, Route> find(Node node, String[] parts, int at, List<String> values) {
        if (at == parts.length) {
            if (!node.here.isEmpty()) {
                return node.here;
            }
        } else {
            Node text = node.texts.get(parts[at]);
            Map<String, Route> found = text == null ? Collections.emptyMap() : find(text, parts, at + 1, values);
            if (found.isEmpty() && node.any != null && !parts[at].isEmpty()) {
                values.add(parts[at]);
                found = find(node.any, parts, at + 1, values);
                if (found.isEmpty()) {
                    values.remove(values.size() - 1);
                }
            }
            if (!found.isEmpty()) {
                return found;
            }
        }
        if (!node.rest.isEmpty()) {
            values.add(String.join("/", Arrays.asList(parts).subList(Math.min(at, parts.length), parts.length)));
        }
        return node.rest;
    }

    private static Map<String, String> named(List<String> names, List<String> values) {
        Map<String, String> named = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            named.put(names.get(i), values.get(i));
        }
        return named;
    }

    private static HttpResponse notAllowed(HttpRequest request, Map<String, Route> routes) {
        StringBuilder allowed = new StringBuilder();
        for (String method : routes.keySet()) {
            allowed.append(method).append(", ");
            if (method.equals("GET") && !routes.containsKey("HEAD")) {
                allowed.append("HEAD, ");
            }
        }
        allowed.append("OPTIONS");
        if (request.method().equals("OPTIONS")) {
            return HttpResponse.of(204).header("Allow", allowed.toString());
        }
        return HttpResponse.of(405)
                .header("Allow", allowed.toString())
                .body("text/plain; charset=utf-8", "405 Method Not Allowed: " + allowed + " are\n");
    }
}
