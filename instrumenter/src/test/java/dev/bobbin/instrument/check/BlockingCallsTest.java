package dev.bobbin.instrument.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of blocking calls, held against the JDK that runs this. */
class BlockingCallsTest {

    static List<String> lines() throws Exception {
        URL table = BlockingCalls.class.getResource("blocking-calls.txt");
        try (Stream<String> lines = Files.lines(Path.of(table.toURI()))) {
            return lines.filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("lines")
    void eachLineNamesAMethodOfTheJdk(String line) throws Exception {
        String[] columns = line.split("\\s+", 3);
        Class<?> owner = Class.forName(columns[0]);
        assertThat(Stream.concat(Arrays.stream(owner.getMethods()), Arrays.stream(owner.getDeclaredMethods())))
                .anyMatch(method -> columns[1].equals(method.getName())
                        || columns[1].equals(method.getName() + parameters(method)));
        assertThat(columns[2]).doesNotEndWith(".");
    }

    @Test
    void noMethodStandsThereTwice() throws Exception {
        assertThat(lines().stream().map(line -> line.split("\\s+", 3)).map(columns -> columns[0] + " " + columns[1]))
                .doesNotHaveDuplicates();
    }

    @Test
    void theTableOfTheJdkHasNoProblems() {
        assertThat(BlockingCalls.ofTheJdk().malformed()).isEmpty();
    }

    private static String parameters(Method method) {
        return Arrays.stream(method.getParameterTypes())
                .map(Class::getSimpleName)
                .collect(Collectors.joining(",", "(", ")"));
    }
}
