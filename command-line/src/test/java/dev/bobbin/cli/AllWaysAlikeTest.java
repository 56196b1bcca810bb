package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever way classes take to the instrumenter, the same comes out. */
class AllWaysAlikeTest extends ProgramCase {

    /** Several frames in a class, overriding, overloads, interfaces with default methods or fields, lambdas, handlers, wide values. */
    private static final String MORE = """
            package shop;
            import dev.bobbin.*;
            import java.util.*;
            public class More {
              interface Source<T> { @Suspendable T next() throws Exception; default boolean isOpen() { return true; } }
              interface Named extends Source<String> { @Suspendable default String twice() throws Exception { return next() + next(); } }
              interface Rates<T extends Comparable<T>> extends Comparable<Rates<T>> { Object STANDARD = new Object(); @Suspendable T rate(T t); }
              static abstract class Queue<T> implements Source<T>, AutoCloseable {
                final Deque<T> items = new ArrayDeque<>();
                @Override public T next() { while (items.isEmpty()) Continuation.yield(); return items.remove(); }
                @Override @Suspendable public void close() { Continuation.yield(); }
              }
              static final class Words extends Queue<String> implements Named {}
              @Suspendable static double sum(long a, double b, int[] c) throws Exception {
                double sum = a;
                try (Words words = new Words()) {
                  words.items.add("tea");
                  sum += words.twice().length();
                } catch (IllegalStateException e) {
                  sum -= sum(e);
                } finally {
                  Continuation.yield();
                  sum += c[0] + b;
                }
                return sum;
              }
              @Suspendable static long sum(Exception e) { Continuation.yield(); return e.getMessage().length(); }
              static Source<Integer> count(int from) { int[] n = {from}; return () -> { Continuation.yield(); return n[0]++; }; }
              static <T> Source<T> same(Source<T> source) { return source::next; }
              static Comparator<String> plain() { return (a, b) -> a.length() - b.length(); }
            }
            """;

    /** An agent that keeps the bytes of each class of the shop as they come to the JVM, after the agents before it. */
    private static final String RECORDER = """
            import java.lang.instrument.*;
            import java.nio.file.*;
            public class Recorder implements ClassFileTransformer {
              private final Path root;
              Recorder(Path root) { this.root = root; }
              public static void premain(String directory, Instrumentation instrumentation) {
                instrumentation.addTransformer(new Recorder(Paths.get(directory)));
              }
              @Override public byte[] transform(ClassLoader loader, String name, Class<?> type, java.security.ProtectionDomain d, byte[] bytes) {
                try {
                  if (name != null && name.startsWith("shop/")) {
                    Path file = root.resolve(name + ".class");
                    Files.createDirectories(file.getParent());
                    Files.write(file, bytes);
                  }
                } catch (Throwable t) {
                  t.printStackTrace();
                }
                return null;
              }
            }
            """;

    private static final String LOADER = """
            public class Loader {
              public static void main(String[] names) throws Exception {
                for (String name : names) Class.forName(name, false, Loader.class.getClassLoader());
              }
            }
            """;

    private Map<String, String> expected;

    @BeforeEach
    void instrumentByTheFacade() throws IOException {
        Path copy = shop("facade");
        compile("classes", "More", MORE);
        Instrumenter.with(Options.of(List.of(core()))).instrument(copy);
        expected = prints(bytes(copy));
        assertThat(expected)
                .hasSizeGreaterThan(15)
                .containsKeys("shop/More$Source-co.class", "shop/More$Rates$$Twins.class");
    }

    @Test
    void theMavenPluginsWayWhichRemembers() throws Exception {
        Options options = Options.of(List.of(core()))
                .remembering(directory.resolve("memory"))
                .reportingTo(directory.resolve("report.json"));
        Instrumenter.with(options).instrument(classes);
        assertThat(prints(bytes(classes))).isEqualTo(expected);
    }

    @Test
    void theProgramInPlaceAndElsewhere() throws Exception {
        Path output = directory.resolve("output");
        program(classes.toString(), "-cp", core().toString(), "-o", output.toString());
        program(classes.toString(), "-cp", core().toString());
        assertThat(prints(bytes(output))).isEqualTo(expected);
        assertThat(prints(bytes(classes))).isEqualTo(expected);
    }

    @Test
    void theProgramInAJar() throws Exception {
        Path jar = jar("shop.jar", bytes(classes), null);
        program(jar.toString(), "-cp", core().toString());
        Map<String, byte[]> inJar = new TreeMap<>();
        try (JarFile written = new JarFile(jar.toFile())) {
            for (JarEntry entry : written.stream()
                    .filter(e -> e.getName().startsWith("shop/"))
                    .toList()) {
                inJar.put(entry.getName(), written.getInputStream(entry).readAllBytes());
            }
        }
        assertThat(prints(inJar)).isEqualTo(expected);
    }

    @Test
    void classesInMemory() throws Exception {
        Map<String, byte[]> compiled = new TreeMap<>();
        bytes(classes).forEach((file, bytes) -> compiled.put(file.replace(".class", ""), bytes));
        Map<String, byte[]> result = new TreeMap<>();
        Instrumenter.with(Options.of(List.of(core())))
                .transform(compiled)
                .forEach((name, bytes) -> result.put(name + ".class", bytes));
        assertThat(prints(result)).isEqualTo(expected);
    }

    @Test
    void theAgentOnTheClassPath() throws Exception {
        assertThat(recorded(PROGRAM)).isEqualTo(expected);
    }

    @Test
    void withoutTheAgentTheyWouldDiffer() throws Exception {
        assertThat(recorded(recorder()).get("shop/More.class"))
                .isNotEqualTo(expected.get("shop/More.class"))
                .isNotNull();
    }

    /** What a JVM with {@code agent} is given to run, all classes having been loaded, generated ones last. */
    private Map<String, String> recorded(Path agent) throws Exception {
        Path loader = compile("loader", "Loader", LOADER);
        Path record = directory.resolve("record");
        List<String> command = new ArrayList<>();
        if (agent.equals(PROGRAM)) {
            command.add("-javaagent:" + agent);
        }
        command.addAll(
                List.of("-javaagent:" + recorder() + "=" + record, "-cp", path(classes) + ":" + loader, "Loader"));
        expected.keySet().stream()
                .map(file -> file.replace(".class", "").replace('/', '.'))
                .filter(name -> agent.equals(PROGRAM) || !isGenerated(name))
                .collect(Collectors.partitioningBy(AllWaysAlikeTest::isGenerated))
                .values()
                .forEach(command::addAll);
        Run run = java(command.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        return prints(bytes(record));
    }

    private static boolean isGenerated(String name) {
        return name.contains("-") || name.endsWith("$$Twins");
    }

    private Path recorder() throws IOException {
        Path jar = directory.resolve("recorder.jar");
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", "Recorder");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out, manifest)) {
            for (Map.Entry<String, byte[]> file :
                    bytes(compile("recorder", "Recorder", RECORDER)).entrySet()) {
                zip.putNextEntry(new JarEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return jar;
    }

    private Path shop(String output) throws IOException {
        compile(output, "Shop", SHOP);
        return compile(output, "More", MORE);
    }

    /** In a form whose differences can be read. */
    private static Map<String, String> prints(Map<String, byte[]> files) {
        Map<String, String> prints = new TreeMap<>();
        files.forEach((name, bytes) -> prints.put(name, bytes.length + " bytes " + Arrays.hashCode(bytes)));
        return prints;
    }
}
