package dev.bobbin.net.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A head on its way out, or anything else that is put together from text: bytes that grow. */
final class HeadBuffer {

    private byte[] bytes = new byte[512];
    private int length;

    HeadBuffer text(String text) {
        int count = text.length();
        reserve(count);
        for (int i = 0; i < count; i++) {
            bytes[length + i] = (byte) text.charAt(i); // checked before: up to U+00FF
        }
        length += count;
        return this;
    }

    HeadBuffer field(String name, String value) {
        return text(name).text(": ").text(value).text("\r\n");
    }

    HeadBuffer number(long number) {
        return text(Long.toString(number));
    }

    void clear() {
        length = 0;
    }

    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    private void reserve(int count) {
        if (bytes.length - length < count) {
            bytes = Arrays.copyOf(bytes, Math.max(length + count, 2 * bytes.length));
        }
    }

    @Override
    public String toString() {
        return new String(bytes, 0, length, StandardCharsets.ISO_8859_1);
    }
}
