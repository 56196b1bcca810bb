package dev.bobbin.greenlet;

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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The table of greenlet's rules in the documents says what the tests say. */
class RulesTableTest {

    private static final int RULES = 75;
    private static final Pattern ROW =
            Pattern.compile("\\| (\\d+) \\| ([^|]+) \\| (holds|differs|not in Java) \\| ([^|]*) \\|");
    private static final Pattern ANNOTATION = Pattern.compile("@Rule\\(\\s*\\{?([^)}]*)}?\\s*\\)");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)`");

    private record Row(String verdict, String remark, Set<String> tests) {}

    private final Path root = Path.of("..").toAbsolutePath().normalize();

    @Test
    void eachRuleHasItsRowAndTheTestsThatTheRowNames() throws IOException {
        Map<Integer, Row> rows = rows();
        assertThat(rows.keySet())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, RULES).boxed().toList());
        Map<Integer, Set<String>> annotated = annotated();
        rows.forEach((number, row) -> {
            Set<String> tests = annotated.getOrDefault(number, Set.of());
            assertThat(row.tests()).as("tests of rule %s", number).isEqualTo(tests);
            if (row.verdict().equals("not in Java")) {
                assertThat(tests).as("rule %s", number).isEmpty();
            } else {
                assertThat(tests).as("rule %s", number).isNotEmpty();
            }
            if (!row.verdict().equals("holds")) {
                assertThat(row.remark()).as("why rule %s does not hold", number).contains(" ");
            }
        });
        assertThat(annotated.keySet()).isSubsetOf(rows.keySet());
    }

    private Map<Integer, Row> rows() throws IOException {
        Map<Integer, Row> rows = new TreeMap<>();
        for (String line : Files.readAllLines(root.resolve("docs/greenlet-rules.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                Set<String> tests = new TreeSet<>();
                Matcher test = TEST.matcher(row.group(4));
                while (test.find()) {
                    tests.add(test.group(1));
                }
                rows.put(Integer.valueOf(row.group(1)), new Row(row.group(3), row.group(4), tests));
            }
        }
        return rows;
    }

    private Map<Integer, Set<String>> annotated() throws IOException {
        Map<Integer, Set<String>> annotated = new TreeMap<>();
        List<Path> sources;
        try (Stream<Path> files = Files.walk(root.resolve("core/src/test/java"))) {
            sources =
                    files.filter(file -> file.toString().endsWith("Test.java")).toList();
        }
        for (Path source : sources) {
            String name = source.getFileName().toString().replace(".java", "");
            Matcher annotation = ANNOTATION.matcher(Files.readString(source));
            while (annotation.find()) {
                for (String number : annotation.group(1).split(",")) {
                    annotated
                            .computeIfAbsent(Integer.valueOf(number.strip()), n -> new TreeSet<>())
                            .add(name);
                }
            }
        }
        return annotated;
    }
}
