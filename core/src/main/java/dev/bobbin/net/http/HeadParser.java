package dev.bobbin.net.http;

import java.nio.ByteBuffer;

/**
 * Reads the head of a request or of a reply, as its bytes come. It takes no byte beyond the head, keeps no more than the limits
 * allow, and does no input itself: whoever has bytes feeds them.
 *
 * <pre>{@code
 * HeadParser parser = HeadParser.ofRequests(limits);
 * while (!parser.feed(bytes)) {
 *     // get more bytes
 * }
 * }</pre>
 */
final class HeadParser {

    /** How large heads may be. */
    static final class Limits {
        final int lineBytes; // of the first line
        final int headerBytes; // of all other lines together
        final int fields;

        Limits(int lineBytes, int headerBytes, int fields) {
            this.lineBytes = lineBytes;
            this.headerBytes = headerBytes;
            this.fields = fields;
        }
    }

    /** Empty lines that may come before a request: some clients send one too many after a body (RFC 9112, section 2.2). */
    private static final int MOST_EMPTY_LINES = 4;

    private final boolean request;
    private final Limits limits;
    private final Line line = new Line();

    private boolean inFields;
    private int emptyLines;
    private int headerBytes;
    private Fields fields;

    private String method; // of requests
    private String target;
    private int status; // of replies
    private int minorVersion;

    private HeadParser(boolean request, Limits limits) {
        this.request = request;
        this.limits = limits;
    }

    static HeadParser ofRequests(Limits limits) {
        return new HeadParser(true, limits);
    }

    static HeadParser ofReplies(Limits limits) {
        return new HeadParser(false, limits);
    }

    /** Makes it ready for the next head. */
    void reset() {
        line.clear();
        inFields = false;
        emptyLines = 0;
        headerBytes = 0;
    }

    /**
     * Takes bytes of the head.
     *
     * @param in an array's buffer
     * @return whether the head is complete; what follows it is left in {@code in}
     * @throws HttpStatusException with what is to be answered, if it is no head or too large
     */
    boolean feed(ByteBuffer in) throws HttpStatusException {
        while (in.hasRemaining()) {
            if (inFields) {
                int room = limits.headerBytes - headerBytes;
                if (line.take(in, room, 431, "header")) {
                    if (line.length() == 0) {
                        return true;
                    }
                    headerBytes += line.length();
                    fields.add(line);
                }
            } else if (line.take(in, limits.lineBytes, 414, request ? "request line" : "status line")) {
                takeFirstLine();
            }
        }
        return false;
    }

    /** Whether a part of a head has come. */
    boolean hasBegun() {
        return inFields || emptyLines > 0 || !line.isBetween();
    }

    private void takeFirstLine() throws HttpStatusException {
        if (line.length() == 0) {
            if (!request || ++emptyLines > MOST_EMPTY_LINES) {
                throw new HttpStatusException(400, "There is an empty line where the first line should be");
            }
            return;
        }
        if (request) {
            takeRequestLine();
        } else {
            takeStatusLine();
        }
        fields = new Fields(limits.fields);
        inFields = true;
    }

    private void takeRequestLine() throws HttpStatusException {
        int space = line.indexOf(' ', 0);
        int second = space < 0 ? -1 : line.indexOf(' ', space + 1);
        if (space < 1 || second <= space + 1 || line.indexOf(' ', second + 1) >= 0) {
            throw new HttpStatusException(
                    400, "The request line is not a method, a target and a version, one space between them");
        }
        for (int i = 0; i < space; i++) {
            if (!Fields.isTokenCharacter(line.at(i))) {
                throw new HttpStatusException(400, "The method has the character " + (line.at(i) & 0xff));
            }
        }
        for (int i = space + 1; i < second; i++) {
            if (line.at(i) <= ' ') { // negative: beyond ASCII
                throw new HttpStatusException(
                        400,
                        "The request's target has the character " + (line.at(i) & 0xff)
                                + ": it must be percent-encoded");
            }
        }
        takeVersion(second + 1, line.length(), 505);
        method = line.text(0, space);
        target = line.text(space + 1, second);
    }

    private void takeStatusLine() throws HttpStatusException {
        // HTTP/1.1 200 and a reason, which may be missing, even with the space before it
        if (line.length() < 12 || line.at(8) != ' ' || line.length() > 12 && line.at(12) != ' ') {
            throw new HttpStatusException(502, "The status line is not a version, a status and a reason");
        }
        takeVersion(0, 8, 502);
        int number = 0;
        for (int i = 9; i < 12; i++) {
            int digit = line.at(i) - '0';
            if (digit < 0 || digit > 9) {
                throw new HttpStatusException(502, "The status \"" + line.text(9, 12) + "\" is not a number");
            }
            number = 10 * number + digit;
        }
        if (number < 100) {
            throw new HttpStatusException(502, "The status " + number + " is below 100");
        }
        status = number;
    }

    private void takeVersion(int from, int to, int statusIfOther) throws HttpStatusException {
        boolean isVersion = to - from == 8 && line.at(from + 6) == '.';
        for (int i = 0; isVersion && i < 5; i++) {
            isVersion = line.at(from + i) == "HTTP/".charAt(i);
        }
        if (!isVersion || !isDigit(line.at(from + 5)) || !isDigit(line.at(from + 7))) {
            throw new HttpStatusException(400, "The first line names no version of HTTP, such as HTTP/1.1");
        }
        if (line.at(from + 5) != '1') {
            throw new HttpStatusException(
                    statusIfOther, "The version is " + line.text(from, to) + ": only 1.0 and 1.1 are spoken here");
        }
        minorVersion =
                line.at(from + 7) == '0' ? 0 : 1; // RFC 9110, section 2.5: a later minor version is spoken to as 1.1
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    String method() {
        return method;
    }

    String target() {
        return target;
    }

    int status() {
        return status;
    }

    /** 0 or 1. */
    int minorVersion() {
        return minorVersion;
    }

    HttpHeaders headers() {
        return fields.headers();
    }
}
