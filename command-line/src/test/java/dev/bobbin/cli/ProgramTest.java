package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** The jar run as a program, over directories and over jars. */
class ProgramTest extends ProgramCase {

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
    void marksWithoutTheCoreOnTheClassPathAreRefused() throws Exception {
        Map<String, byte[]> before = bytes(classes);
        Run run = program(classes.toString(), "-cp", "lib/none.jar");
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err())
                .isEqualTo(classes
                        + " has methods marked @Suspendable, and bobbin-core is not on the class path: what suspends"
                        + " would not be found. Name its jar by --classpath, and whatever else the classes were compiled"
                        + " against. Not there: " + Path.of("lib/none.jar") + "\n");
        assertThat(run.out()).isEmpty();
        assertThat(bytes(classes)).containsExactlyInAnyOrderEntriesOf(before);
    }

    @Test
    void adaptsBlockingCallsIfItIsTold() throws Exception {
        Path naps = compile("naps", "Naps", NAPS);
        Path table = Files.writeString(directory.resolve("table.txt"), "nap.Driver#ask(int) -> offload\n");
        Run run = program(
                naps.toString(),
                "-cp",
                core().toString(),
                "--adapt-blocking-calls",
                "--adapted-calls",
                table.toString());
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("(?s).* methods rewritten, 3 blocking calls adapted in \\d+ ms\n");
        assertThat(java("-cp", path(naps), "nap.Naps").out())
                .startsWith("ask 1 ask 2 ")
                .contains("done 1", "done 2");
    }

    @Test
    void saysWhatIsWrongWithATableOfCalls() throws Exception {
        Path table = Files.writeString(directory.resolve("table.txt"), "java.lang.Thread#sleep(long)\n");
        Run run = program(classes.toString(), "-cp", core().toString(), "--adapted-calls", table.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).startsWith("table.txt:1: \"java.lang.Thread#sleep(long)\" has no ->.");
        assertThat(program(classes.toString(), "--adapted-calls", "none.txt").err())
                .contains("There is no none.txt.");
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
    void aSecondRunElsewhereWritesWhatIsNewAlone() throws Exception {
        Path output = directory.resolve("output");
        String[] words = {classes.toString(), "-cp", core().toString(), "-o", output.toString()};
        program(words);
        FileTime old = FileTime.fromMillis(TIME);
        for (String file : bytes(output).keySet()) {
            if (file.contains("Shop$Base") || file.contains("-")) {
                Files.setLastModifiedTime(output.resolve(file), old);
            }
        }
        compile(
                "classes",
                "Shop",
                SHOP.replace("@Suspendable static int all", "static int all").replace("* 10", "* 9"));
        Files.writeString(output.resolve("of-others.txt"), "coffee");
        assertThat(program(words).code()).isZero();
        assertThat(output.resolve("shop/Shop$all-frame.class")).doesNotExist();
        assertThat(output.resolve("of-others.txt")).exists();
        assertThat(Files.getLastModifiedTime(output.resolve("shop/Shop$Base.class")))
                .isEqualTo(old);
        assertThat(Files.getLastModifiedTime(output.resolve("shop/Shop.class"))).isGreaterThan(old);
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
    void checkSeesLaterInputsAsTheyWouldBe() throws Exception {
        String source = "package shop; public class %s { @dev.bobbin.Suspendable public static int %s { return %s; } }";
        Path first = compile("first", "First", source.formatted("First", "one()", "1"));
        Path second = compile("second", "Second", source.formatted("Second", "two()", "First.one() + 1"), first);
        String[] words = {first.toString(), second.toString(), "-cp", core().toString()};
        List<String> checking = new ArrayList<>(List.of(words));
        checking.add("--check");
        Run before = program(checking.toArray(String[]::new));
        Run done = program(words);
        Run after = program(checking.toArray(String[]::new));
        assertThat(List.of(before.code(), done.code(), after.code())).containsExactly(1, 0, 0);
        assertThat(before.err() + done.err() + after.err()).isEmpty();
        assertThat(withoutTimes(before.out())).isEqualTo(withoutTimes(done.out()));
        assertThat(done.out()).contains("second: 1 classes read, 1 changed, 1 methods rewritten");
    }

    @Test
    void checkFindsWhatIsLeftOver() throws Exception {
        program(classes.toString(), "-cp", core().toString());
        compile("classes", "Shop", SHOP.replace("@Suspendable ", ""));
        Run run = program(classes.toString(), "-cp", core().toString(), "--check");
        assertThat(run.out()).contains(" 0 changed");
        assertThat(run.code()).isEqualTo(1);
    }

    private static String withoutTimes(String out) {
        return out.replaceAll("\\d+ ms", "");
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
        assertThat(java("-cp", path(jar), "shop.Shop").out())
                .isEqualTo(jdk.release() >= 11 ? "103 in 3 steps\n" : "13 in 3 steps\n");
        try (JarFile written = new JarFile(jar.toFile())) {
            assertThat(written.getJarEntry("shop/Shop$all-frame.class")).isNotNull();
            assertThat(written.stream()
                            .map(ZipEntry::getName)
                            .filter(name -> name.startsWith("META-INF/versions/"))
                            .map(name -> name.replaceAll(
                                    "(main|null)\\$\\d", "main\\$N"))) // compilers count and name differently
                    .as("what is the same for all JDKs is there once; the frame says which code it belongs to")
                    .containsExactly(
                            "META-INF/versions/11/shop/Shop.class",
                            "META-INF/versions/11/shop/Shop$lambda$main$N-frame.class");
        }
    }

    /** Main, which is the same for all JDKs, calls a method that only newer ones' version of its class marks. */
    @Test
    void aVersionWithOtherMarksGetsItsOwnCallers() throws Exception {
        String callee = """
                package shop;
                public class Callee {
                  %s static int call(int n) { if (%s) dev.bobbin.Continuation.yield(); return n; }
                }
                """;
        String main = """
                package shop;
                import dev.bobbin.*;
                public class Main {
                  @Suspendable static int twice(int n) { return Callee.call(n) + Callee.call(n); }
                  public static void main(String[] args) {
                    int[] result = new int[1];
                    Continuation all = new Continuation(() -> result[0] = twice(21));
                    int steps = 0;
                    for (; !all.isDone(); steps++) all.run();
                    System.out.println(result[0] + " in " + steps + " steps");
                  }
                }
                """;
        List<String> none = List.of();
        Path older = compileAll("older", none, "Callee", callee.formatted("", "false"), "Main", main);
        Path newer = compileAll("newer", none, "Callee", callee.formatted("@dev.bobbin.Suspendable", "true"));
        Map<String, byte[]> files = new LinkedHashMap<>(bytes(older));
        files.put("META-INF/versions/11/shop/Callee.class", bytes(newer).get("shop/Callee.class"));
        Path jar = jar("shop.jar", files, null);
        Run run = program(jar.toString(), "-cp", core().toString());
        assertThat(run.code()).isZero();
        assertThat(java("-cp", path(jar), "shop.Main").out())
                .isEqualTo(jdk.release() >= 11 ? "42 in 3 steps\n" : "42 in 1 steps\n");
        assertThat(java("-Djdk.util.jar.enableMultiRelease=false", "-cp", path(jar), "shop.Main")
                        .out())
                .isEqualTo("42 in 1 steps\n");
        byte[] once = Files.readAllBytes(jar);
        assertThat(program(jar.toString(), "-cp", core().toString()).out()).contains(" 0 changed, 0 methods");
        assertThat(jar).hasBinaryContent(once);
    }

    @Test
    void whatIsNotInstrumentedInAJarKeepsItsExactTime() throws Exception {
        FileTime odd = FileTime.from(Instant.parse("2024-05-06T07:08:09Z"));
        Path jar = directory.resolve("odd.jar");
        try (JarOutputStream zip = new JarOutputStream(Files.newOutputStream(jar))) {
            JarEntry text = new JarEntry("words.txt");
            text.setLastModifiedTime(odd);
            text.setExtra(new byte[] {0x77, 0x77, 2, 0, 1, 2}); // of a kind that nobody knows
            zip.putNextEntry(text);
            zip.write("tea".getBytes(StandardCharsets.UTF_8));
            for (Map.Entry<String, byte[]> file : bytes(classes).entrySet()) {
                zip.putNextEntry(new JarEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        JarEntry before;
        try (JarFile written = new JarFile(jar.toFile())) {
            before = written.getJarEntry("words.txt");
        }
        assertThat(program(jar.toString(), "-cp", core().toString()).code()).isZero();
        try (JarFile written = new JarFile(jar.toFile())) {
            JarEntry after = written.getJarEntry("words.txt");
            assertThat(after.getLastModifiedTime()).isEqualTo(odd);
            assertThat(after.getExtra()).isEqualTo(before.getExtra()).contains(0x77);
            assertThat(after.getCrc()).isEqualTo(before.getCrc());
        }
        assertThat(java("-cp", path(jar), "shop.Shop").out()).isEqualTo("13 in 3 steps\n");
    }

    @Test
    void aFileThatIsNoJarIsNamed() throws Exception {
        Path text = Files.writeString(directory.resolve("words.jar"), "tea");
        Run run = program(text.toString());
        assertThat(run.code()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("bobbin-instrumenter: " + text + " is no jar, or an empty one.\n");
    }

    private Map<String, FileTime> times() throws IOException {
        Map<String, FileTime> times = new TreeMap<>();
        for (String name : bytes(classes).keySet()) {
            times.put(name, Files.getLastModifiedTime(classes.resolve(name)));
        }
        return times;
    }
}
