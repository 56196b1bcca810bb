package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads the rows of one table after the other. What cannot be read is remarked on, line by line.
 *
 * <pre>
 * java.io.InputStream#read(byte[],int,int)  -> dev.bobbin.adapt.Streams#read
 * java.net.Socket#new(java.lang.String,int) -> dev.bobbin.adapt.Sockets#open
 * com.acme.Driver#query(*)                  -> offload
 * com.acme.Connection#*                     -> offload
 * com.acme.Connection#name()                -> as-is
 * </pre>
 */
final class TableReader {

    static final String RULE = "adapted-calls-file";

    private static final String EXAMPLE =
            " Write, for example: com.example.Database#query(java.lang.String) -> offload";
    private static final String ANY = "*";
    private static final Pattern CALL = Pattern.compile("([\\w.$]+)#(?:(\\*)|([\\w$]+)\\(([^()]*)\\))");
    private static final Pattern BLANKS = Pattern.compile("\\s+");
    private static final Pattern ADAPTER = Pattern.compile("([\\w.$]+)#(\\w+)");

    private final List<Row> rows = new ArrayList<>();
    private final List<Diagnostic> malformed = new ArrayList<>();

    /** Reads {@code text}; {@code file} is what its lines are named by. */
    void read(String file, Reader text) throws IOException {
        Map<String, Integer> seen = new HashMap<>();
        BufferedReader lines = new BufferedReader(text);
        int number = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String trimmed = line.trim();
            if (!trimmed.isEmpty() && !trimmed.startsWith("#")) {
                readRow(SourceLine.at(file, number), trimmed, seen);
            }
        }
    }

    private void readRow(SourceLine where, String line, Map<String, Integer> seen) {
        int arrow = line.indexOf("->");
        if (arrow < 0) {
            refuse(where, line, "has no ->");
            return;
        }
        Matcher call = CALL.matcher(BLANKS.matcher(line.substring(0, arrow)).replaceAll(""));
        if (!call.matches()) {
            refuse(
                    where,
                    line,
                    "does not name calls, as class#method(types), class#new(types), class#method(*) or class#*");
            return;
        }
        String target = line.substring(arrow + 2).trim();
        Matcher adapter = ADAPTER.matcher(target);
        boolean isAdapter = adapter.matches();
        Optional<Row.Fate> fate = isAdapter ? Optional.of(Row.Fate.ADAPTER) : Row.Fate.of(target);
        if (!fate.isPresent()) {
            refuse(
                    where,
                    line,
                    "ends with \"" + target + "\", which is neither offload, as-is, nor an adapter class#method");
            return;
        }
        if (isAdapter && (call.group(2) != null || call.group(4).equals(ANY))) {
            refuse(where, line, "names one adapter for several methods, and each takes an adapter of its own");
            return;
        }
        Row row = new Row(
                where,
                rows.size(),
                sourceName(call.group(1)),
                call.group(2) != null ? "*" : call.group(3).equals("new") ? Row.CONSTRUCTOR : call.group(3),
                parameters(call.group(4)),
                fate.get(),
                isAdapter ? sourceName(adapter.group(1)) : "",
                isAdapter ? adapter.group(2) : "");
        Integer before = seen.putIfAbsent(row.ownerName() + "#" + row.method(), where.line());
        if (before != null) {
            refuse(where, line, "is about the same call as line " + before);
            return;
        }
        rows.add(row);
    }

    private void refuse(SourceLine where, String line, String why) {
        malformed.add(Diagnostic.error(RULE, where, "\"" + line + "\" " + why + "." + EXAMPLE));
    }

    private static List<String> parameters(String list) {
        return list == null || list.isEmpty()
                ? Collections.<String>emptyList()
                : Arrays.stream(list.split(",", -1))
                        .map(TableReader::sourceName)
                        .collect(Collectors.toList());
    }

    /** A variable number of arguments is an array; nested classes stand behind a dot. */
    private static String sourceName(String type) {
        return type.replace("...", "[]").replace('$', '.');
    }

    List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    List<Diagnostic> malformed() {
        return Collections.unmodifiableList(malformed);
    }
}
