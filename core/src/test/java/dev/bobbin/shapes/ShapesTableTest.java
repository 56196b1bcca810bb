package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of shapes in the documents says what the tests say. */
class ShapesTableTest {

    private static final Pattern ROW = Pattern.compile("\\| ([A-L]\\d+) \\|.*\\| ([^|]+) \\|");
    private static final Pattern ANNOTATION = Pattern.compile("@Shape\\(\\s*(\\{[^}]*}|\"[^\"]*\")\\s*\\)");
    private static final Pattern ID = Pattern.compile("\"([A-L]\\d+)\"");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    private final Path root = Path.of("..").toAbsolutePath().normalize();

    @Test
    void theTableNamesTheTestsOfEachShape() throws IOException {
        Map<String, Set<String>> annotated = new TreeMap<>();
        Set<String> tests = new TreeSet<>();
        for (Path source : sources()) {
            String name = source.getFileName().toString().replace(".java", "");
            tests.add(name);
            Matcher annotation = ANNOTATION.matcher(Files.readString(source));
            while (annotation.find()) {
                Matcher id = ID.matcher(annotation.group(1));
                while (id.find()) {
                    annotated.computeIfAbsent(id.group(1), i -> new TreeSet<>()).add(name);
                }
            }
        }
        Map<String, Set<String>> named = new TreeMap<>();
        Map<String, String> rows = rows();
        rows.forEach((id, where) -> {
            Matcher test = TEST.matcher(where);
            while (test.find()) {
                assertThat(tests).as(id).contains(test.group(1));
                named.computeIfAbsent(id, i -> new TreeSet<>()).add(test.group(1));
            }
        });
        assertThat(rows).hasSizeGreaterThan(170);
        annotated.forEach((id, classes) -> assertThat(named.get(id)).as(id).isEqualTo(classes));
    }

    private Map<String, String> rows() throws IOException {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(root.resolve("docs/shapes.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.put(row.group(1), row.group(2));
            }
        }
        return rows;
    }

    private List<Path> sources() throws IOException {
        List<Path> sources = new java.util.ArrayList<>();
        for (String module : List.of("core", "instrumenter", "command-line")) {
            try (Stream<Path> files = Files.walk(root.resolve(module).resolve("src/test/java"))) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        return sources;
    }
}
