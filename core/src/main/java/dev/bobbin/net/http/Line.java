package dev.bobbin.net.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * One line of a head, collected as its bytes come, up to CR LF. A CR or LF alone is refused: what takes one for the end of a line
 * and what does not would see different requests in the same bytes (RFC 9112, section 2.2).
 */
final class Line {

    private byte[] bytes = new byte[256];
    private int length;
    private boolean hasReturn; // CR has come, LF must follow
    private boolean complete;

    /**
     * Takes bytes up to the end of the line, and none beyond.
     *
     * @param most how many bytes the line may have
     * @param status of the exception if it has more
     * @param what the line is, for messages
     * @return whether the line is complete; the next call begins a new one
     */
    boolean take(ByteBuffer in, int most, int status, String what) throws HttpStatusException {
        if (complete) {
            clear();
        }
        byte[] source = in.array();
        int begin = in.arrayOffset() + in.position();
        int end = in.arrayOffset() + in.limit();
        int at = begin;
        while (!hasReturn && at < end && isText(source[at])) {
            at++;
        }
        if (at - begin > most - length) {
            throw new HttpStatusException(status, "The " + what + " is longer than " + most + " bytes");
        }
        append(source, begin, at - begin);
        if (at < end) {
            at = takeEnd(source, at, end, what);
        }
        in.position(at - in.arrayOffset());
        return complete;
    }

    private int takeEnd(byte[] source, int at, int end, String what) throws HttpStatusException {
        int next = at;
        if (!hasReturn) {
            if (source[next] != '\r') {
                throw new HttpStatusException(
                        400,
                        "The " + what + " has the control character " + source[next]
                                + (source[next] == '\n' ? ": a line ends with CR LF, not with LF alone" : ""));
            }
            hasReturn = true;
            next++;
        }
        if (next < end) {
            if (source[next] != '\n') {
                throw new HttpStatusException(400, "The " + what + " has a CR without LF");
            }
            complete = true;
            next++;
        }
        return next;
    }

    private static boolean isText(byte b) {
        return b >= ' ' && b != 127 || b < 0 || b == '\t';
    }

    private void append(byte[] source, int from, int count) {
        if (length + count > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    /** Forgets what came. */
    void clear() {
        length = 0;
        hasReturn = false;
        complete = false;
    }

    /** Whether nothing of a line has come, or a whole one. */
    boolean isBetween() {
        return complete || length == 0 && !hasReturn;
    }

    int length() {
        return length;
    }

    byte at(int index) {
        return bytes[index];
    }

    /** The first {@code b} from {@code from} on; -1 if there is none. */
    int indexOf(char b, int from) {
        for (int i = from; i < length; i++) {
            if (bytes[i] == b) {
                return i;
            }
        }
        return -1;
    }

    String text(int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }
}
