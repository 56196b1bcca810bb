package dev.bobbin.instrument.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Reads back what {@link JsonWriter} wrote, however it was laid out since: objects, lists, texts and whole numbers. Whatever else JSON
 * has (null, fractions, true and false) is not in a report.
 */
final class JsonReader {

    private final String text;
    private int at;

    private JsonReader(String text) {
        this.text = text;
    }

    /**
     * Reads an object.
     *
     * @throws IllegalArgumentException if {@code text} is not one, with the place
     */
    static JsonObject read(String text) {
        JsonReader reader = new JsonReader(text);
        JsonObject object = reader.object();
        reader.skipSpace();
        if (reader.at < text.length()) {
            throw reader.unexpected("the end");
        }
        return object;
    }

    private Object value() {
        switch (peek()) {
            case '{':
                return object();
            case '[':
                return list();
            case '"':
                return quoted();
            default:
                return number();
        }
    }

    private JsonObject object() {
        JsonObject object = new JsonObject();
        expect('{');
        if (!skips('}')) {
            do {
                peek();
                String name = quoted();
                expect(':');
                object.withAny(name, value());
            } while (skips(','));
            expect('}');
        }
        return object;
    }

    private List<Object> list() {
        List<Object> list = new ArrayList<>();
        expect('[');
        if (!skips(']')) {
            do {
                list.add(value());
            } while (skips(','));
            expect(']');
        }
        return list;
    }

    private String quoted() {
        expect('"');
        StringBuilder quoted = new StringBuilder();
        for (char c = next(); c != '"'; c = next()) {
            quoted.append(c == '\\' ? escaped() : c);
        }
        return quoted.toString();
    }

    private char escaped() {
        char c = next();
        switch (c) {
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'u':
                int code = 0;
                for (int i = 0; i < 4; i++) {
                    int digit = Character.digit(next(), 16);
                    if (digit < 0) {
                        throw unexpected("a hexadecimal digit");
                    }
                    code = code << 4 | digit;
                }
                return (char) code;
            default:
                return c;
        }
    }

    private Integer number() {
        int start = at;
        while (at < text.length() && "-0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        try {
            return Integer.valueOf(text.substring(start, at));
        } catch (NumberFormatException e) {
            throw unexpected("a value");
        }
    }

    private char next() {
        if (at == text.length()) {
            throw unexpected("more");
        }
        return text.charAt(at++);
    }

    private char peek() {
        skipSpace();
        if (at == text.length()) {
            throw unexpected("more");
        }
        return text.charAt(at);
    }

    private void skipSpace() {
        while (at < text.length() && " \n\r\t".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private void expect(char wanted) {
        if (!skips(wanted)) {
            throw unexpected("'" + wanted + "'");
        }
    }

    private boolean skips(char wanted) {
        boolean there = peek() == wanted;
        at += there ? 1 : 0;
        return there;
    }

    private IllegalArgumentException unexpected(String wanted) {
        return new IllegalArgumentException(
                "no JSON as Bobbin writes it: at character " + at + " there should be " + wanted);
    }
}
