package dev.bobbin.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.ChildJvm;
import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program in docs/saving.md does what the guide says that it does. */
class SavingGuideTest {

    private static final Pattern PROGRAM = Pattern.compile("```java\n(import .*?)```", Pattern.DOTALL);
    private static final Pattern TRANSCRIPT = Pattern.compile("(    \\$ java Primes\n(?:    .*\n)+)");

    @TempDir
    Path folder;

    @Test
    void theProgramGoesOnAfterEachRestart() throws Exception {
        String guide = Files.readString(Path.of("../docs/saving.md"));
        Map<String, byte[]> classes = Instrumenter.with(Options.of(Programs.classPath()))
                .transform(Programs.classFiles(
                        Map.of("Primes", only(PROGRAM, guide)), folder.resolve("source"), "17", Compiler.JAVAC));
        for (Map.Entry<String, byte[]> each : classes.entrySet()) {
            Files.write(folder.resolve(each.getKey() + ".class"), each.getValue());
        }
        List<String> expected =
                only(TRANSCRIPT, guide).lines().map(String::strip).toList();
        List<String> seen = new ArrayList<>();
        for (int start = 0;
                start < expected.stream().filter(line -> line.startsWith("$")).count();
                start++) {
            seen.add("$ java Primes");
            seen.addAll(run());
        }
        assertThat(seen).isEqualTo(expected);
    }

    private static String only(Pattern pattern, String guide) {
        Matcher matcher = pattern.matcher(guide);
        assertThat(matcher.find()).isTrue();
        return matcher.group(1);
    }

    private List<String> run() throws IOException, InterruptedException {
        return ChildJvm.run(folder, "-cp", ChildJvm.classPath(folder), "Primes")
                .lines()
                .toList();
    }
}
