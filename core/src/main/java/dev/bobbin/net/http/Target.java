package dev.bobbin.net.http;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;

/** Where a request goes: a URL taken apart. */
final class Target {

    private final URI uri;
    private final boolean secure;
    private final String host; // without brackets
    private final int port;

    private Target(URI uri, boolean secure, String host, int port) {
        this.uri = uri;
        this.secure = secure;
        this.host = host;
        this.port = port;
    }

    static Target of(String url) {
        try {
            return of(new URI(url));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "\"" + url + "\" is not a URL: " + e.getReason() + " at " + e.getIndex()
                            + ". What is not allowed in one must be percent-encoded.",
                    e);
        }
    }

    private static Target of(URI uri) {
        String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http") || uri.getRawAuthority() == null) {
            throw new IllegalArgumentException("\"" + uri + "\" is not a URL with http:// or https:// and a host");
        }
        String authority = uri.getRawAuthority(); // URI.getHost() does not like names with an underscore
        if (authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException("The URL of " + authority.substring(authority.indexOf('@') + 1)
                    + " has a name or a password in it, which would end up in logs. Send an Authorization header.");
        }
        int colon = authority.lastIndexOf(':');
        boolean hasPort = colon > authority.lastIndexOf(']');
        String host = hasPort ? authority.substring(0, colon) : authority;
        String digits = hasPort ? authority.substring(colon + 1) : "";
        if (host.isEmpty() || !digits.matches("[0-9]{0,5}")) {
            throw new IllegalArgumentException("\"" + uri + "\" has no host, or a port that is none");
        }
        int port = digits.isEmpty() ? secure ? 443 : 80 : Integer.parseInt(digits);
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("\"" + uri + "\" has port " + port + ": it must be 1 to 65535");
        }
        boolean isAddress = host.startsWith("[");
        return new Target(uri, secure, isAddress ? host.substring(1, host.length() - 1) : ascii(host), port);
    }

    private static String ascii(String host) {
        boolean isAscii = host.chars().allMatch(c -> c < 128);
        return isAscii ? host : IDN.toASCII(host); // which has large tables to load
    }

    /** Where {@code location} of a reply from here leads. */
    Target resolve(String location) throws HttpStatusException {
        try {
            return of(uri.resolve(new URI(location)));
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw new HttpStatusException(502, "It was redirected to \"" + location + "\", which is no URL to go to");
        }
    }

    boolean isSecure() {
        return secure;
    }

    String host() {
        return host;
    }

    int port() {
        return port;
    }

    URI uri() {
        return uri;
    }

    boolean hasSameOrigin(Target other) {
        return secure == other.secure && port == other.port && host.equalsIgnoreCase(other.host);
    }

    /** For the Host header. */
    String authority() {
        String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
        return port == (secure ? 443 : 80) ? name : name + ":" + port;
    }

    /** For the request line. */
    String pathAndQuery() {
        URI ascii = URI.create(uri.toASCIIString());
        String path = ascii.getRawPath() == null || ascii.getRawPath().isEmpty() ? "/" : ascii.getRawPath();
        return ascii.getRawQuery() == null ? path : path + '?' + ascii.getRawQuery();
    }

    @Override
    public String toString() {
        return uri.toString();
    }
}
