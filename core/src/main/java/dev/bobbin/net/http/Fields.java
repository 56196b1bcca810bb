package dev.bobbin.net.http;

import java.util.Arrays;

/** Header fields as they come, a line each; checked against RFC 9110, section 5, and RFC 9112, section 5. */
final class Fields {

    private static final boolean[] TOKEN = printableBut("\"(),/:;<=>?@[\\]{}");
    private static final boolean[] HOST = printableBut("\"#,/<>?@\\^`{|}");

    private static boolean[] printableBut(String excluded) {
        boolean[] may = new boolean[128];
        for (char c = '!'; c < 127; c++) {
            may[c] = excluded.indexOf(c) < 0;
        }
        return may;
    }

    private final int most;
    private String[] namesAndValues = new String[16];
    private int count; // of strings

    Fields(int most) {
        this.most = most;
    }

    /** Adds the field on a line that is not empty. */
    void add(Line line) throws HttpStatusException {
        byte first = line.at(0);
        if (first == ' ' || first == '\t') {
            throw new HttpStatusException(
                    400, "A header line begins with a space: lines that are folded are not part of HTTP any more");
        }
        int colon = line.indexOf(':', 0);
        if (colon < 1) {
            throw new HttpStatusException(400, "A header line has no name, or no colon");
        }
        for (int i = 0; i < colon; i++) {
            if (!isTokenCharacter(line.at(i))) {
                throw new HttpStatusException(
                        400, "A header's name has the character " + (line.at(i) & 0xff) + ", which no name may have");
            }
        }
        if (count == 2 * most) {
            throw new HttpStatusException(431, "There are more than " + most + " header fields");
        }
        int from = colon + 1;
        int to = line.length();
        while (from < to && isBlank(line.at(from))) {
            from++;
        }
        while (to > from && isBlank(line.at(to - 1))) {
            to--;
        }
        if (count == namesAndValues.length) {
            namesAndValues = Arrays.copyOf(namesAndValues, 2 * count);
        }
        namesAndValues[count++] = line.text(0, colon);
        namesAndValues[count++] = line.text(from, to);
    }

    /** What was added. */
    HttpHeaders headers() {
        return count == 0 ? HttpHeaders.empty() : HttpHeaders.checked(Arrays.copyOf(namesAndValues, count));
    }

    /** Whether {@code text} may be the name of a field, or a method. */
    static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 127 || !TOKEN[text.charAt(i)]) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    /** Whether a name or an address with its port may have this character, RFC 3986, section 3.2. */
    static boolean mayBeInHost(char c) {
        return c < 128 && HOST[c];
    }

    static boolean isTokenCharacter(byte b) {
        return b >= 0 && TOKEN[b];
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }
}
