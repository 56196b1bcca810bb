package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.Suspendable;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A directory with the classes of a small shop, and the jar as users get it, to be run in a JVM of its own. */
abstract class ProgramCase {

    static final Path PROGRAM = Path.of(System.getProperty("bobbin.program"));

    static final String SHOP = """
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

    /** Two coroutines that block: the second begins when the first has ended, or, if calls are adapted, when it waits. */
    static final String NAPS = """
            package nap;
            import dev.bobbin.*;
            class Driver {
              int ask(int n) throws InterruptedException { return n; }
            }
            public class Naps {
              static StringBuffer said = new StringBuffer();
              @Suspendable static void nap(int n) throws InterruptedException {
                said.append("ask " + n + " ");
                new Driver().ask(n);
                Thread.sleep(1);
                said.append("nap " + n + " ");
                Thread.sleep(1);
                said.append("done " + n + " ");
              }
              public static void main(String[] args) {
                Coroutines.runBlocking(() -> {
                  Coroutine<?> one = Coroutines.spawn(() -> nap(1));
                  Coroutine<?> two = Coroutines.spawn(() -> nap(2));
                  Coroutines.joinAll(one, two);
                });
                System.out.println(said);
              }
            }
            """;

    @TempDir
    Path directory;

    Path classes;

    Jdk jdk = Jdk.chosen();

    @BeforeEach
    void compileShop() throws IOException {
        classes = compile("classes", "Shop", SHOP);
    }

    /** What a program printed, and how it ended. */
    record Run(int code, String out, String err) {}

    /** Of the entries of a {@link #jar}. */
    static final long TIME = 1_000_000_000_000L;

    Path jar(String name, Map<String, byte[]> files, String stored) throws IOException {
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

    Path compile(String output, String name, String source, Path... classPath) throws IOException {
        String path = Stream.concat(Stream.of(core()), Stream.of(classPath))
                .map(Path::toString)
                .collect(Collectors.joining(File.pathSeparator));
        return compileAll(output, List.of("-cp", path), name, source);
    }

    /** @param namesAndSources of each file, the name without {@code .java}, and what it says */
    Path compileAll(String output, List<String> options, String... namesAndSources) throws IOException {
        Path sources = Files.createDirectories(directory.resolve("sources-" + output));
        Path target = Files.createDirectories(directory.resolve(output));
        List<String> words = new ArrayList<>(List.of("-g", "-proc:none", "-cp", core().toString()));
        words.addAll(options);
        words.addAll(List.of("-d", target.toString()));
        for (int i = 0; i < namesAndSources.length; i += 2) {
            Path file = sources.resolve(namesAndSources[i] + ".java");
            words.add(Files.writeString(file, namesAndSources[i + 1]).toString());
        }
        jdk.javac(words);
        return target;
    }

    static Map<String, byte[]> bytes(Path root) throws IOException {
        Map<String, byte[]> bytes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                bytes.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return bytes;
    }

    static Path core() {
        return Path.of(URI.create(Suspendable.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toString()));
    }

    static String path(Path entry) {
        return entry + File.pathSeparator + core();
    }

    Run program(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("-jar", PROGRAM.toString()));
        command.addAll(List.of(arguments));
        return java(command.toArray(String[]::new));
    }

    Run java(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("-Xshare:auto", "-XX:TieredStopAtLevel=1"));
        command.add("-Ddev.bobbin.watch.limitMillis=0"); // a busy machine may hold up any loop
        command.addAll(List.of(arguments));
        return run("java", command.toArray(String[]::new));
    }

    Run run(String tool, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(jdk.tool(tool)));
        command.addAll(List.of(arguments));
        Path out = directory.resolve("printed.txt"); // names that no test gives to anything of its own
        Path errors = directory.resolve("printed-errors.txt");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start();
        process.getOutputStream().close();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as(() -> command + " ended by itself, having said " + text(out) + text(errors))
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Run(process.exitValue(), text(out), text(errors));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
