package dev.bobbin.net.http;

import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Header fields, in the order in which they came. A name is found however it is written; it may have several values. Immutable.
 *
 * <pre>{@code
 * HttpHeaders headers = HttpHeaders.of("Accept", "text/plain").with("X-Trace", "7");
 * String accept = headers.first("accept").orElse("text/html");
 * }</pre>
 */
public final class HttpHeaders implements Iterable<Map.Entry<String, String>> {

    private static final HttpHeaders EMPTY = new HttpHeaders(new String[0]);

    private final String[] namesAndValues;

    private HttpHeaders(String[] namesAndValues) {
        this.namesAndValues = namesAndValues;
    }

    /**
     * No fields.
     *
     * @return always the same
     */
    public static HttpHeaders empty() {
        return EMPTY;
    }

    /**
     * Some fields.
     *
     * @param namesAndValues a name, its value, the next name, and so on
     * @return the fields
     * @throws IllegalArgumentException if a name or a value has a character that it may not have, such as a line's end
     */
    public static HttpHeaders of(String... namesAndValues) {
        Objects.requireNonNull(namesAndValues, "namesAndValues");
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException(
                    "Headers were to be made of " + namesAndValues.length + " strings: give a value after each name");
        }
        for (int i = 0; i < namesAndValues.length; i += 2) {
            check(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new HttpHeaders(namesAndValues.clone());
    }

    /** Fields that were checked when they came; the array is given away. */
    static HttpHeaders checked(String[] namesAndValues) {
        return new HttpHeaders(namesAndValues);
    }

    /**
     * These fields and one more.
     *
     * @param name the field's name
     * @param value its value; characters up to U+00FF, no control characters
     * @return new headers
     * @throws IllegalArgumentException if the name or the value has a character that it may not have
     */
    public HttpHeaders with(String name, String value) {
        check(name, value);
        String[] more = Arrays.copyOf(namesAndValues, namesAndValues.length + 2);
        more[namesAndValues.length] = name;
        more[namesAndValues.length + 1] = value;
        return new HttpHeaders(more);
    }

    /**
     * These fields without those of one name.
     *
     * @param name the name, however written
     * @return new headers, or these if there is none
     */
    public HttpHeaders without(String name) {
        if (!contains(name)) {
            return this;
        }
        List<String> rest = new ArrayList<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (!namesAndValues[i].equalsIgnoreCase(name)) {
                rest.add(namesAndValues[i]);
                rest.add(namesAndValues[i + 1]);
            }
        }
        return new HttpHeaders(rest.toArray(new String[0]));
    }

    /**
     * The first value of a name.
     *
     * @param name the name, however written
     * @return empty if there is none
     */
    public Optional<String> first(String name) {
        int at = indexOf(name, 0);
        return at < 0 ? Optional.empty() : Optional.of(namesAndValues[at + 1]);
    }

    /**
     * All values of a name.
     *
     * @param name the name, however written
     * @return one for each line, in their order; unmodifiable
     */
    public List<String> all(String name) {
        int at = indexOf(name, 0);
        if (at < 0) {
            return Collections.emptyList();
        }
        List<String> values = new ArrayList<>(2);
        for (; at >= 0; at = indexOf(name, at + 2)) {
            values.add(namesAndValues[at + 1]);
        }
        return Collections.unmodifiableList(values);
    }

    /**
     * Whether there is a field of a name.
     *
     * @param name the name, however written
     * @return true if there is
     */
    public boolean contains(String name) {
        return indexOf(name, 0) >= 0;
    }

    /**
     * Whether one of the values of a name, which are lists separated by commas, has an element.
     *
     * @param name the name, however written
     * @param element what to look for, however written
     * @return true if it is there
     */
    public boolean lists(String name, String element) {
        Objects.requireNonNull(element, "element");
        for (int at = indexOf(name, 0); at >= 0; at = indexOf(name, at + 2)) {
            String value = namesAndValues[at + 1];
            if (value.equalsIgnoreCase(element)) {
                return true;
            }
            if (value.indexOf(',') >= 0) {
                for (String each : value.split(",")) {
                    if (each.trim().equalsIgnoreCase(element)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /**
     * How many fields there are.
     *
     * @return 0 or more
     */
    public int size() {
        return namesAndValues.length / 2;
    }

    /** Names and values, in turn. Unmodifiable. */
    @Override
    public Iterator<Map.Entry<String, String>> iterator() {
        List<Map.Entry<String, String>> entries = new ArrayList<>(size());
        for (int i = 0; i < namesAndValues.length; i += 2) {
            entries.add(new SimpleImmutableEntry<>(namesAndValues[i], namesAndValues[i + 1]));
        }
        return Collections.unmodifiableList(entries).iterator();
    }

    /** As they are sent, a line each; values of {@code Authorization} and cookies are left out, since this ends up in logs. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            String name = namesAndValues[i].toLowerCase(Locale.ROOT);
            boolean secret = name.endsWith("authorization") || name.endsWith("cookie");
            text.append(namesAndValues[i])
                    .append(": ")
                    .append(secret ? "(not shown)" : namesAndValues[i + 1])
                    .append('\n');
        }
        return text.toString();
    }

    /** As they are sent. */
    void writeTo(HttpOutput out) {
        for (int i = 0; i < namesAndValues.length; i += 2) {
            out.field(namesAndValues[i], namesAndValues[i + 1]);
        }
    }

    private int indexOf(String name, int from) {
        Objects.requireNonNull(name, "name");
        for (int i = from; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i].length() == name.length() && namesAndValues[i].equalsIgnoreCase(name)) {
                return i;
            }
        }
        return -1;
    }

    private static void check(String name, String value) {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(value, "value");
        if (!Fields.isToken(name)) {
            throw new IllegalArgumentException(
                    "\"" + name + "\" cannot be a header's name: letters, digits and !#$%&'*+-.^_`|~ can");
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' && c != '\t' || c == 127 || c > 255) {
                throw new IllegalArgumentException(String.format(
                        "The value of header %s has the character U+%04X at %d: a line's end or another control character"
                                + " could forge headers, and what is beyond U+00FF must be encoded. Encode or remove it.",
                        name, (int) c, i));
            }
        }
    }
}
