package dev.bobbin.net.http;

import java.util.List;

/**
 * Where a message's body ends, by the rules of RFC 9112, section 6. What two servers in a row could read differently is
 * refused: that is how requests are smuggled past the first of them.
 *
 * <p>A framing is the number of the body's bytes, or one of the two constants.
 */
final class Framing {

    static final long CHUNKED = -1;
    static final long UNTIL_CLOSE = -2;

    private static final int MOST_DIGITS = 18; // fits a long

    private Framing() {}

    static long ofRequest(HttpHeaders headers, int minorVersion) throws HttpStatusException {
        if (headers.contains("Transfer-Encoding")) {
            if (headers.contains("Content-Length")) {
                throw new HttpStatusException(400, "The request has both Transfer-Encoding and Content-Length");
            }
            if (minorVersion == 0) {
                throw new HttpStatusException(400, "A request of HTTP/1.0 cannot have a Transfer-Encoding");
            }
            requireChunked(headers);
            return CHUNKED;
        }
        return headers.contains("Content-Length") ? contentLength(headers) : 0;
    }

    static long ofReply(String method, int status, HttpHeaders headers) throws HttpStatusException {
        if (method.equals("HEAD") || !mayHaveBody(status)) {
            return 0;
        }
        if (headers.contains("Transfer-Encoding")) {
            requireChunked(headers);
            return CHUNKED;
        }
        return headers.contains("Content-Length") ? contentLength(headers) : UNTIL_CLOSE;
    }

    static boolean mayHaveBody(int status) {
        return status >= 200 && status != 204 && status != 304;
    }

    private static void requireChunked(HttpHeaders headers) throws HttpStatusException {
        String codings = String.join(",", headers.all("Transfer-Encoding"));
        if (codings.equalsIgnoreCase("chunked")) {
            return;
        }
        String[] each = codings.split(",", -1);
        for (int i = 0; i < each.length; i++) {
            boolean last = i == each.length - 1;
            if (each[i].trim().equalsIgnoreCase("chunked") != last) {
                throw new HttpStatusException(
                        400, "Transfer-Encoding: " + codings + ": the last coding, and no other, must be chunked");
            }
        }
        throw new HttpStatusException(501, "Transfer-Encoding: " + codings + ": only chunked is known here");
    }

    private static long contentLength(HttpHeaders headers) throws HttpStatusException {
        List<String> values = headers.all("Content-Length");
        if (values.size() > 1) {
            throw new HttpStatusException(400, "There are " + values.size() + " Content-Length headers");
        }
        String value = values.get(0);
        boolean isNumber = !value.isEmpty() && value.length() <= MOST_DIGITS;
        for (int i = 0; isNumber && i < value.length(); i++) {
            isNumber = value.charAt(i) >= '0' && value.charAt(i) <= '9';
        }
        if (!isNumber) {
            throw new HttpStatusException(400, "Content-Length: " + value + " is not a number of bytes");
        }
        return Long.parseLong(value);
    }
}
