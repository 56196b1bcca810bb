package dev.bobbin.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.fuzz.RandomPrograms;
import dev.bobbin.harness.OtherJvm;
import dev.bobbin.harness.Probe;
import dev.bobbin.harness.Programs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the compilers of older JDKs make, verified and run by their JVMs: of those that the environment variables {@code
 * JAVA8_HOME} and {@code JAVA11_HOME} name. Some of it by the JDK that runs this, so that older ones find it in order. More of it: {@code -Dolder.jdk=DIRECTORY}, see {@link OtherJvm}.
 */
class OlderJvmsTest {

    private static final long SEED = 8_011;
    private static final int PROGRAMS = 12;

    /** Java 5: accessors of private members, bridges, an enum's switch, finally, concatenation. */
    private static final String OLD = """
            import dev.bobbin.Suspendable;
            import dev.bobbin.harness.Probe;
            import java.util.*;
            public class Shape {
              enum Tea { GREEN, BLACK }
              interface Source<T> { @Suspendable T next(int n) throws Exception; }
              private int stock = 3;
              private static long sold;
              class Shelf implements Source<Integer>, Comparable<Shelf> {
                private int at;
                public Integer next(int n) throws Exception {
                  stock += Probe.at(n);
                  sold -= stock--;
                  return at += price(Tea.values()[n % 2]) + stock;
                }
                public int compareTo(Shelf other) { return at - other.at; }
              }
              @Suspendable private int price(Tea tea) throws Exception {
                switch (tea) {
                  case GREEN: return Probe.at(5);
                  default: return Probe.fail(4) + Probe.at(1);
                }
              }
              @Suspendable private static String all(String word, Object... more) throws Exception {
                String said = "";
                for (Object each : more) {
                  try {
                    said = word + Probe.at('c') + Probe.at(2.5) + each + said + Shape.class.getName();
                    assert Probe.at(said.length()) > 0 : "nothing said";
                    if (said.length() > Probe.at(40)) continue;
                    Probe.fail(said.length());
                  } catch (IllegalStateException e) {
                    said += Probe.at("!");
                  } finally {
                    said += Probe.at(sold) + ";";
                  }
                }
                return said;
              }
              @Suspendable public static void run() throws Exception {
                sold = 0;
                Shape shape = new Shape();
                final int[] calls = new int[1];
                Source<Integer> source = shape.new Shelf();
                Source<String> words = new Source<String>() {
                  private String last = "none";
                  public String next(int n) throws Exception { calls[0]++; return last = last + Probe.at(n); }
                };
                for (int i = 0; i < 4; i++) {
                  Probe.note(source.next(i) + words.next(i).length());
                }
                Probe.note(all("tea", 1, 2L, 'x', words.next(7)));
                Probe.note(calls[0] + " " + shape.stock);
              }
            }
            """;

    @TempDir
    Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"JAVA8_HOME", "JAVA11_HOME"})
    void randomProgramsDoTheSameInEveryMode(String variable) throws IOException {
        try (OtherJvm jvm = started(variable)) {
            long before = Probe.suspensions();
            Map<String, String> sources = RandomPrograms.sources(SEED, PROGRAMS, jvm.release());
            Programs programs = Programs.compile(sources, directory, jvm).sharingClasses();
            sources.keySet().forEach(name -> programs.assertAlike(name, "base seed " + SEED));
            assertThat(Probe.suspensions() - before).isGreaterThan(100L * PROGRAMS);
        }
    }

    /** The levels that the compiler of each knows. */
    @ParameterizedTest
    @CsvSource({"JAVA8_HOME, 5 6 7 8", "JAVA11_HOME, 6 7 8 11", "OWN, 8"})
    void whatIsCompiledForOlderLevelsSuspends(String variable, String levels) throws IOException {
        Path source = Files.writeString(directory.resolve("Shape.java"), OLD);
        try (OtherJvm jvm = started(variable)) {
            for (String level : levels.split(" ")) {
                Path output = Files.createDirectory(directory.resolve("level-" + level));
                List<String> words = new ArrayList<>(List.of("-g", "-nowarn", "-cp", jvm.classPath()));
                words.addAll(
                        jvm.release() == 8
                                ? List.of("-source", "1." + level, "-target", "1." + level)
                                : List.of("--release", level));
                words.addAll(List.of("-d", output.toString(), source.toString()));
                jvm.compile(words);
                Map<String, byte[]> classes = Programs.read(output);
                assertThat(classes.get("Shape")[7] - 44).as("its level").isEqualTo(Integer.parseInt(level));
                Programs.of(classes).in(jvm).assertVerified().assertAlike("Shape", "level " + level);
            }
        }
    }

    private static OtherJvm started(String variable) {
        String home = variable.equals("OWN") ? System.getProperty("java.home") : System.getenv(variable);
        assumeTrue(home != null && !home.isEmpty(), variable + " names no JDK");
        return OtherJvm.start(Path.of(home), "-XX:TieredStopAtLevel=1");
    }
}
