package dev.bobbin.instrument.report;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes elements of HTML and SVG, each closed as XML wants it, so that any parser reads the page. Everything that comes from a class
 * file goes through {@link #text} or an attribute, and both escape.
 */
final class Markup {

    private final StringBuilder text = new StringBuilder();
    private final Deque<String> open = new ArrayDeque<>();

    /** Opens an element; {@code attributes} are names and values in turn. */
    Markup open(String element, String... attributes) {
        start(element, attributes).append('>');
        open.push(element);
        return this;
    }

    /** Closes the element opened last. */
    Markup close() {
        text.append("</").append(open.pop()).append('>');
        return this;
    }

    /** An element that holds nothing. */
    Markup empty(String element, String... attributes) {
        start(element, attributes).append("/>");
        return this;
    }

    /** An element that holds {@code content} alone. */
    Markup element(String element, String content, String... attributes) {
        return open(element, attributes).text(content).close();
    }

    Markup text(String content) {
        text.append(escaped(content));
        return this;
    }

    /** Breaks the line, between blocks, for who reads the source. */
    Markup line() {
        text.append('\n');
        return this;
    }

    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new AssertionError("elements are still open: " + open);
        }
        return text.toString();
    }

    /** {@code content} as it may stand in an element or between double quotes. */
    static String escaped(String content) {
        StringBuilder escaped = new StringBuilder();
        content.codePoints().forEach(c -> {
            switch (c) {
                case '&':
                    escaped.append("&amp;");
                    break;
                case '<':
                    escaped.append("&lt;");
                    break;
                case '>':
                    escaped.append("&gt;");
                    break;
                case '"':
                    escaped.append("&quot;");
                    break;
                default:
                    escaped.appendCodePoint(isXml(c) ? c : 0xFFFD);
            }
        });
        return escaped.toString();
    }

    /** XML 1.0, production 2: not even escaped may other characters stand in a document. */
    private static boolean isXml(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || c >= 0x20 && c <= 0xD7FF
                || c >= 0xE000 && c <= 0xFFFD
                || c >= 0x10000;
    }

    private StringBuilder start(String element, String... attributes) {
        text.append('<').append(element);
        for (int i = 0; i < attributes.length; i += 2) {
            text.append(' ')
                    .append(attributes[i])
                    .append("=\"")
                    .append(escaped(attributes[i + 1]))
                    .append('"');
        }
        return text;
    }
}
