package dev.bobbin.guides;

import static dev.bobbin.Coroutines.runBlocking;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the guides show is compiled, and, where it takes nothing but this JVM, run. Sockets, HTTP and saving have tests of their own. */
class GuidesTest {

    private static final Pattern SNIPPET = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

    /** Programs of their own, which other tests run, and what needs another module. */
    private static final List<String> ELSEWHERE = List.of("public class Hello", "@CoroutineTest");

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(
            strings = {"README.md", "docs/callbacks.md", "docs/blocking.md", "docs/toolkit.md", "docs/adapted-calls.md"
            })
    void eachSnippetIsCompiled(String guide) throws IOException {
        String compiled = withoutSpace(Files.readString(Path.of("src/test/java/dev/bobbin/guides/Guides.java")))
                .replace("publicstaticfinalclassConnections", "publicfinalclassConnections");
        Matcher snippet = SNIPPET.matcher(Files.readString(Path.of("..", guide)));
        int found = 0;
        while (snippet.find()) {
            found++;
            if (ELSEWHERE.stream().noneMatch(snippet.group(1)::contains)) {
                assertThat(compiled).contains(withoutSpace(snippet.group(1)));
            }
        }
        assertThat(found).isPositive();
    }

    private static String withoutSpace(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void aFileIsReadByItsListener() throws IOException {
        Path file = Files.writeString(directory.resolve("words.txt"), "tea and cake");
        try (AsynchronousFileChannel channel = AsynchronousFileChannel.open(file)) {
            byte[] read = runBlocking(() -> Guides.readAll(channel, 100));
            assertThat(new String(read)).isEqualTo("tea and cake");
        }
    }

    @Test
    void theLinesOfAllFilesAreStored() {
        Guides.STORED.clear();
        runBlocking(() -> Guides.storeAll(List.of("a", "b")));
        assertThat(Guides.STORED).containsExactly("line of a", "line of b");
    }

    @Test
    void aFileIsReadByAnotherThread() throws IOException {
        Path file = Files.writeString(directory.resolve("words.txt"), "tea");
        assertThat(runBlocking(() -> Guides.config(file))).isEqualTo("tea");
    }
}
