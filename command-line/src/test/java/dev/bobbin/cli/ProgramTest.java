package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Suspendable;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as users get it, run in a JVM of its own: as a program, and as an agent. */
class ProgramTest {

    private static final Path PROGRAM = Path.of(System.getProperty("bobbin.program"));

    private static final String SHOP = """
            package shop;
            import dev.bobbin.*;
            public class Shop {
              interface Step<T> { @Suspendable T take(T t); }
              static class Base { @Suspendable int wait(int n) { Continuation.yield(); return n; } }
              static class Derived extends Base { @Override int wait(int n) { return super.wait(n) + 1; } }
              @Suspendable static int all(Step<Integer> step) { return step.take(1) + new Derived().wait(2); }
              public static void main(String[] args) {
                int[] result = new int[1];
                Continuation all = new Continuation(() -> result[0] = all(n -> new Base().wait(n) * 10));
                int steps = 0;
                for (; !all.isDone(); steps++) all.run();
                System.out.println(result[0] + " in " + steps + " steps");
              }
            }
            """;

    @TempDir
    Path directory;

    private Path classes;

    @BeforeEach
    void compileShop() throws IOException {
        classes = compile("classes", "Shop", SHOP);
    }

    /** What a program printed, and how it ended. */
    private record Run(int code, String out, String err) {}

    // ---- the program ----

    @Test
    void instrumentsADirectoryInPlace() throws Exception {
        Run run = program(classes.toString(), "--classpath", core().toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.code()).isZero();
        assertThat(run.out()).matches("(?s).*classes: 4 classes read, 4 changed, 5 methods rewritten in \\d+ ms\n");
        assertThat(java("-cp", path(classes), "shop.Shop").out()).isEqualTo("13 in 3 steps\n");
    }

    @Test
    void whatIsNotInstrumentedSaysSo() throws Exception {
        assertThat(java("-cp", path(classes), "shop.Shop").err()).contains("NotSuspendableException");
    }

    @Test
    void aSecondRunWritesNothing() throws Exception {
        program(classes.toString(), "-cp", core().toString());
        Map<String, FileTime> times = times();
        assertThat(program(classes.toString(), "-cp", core().toString()).out()).contains(" 0 changed, 0 methods");
        assertThat(times()).isEqualTo(times);
    }

    @Test
    void writesElsewhereIfToldTo() throws Exception {
        Files.writeString(classes.resolve("shop/words.txt"), "tea");
        Map<String, byte[]> before = bytes(classes);
        Path output = directory.resolve("out/instrumented");
        assertThat(program(classes.toString(), "-cp", core().toString(), "-o", output.toString())
                        .code())
                .isZero();
        assertThat(bytes(classes)).usingRecursiveComparison().isEqualTo(before);
        assertThat(output.resolve("shop/words.txt")).hasContent("tea");
        assertThat(java("-cp", path(output), "shop.Shop").out()).isEqualTo("13 in 3 steps\n");
    }

    @Test
    void checkWritesNothingAndTellsByItsExitCode() throws Exception {
        Map<String, byte[]> before = bytes(classes);
        assertThat(program(classes.toString(), "-cp", core().toString(), "--check")
                        .code())
                .isEqualTo(1);
        assertThat(bytes(classes)).usingRecursiveComparison().isEqualTo(before);
        program(classes.toString(), "-cp", core().toString());
        assertThat(program(classes.toString(), "-cp", core().toString(), "--check")
                        .code())
                .isZero();
    }

    @Test
    void laterInputsMayUseEarlierOnes() throws Exception {
        Path user = compile(
                "user",
                "User",
                "package user; public class User { @dev.bobbin.Suspendable public static int use(shop.Open open) { return open.wait(1); } }",
                compile(
                        "library",
                        "Open",
                        "package shop; public class Open { @dev.bobbin.Suspendable public int wait(int n) { dev.bobbin.Continuation.yield(); return n; } }"));
        Path output = directory.resolve("output");
        Run run = program(
                directory.resolve("library").toString(),
                user.toString(),
                "-cp",
                core().toString(),
                "-o",
                output.toString());
        assertThat(run.err()).isEmpty();
        assertThat(output.resolve("user/user/User$use-frame.class")).exists();
    }

    @Test
    void whatIsRefusedIsPrintedAndNothingIsWritten() throws Exception {
        Path locks = compile(
                "locks",
                "Locks",
                "package shop;\nclass Locks {\n @dev.bobbin.Suspendable synchronized void lock() { dev.bobbin.Continuation.yield(); }\n}");
        Map<String, byte[]> before = bytes(locks);
        Run run = program(locks.toString(), "-cp", core().toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .startsWith("Locks.java:3: lock() suspends while it holds a monitor")
                .endsWith("locks: nothing was written, for the errors above.\n");
        assertThat(bytes(locks)).usingRecursiveComparison().isEqualTo(before);
    }

    @Test
    void wrongWordsAreNamed() throws Exception {
        assertThat(program().code()).isEqualTo(2);
        Run missing = program(directory.resolve("nowhere").toString());
        assertThat(missing.code()).isEqualTo(2);
        assertThat(missing.err()).startsWith("There is no " + directory.resolve("nowhere") + ".");
        assertThat(program("--no-such", classes.toString()).err()).startsWith("Unknown option: '--no-such'");
    }

    @Test
    void tellsItsVersionAndItsWords() throws Exception {
        assertThat(program("--version").out()).matches("bobbin-instrumenter \\d+\\.\\d+.*\n");
        assertThat(program("--help").out()).contains("--classpath", "--output", "--infer", "--check", "Exit codes:");
    }

    // ---- jars ----

    @Test
    void instrumentsAJarAndKeepsTheRestAsItWas() throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("words/tea.txt", "tea".getBytes(StandardCharsets.UTF_8));
        files.putAll(bytes(classes));
        Path jar = jar("shop.jar", files, "lib/nested.jar");
        assertThat(program(jar.toString(), "-cp", core().toString()).code()).isZero();
        assertThat(java("-cp", path(jar), "shop.Shop").out()).isEqualTo("13 in 3 steps\n");
        try (JarFile written = new JarFile(jar.toFile())) {
            JarEntry text = written.getJarEntry("words/tea.txt");
            assertThat(text.getTime()).isEqualTo(TIME);
            assertThat(written.getInputStream(text)).hasContent("tea");
            assertThat(written.getJarEntry("lib/nested.jar").getMethod()).isEqualTo(ZipEntry.STORED);
            assertThat(written.stream().map(ZipEntry::getName).toList()).startsWith("words/tea.txt");
        }
        FileTime time = Files.getLastModifiedTime(jar);
        assertThat(program(jar.toString(), "-cp", core().toString()).out()).contains(" 0 changed");
        assertThat(Files.getLastModifiedTime(jar)).isEqualTo(time);
    }

    @Test
    void aSignedJarIsRefusedUnlessItMayBeUnsigned() throws Exception {
        Path jar = jar("shop.jar", bytes(classes), null);
        Path keys = directory.resolve("keys.p12");
        run(
                "keytool",
                "-genkeypair",
                "-keystore",
                keys.toString(),
                "-storepass",
                "secret",
                "-alias",
                "me",
                "-keyalg",
                "EC",
                "-dname",
                "CN=me");
        run("jarsigner", "-keystore", keys.toString(), "-storepass", "secret", jar.toString(), "me");
        byte[] signed = Files.readAllBytes(jar);
        Run refused = program(jar.toString(), "-cp", core().toString());
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err())
                .isEqualTo("bobbin-instrumenter: " + jar
                        + " is signed, and instrumenting its classes would break the signature."
                        + " Instrument before you sign, or ask for the signature to be taken out (--unsign).\n");
        assertThat(Files.readAllBytes(jar)).isEqualTo(signed);
        assertThat(program(jar.toString(), "-cp", core().toString(), "--unsign").code())
                .isZero();
        assertThat(java("-cp", path(jar), "shop.Shop").out()).isEqualTo("13 in 3 steps\n");
        assertThat(run("jarsigner", "-verify", jar.toString()).out()).contains("jar is unsigned");
    }

    @Test
    void eachVersionOfAMultiReleaseJarIsInstrumented() throws Exception {
        Path newer = compile("newer", "Shop", SHOP.replace("* 10", "* 100"));
        Map<String, byte[]> files = new LinkedHashMap<>(bytes(classes));
        files.put("META-INF/versions/11/shop/Shop.class", bytes(newer).get("shop/Shop.class"));
        Path jar = jar("shop.jar", files, null);
        assertThat(program(jar.toString(), "-cp", core().toString()).out()).contains(": 5 classes read, 5 changed");
        assertThat(java("-cp", path(jar), "shop.Shop").out()).isEqualTo("103 in 3 steps\n");
        try (JarFile written = new JarFile(jar.toFile())) {
            assertThat(written.getJarEntry("META-INF/versions/11/shop/Shop$all-frame.class"))
                    .isNotNull();
            assertThat(written.getJarEntry("META-INF/versions/11/shop/Shop$Base$wait-frame.class"))
                    .isNull();
        }
    }

    @Test
    void aFileThatIsNoJarIsNamed() throws Exception {
        Path text = Files.writeString(directory.resolve("words.jar"), "tea");
        Run run = program(text.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("bobbin-instrumenter: " + text + " is no jar, or an empty one.\n");
    }

    // ---- the agent ----

    @Test
    void theAgentInstrumentsWhatIsLoaded() throws Exception {
        Run run = java("-javaagent:" + PROGRAM, "-cp", path(classes), "shop.Shop");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("13 in 3 steps\n");
    }

    @Test
    void theAgentLeavesInstrumentedClassesAlone() throws Exception {
        program(classes.toString(), "-cp", core().toString());
        Run run = java("-javaagent:" + PROGRAM, "-cp", path(classes), "shop.Shop");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("13 in 3 steps\n");
    }

    @Test
    void theAgentSaysWhatItRefuses() throws Exception {
        Path locks = compile(
                "locks",
                "Locks",
                "package shop;\npublic class Locks {\n @dev.bobbin.Suspendable synchronized void lock() { dev.bobbin.Continuation.yield(); }\n"
                        + " public static void main(String[] a) { System.out.println(\"ran\"); } }");
        Run run = java("-javaagent:" + PROGRAM, "-cp", path(locks), "shop.Locks");
        assertThat(run.err()).startsWith("Locks.java:3: lock() suspends while it holds a monitor");
        assertThat(run.out()).isEqualTo("ran\n");
    }

    @Test
    void theAgentInstrumentsWhatOtherLoadersLoad() throws Exception {
        Path main = compile("main", "Main", """
                public class Main {
                  public static void main(String[] a) throws Exception {
                    java.net.URL[] urls = {java.nio.file.Paths.get(a[0]).toUri().toURL()};
                    new java.net.URLClassLoader(urls).loadClass("shop.Shop").getMethod("main", String[].class).invoke(null, (Object) a);
                  }
                }
                """);
        Run run = java("-javaagent:" + PROGRAM, "-cp", path(main), "Main", classes + "/");
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo("13 in 3 steps\n");
    }

    // ---- all ways alike ----

    @Test
    void theProgramWritesWhatTheFacadeWrites() throws Exception {
        Path copy = compile("copy", "Shop", SHOP);
        Instrumenter.with(Options.of(List.of(core()))).instrument(copy);
        Path jar = jar("shop.jar", bytes(classes), null);
        program(jar.toString(), "-cp", core().toString());
        program(classes.toString(), "-cp", core().toString());
        Map<String, byte[]> inJar = new TreeMap<>();
        try (JarFile written = new JarFile(jar.toFile())) {
            for (JarEntry entry : written.stream()
                    .filter(e -> e.getName().startsWith("shop/"))
                    .toList()) {
                inJar.put(entry.getName(), written.getInputStream(entry).readAllBytes());
            }
        }
        assertThat(bytes(classes)).usingRecursiveComparison().isEqualTo(bytes(copy));
        assertThat(inJar).usingRecursiveComparison().isEqualTo(bytes(copy));
    }

    // ---- what the documents say ----

    @Test
    void theCommandOfTheGradleSnippetWorks() throws Exception {
        String document = Files.readString(Path.of(System.getProperty("bobbin.documents"), "other-ways-in.md"));
        String snippet = document.substring(document.indexOf("```groovy"));
        snippet = snippet.substring(0, snippet.indexOf("```", 3));
        assertThat(snippet).contains("javaexec", "classpath = configurations.bobbin");
        List<String> words = new ArrayList<>();
        java.util.regex.Matcher word = java.util.regex.Pattern.compile("args '([^']*)', '([^']*)', (\\S+), (\\S+)")
                .matcher("");
        String line =
                snippet.lines().filter(l -> l.contains("args ")).findFirst().orElseThrow();
        for (String part : line.substring(line.indexOf("args ") + 5).split(", ")) {
            words.add(
                    part.startsWith("'")
                            ? part.substring(1, part.length() - 1)
                            : Map.of(
                                            "compileJava.destinationDirectory.get()", classes.toString(),
                                            "compileJava.classpath.asPath", core().toString())
                                    .get(part.trim()));
        }
        assertThat(words).doesNotContainNull();
        Run run = program(words.toArray(String[]::new));
        assertThat(run.err()).isEmpty();
        assertThat(java("-cp", path(classes), "shop.Shop").out()).isEqualTo("13 in 3 steps\n");
    }

    private static final long TIME = 1_000_000_000_000L;

    private Path jar(String name, Map<String, byte[]> files, String stored) throws IOException {
        Path jar = directory.resolve(name);
        java.util.jar.Manifest manifest = new java.util.jar.Manifest();
        manifest.getMainAttributes().putValue("Manifest-Version", "1.0");
        manifest.getMainAttributes().putValue("Multi-Release", "true");
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream zip = new JarOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                JarEntry entry = new JarEntry(file.getKey());
                entry.setTime(TIME);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
            }
            if (stored != null) {
                byte[] bytes = {'P', 'K', 5, 6};
                CRC32 sum = new CRC32();
                sum.update(bytes);
                JarEntry entry = new JarEntry(stored);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(bytes.length);
                entry.setCrc(sum.getValue());
                zip.putNextEntry(entry);
                zip.write(bytes);
            }
            zip.putNextEntry(new JarEntry(JarFile.MANIFEST_NAME));
            manifest.write(zip);
        }
        return jar;
    }

    private Path compile(String output, String name, String source, Path... classPath) throws IOException {
        Path file =
                Files.createDirectories(directory.resolve("sources-" + output)).resolve(name + ".java");
        Files.writeString(file, source);
        Path target = Files.createDirectories(directory.resolve(output));
        List<String> path = new ArrayList<>(List.of(core().toString()));
        Stream.of(classPath).forEach(entry -> path.add(entry.toString()));
        int code = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-g",
                        "--release",
                        "11",
                        "-proc:none",
                        "-cp",
                        String.join(java.io.File.pathSeparator, path),
                        "-d",
                        target.toString(),
                        file.toString());
        assertThat(code).isZero();
        return target;
    }

    private Map<String, FileTime> times() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        for (String name : bytes(classes).keySet()) {
            times.put(name, Files.getLastModifiedTime(classes.resolve(name)));
        }
        return times;
    }

    private static Map<String, byte[]> bytes(Path root) throws IOException {
        Map<String, byte[]> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return bytes;
    }

    private static Path core() {
        return Path.of(URI.create(Suspendable.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
    }

    private static String path(Path entry) {
        return entry + java.io.File.pathSeparator + core();
    }

    private Run program(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("-jar", PROGRAM.toString()));
        command.addAll(List.of(arguments));
        return java(command.toArray(String[]::new));
    }

    private Run java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of(arguments));
        return run("java", command.toArray(String[]::new));
    }

    private Run run(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", tool).toString()));
        command.addAll(List.of(arguments));
        Path errors = directory.resolve("errors");
        Process process =
                new ProcessBuilder(command).redirectError(errors.toFile()).start();
        process.getOutputStream().close();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (InputStream in = process.getInputStream()) {
            in.transferTo(out);
        }
        int code = process.waitFor();
        return new Run(code, out.toString(StandardCharsets.UTF_8), Files.readString(errors));
    }
}
