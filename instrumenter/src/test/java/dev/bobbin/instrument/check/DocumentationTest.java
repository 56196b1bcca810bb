package dev.bobbin.instrument.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/diagnostics.md} has a section for each id that a rule gives, and for no other. */
class DocumentationTest {

    private static final Pattern ID_IN_SOURCE =
            Pattern.compile("(?:= |^ +)\"([a-z]+(?:-[a-z]+)+)\"[;,]$", Pattern.MULTILINE);
    private static final Pattern ID_IN_DOCUMENT = Pattern.compile("^### (\\S+)$", Pattern.MULTILINE);

    @Test
    void tellsOfEachId() throws IOException {
        Set<String> given = new TreeSet<>();
        for (String verb : List.of("check", "adapt")) {
            try (Stream<Path> sources = Files.list(Path.of("src/main/java/dev/bobbin/instrument", verb))) {
                for (Path source : sources.toList()) {
                    given.addAll(matches(ID_IN_SOURCE, source));
                }
            }
        }
        assertThat(matches(ID_IN_DOCUMENT, Path.of("../docs/diagnostics.md"))).isEqualTo(given);
    }

    private static Set<String> matches(Pattern pattern, Path file) throws IOException {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(Files.readString(file));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }
}
