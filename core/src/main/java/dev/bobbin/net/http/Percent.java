package dev.bobbin.net.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Percent-encoded text (RFC 3986, section 2.1), in UTF-8. */
final class Percent {

    private Percent() {}

    /**
     * Decodes a path.
     *
     * @throws HttpStatusException (400) if it is not well encoded, or has a zero byte
     */
    static String decodePath(String text) throws HttpStatusException {
        if (text.indexOf('%') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                c = (char) escape(text, i);
                i += 2;
                if (c == 0 || c > 255) {
                    throw new HttpStatusException(
                            400, "The path has a % that no two hexadecimal digits follow, or %00");
                }
            }
            bytes[length++] = (byte) c;
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, 0, length))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new HttpStatusException(400, "The path is not UTF-8 once it is decoded");
        }
    }

    /** Decodes a part of a query: a plus is a space, and what is not well encoded stays as it is. */
    static String decodeQuery(String text) {
        if (text.indexOf('%') < 0 && text.indexOf('+') < 0) {
            return text;
        }
        byte[] bytes = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            int escaped = c == '%' ? escape(text, i) : -1;
            if (escaped >= 0) {
                i += 2;
                bytes[length++] = (byte) escaped;
            } else {
                bytes[length++] = (byte) (c == '+' ? ' ' : c);
            }
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    /** The byte that is encoded at {@code at}; -1 if none is. */
    private static int escape(String text, int at) {
        if (at + 2 >= text.length()) {
            return -1;
        }
        int high = Character.digit(text.charAt(at + 1), 16);
        int low = Character.digit(text.charAt(at + 2), 16);
        return high < 0 || low < 0 ? -1 : 16 * high + low;
    }
}
