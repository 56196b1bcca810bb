package example;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bobbin.Continuation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ClassFilesTest {

    /** The first build writes the names and times of all class files down, the second one compares. */
    @Test
    void areThoseOfTheFirstBuild() throws IOException {
        Path remembered = Paths.get("target", "class-files.txt");
        List<String> now = classFiles();
        if (Files.exists(remembered)) {
            assertEquals(Files.readAllLines(remembered), now);
        } else {
            Files.write(remembered, now);
        }
    }

    @Test
    void suspendInBothBuilds() {
        StringBuilder page = new StringBuilder();
        Continuation continuation = new Continuation(() -> Letters.to(page).writeBoth("a", "b"));
        continuation.run();
        assertEquals("a", page.toString());
        continuation.run();
        assertEquals("ab", page.toString());
    }

    private static List<String> classFiles() throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (String directory : Arrays.asList("classes", "test-classes")) {
            try (Stream<Path> files = Files.walk(Paths.get("target", directory))) {
                for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                    found.add(file + " " + Files.getLastModifiedTime(file));
                }
            }
        }
        return new ArrayList<>(found);
    }
}
