package dev.bobbin.instrument.adapt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.read.ClassPath;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The table of the JDK's calls, held against the JDK that runs this. */
class StandardTableTest {

    private static final String VERSION = "# Java ";

    private final AdaptedCalls table = AdaptedCalls.ofTheJdk();

    @Test
    void eachRowNamesCallsOfTheJdkThatOthersCanMake() throws IOException, URISyntaxException {
        Map<Integer, Integer> versions = versionsByLine();
        try (ClassPath classPath = ClassPath.open(Map.of(), List.of())) {
            TypeHierarchy hierarchy = new TypeHierarchy(classPath);
            for (Row row : table.rows()) {
                if (versions.get(row.where().line()) <= Runtime.version().feature()) {
                    String owner = row.owner(hierarchy).orElseThrow(() -> new AssertionError("no " + row.ownerName()));
                    assertThat(row.methods(owner, hierarchy))
                            .as(row.where() + " " + row.ownerName() + "#" + row.method())
                            .isNotEmpty();
                }
            }
        }
    }

    @Test
    void everyLineCanBeRead() throws IOException {
        try (ClassPath classPath = ClassPath.open(Map.of(), List.of())) {
            TypeHierarchy hierarchy = new TypeHierarchy(classPath);
            assertThat(table.problems(hierarchy, new Marks(hierarchy, Set.of())))
                    .isEmpty();
        }
        assertThat(table.rows()).hasSizeGreaterThan(200);
    }

    /** Of each line of the table, the Java it needs: that of the heading above it. */
    private static Map<Integer, Integer> versionsByLine() throws IOException, URISyntaxException {
        Path file = Path.of(AdaptedCalls.class.getResource("adapted-calls.txt").toURI());
        Map<Integer, Integer> versions = new HashMap<>();
        int version = 0;
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.startsWith(VERSION)) {
                version = Integer.parseInt(line.substring(VERSION.length()));
            } else if (line.isEmpty()) {
                version = 0;
            }
            versions.put(number, version);
        }
        return versions;
    }
}
