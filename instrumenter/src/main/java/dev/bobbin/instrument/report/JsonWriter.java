package dev.bobbin.instrument.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes JSON (RFC 8259) for machines and for people: what fits on a line stands on one. The same object gives the same text. */
final class JsonWriter {

    private static final int WIDTH = 120;
    private static final String HEX = "0123456789abcdef";

    private JsonWriter() {}

    static String write(JsonObject object) {
        return laidOut(object, "", 0) + "\n";
    }

    /** {@code value} over several lines if it must be, the first of which starts at column {@code used}. */
    private static String laidOut(Object value, String indent, int used) {
        String line = onOneLine(value);
        if (used + line.length() <= WIDTH) {
            return line;
        }
        String deeper = indent + "  ";
        List<String> parts = new ArrayList<>();
        if (value instanceof JsonObject) {
            for (Map.Entry<String, Object> member :
                    ((JsonObject) value).members().entrySet()) {
                String name = deeper + quoted(member.getKey()) + ": ";
                parts.add(name + laidOut(member.getValue(), deeper, name.length()));
            }
            return "{\n" + String.join(",\n", parts) + "\n" + indent + "}";
        }
        if (value instanceof List) {
            for (Object element : (List<?>) value) {
                parts.add(deeper + laidOut(element, deeper, deeper.length()));
            }
            return "[\n" + String.join(",\n", parts) + "\n" + indent + "]";
        }
        return line;
    }

    private static String onOneLine(Object value) {
        List<String> parts = new ArrayList<>();
        if (value instanceof JsonObject) {
            ((JsonObject) value)
                    .members()
                    .forEach((name, member) -> parts.add(quoted(name) + ": " + onOneLine(member)));
            return "{" + String.join(", ", parts) + "}";
        }
        if (value instanceof List) {
            ((List<?>) value).forEach(element -> parts.add(onOneLine(element)));
            return "[" + String.join(", ", parts) + "]";
        }
        return value instanceof String ? quoted((String) value) : String.valueOf(value);
    }

    /** Names in class files may hold nearly any character, lone surrogates included, which no UTF-8 can hold: those are escaped too. */
    static String quoted(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"':
                case '\\':
                    quoted.append('\\').append(c);
                    break;
                case '\n':
                    quoted.append("\\n");
                    break;
                case '\r':
                    quoted.append("\\r");
                    break;
                case '\t':
                    quoted.append("\\t");
                    break;
                default:
                    if (c < ' ' || c == 0x7f || c == 0x2028 || c == 0x2029 || Character.isSurrogate(c)) {
                        quoted.append("\\u");
                        for (int shift = 12; shift >= 0; shift -= 4) {
                            quoted.append(HEX.charAt(c >> shift & 0xf));
                        }
                    } else {
                        quoted.append(c);
                    }
            }
        }
        return quoted.append('"').toString();
    }
}
