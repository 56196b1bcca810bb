package dev.bobbin.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs in a JVM of their own, of the kind that runs this one or of another. */
public final class ChildJvm {

    private ChildJvm() {}

    /**
     * Runs a program to its end, which it has to reach by itself.
     *
     * @param folder where it runs; a file {@code output} is written there
     * @param arguments options, the main class and what it gets
     * @return what it has printed, on both streams, with newlines alone at the ends of lines
     */
    public static String run(Path folder, String... arguments) throws IOException, InterruptedException {
        return run(Path.of(System.getProperty("java.home")), folder, arguments);
    }

    /** The same, by the JVM of {@code jdk}. */
    public static String run(Path jdk, Path folder, String... arguments) throws IOException, InterruptedException {
        Path output = folder.resolve("output");
        List<String> command = new ArrayList<>();
        command.add(jdk.resolve("bin").resolve("java").toString());
        command.add("-Ddev.bobbin.watch.limitMillis=0"); // a busy machine may hold up any loop
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS))
                    .as("ended by itself")
                    .isTrue();
        } finally {
            process.destroyForcibly();
        }
        return Files.readString(output, UTF_8).replace("\r\n", "\n");
    }

    /** A class path of {@code first} and the one of this JVM. */
    public static String classPath(Path first) {
        return first.toAbsolutePath() + System.getProperty("path.separator") + ownClassPath();
    }

    /** The class path of this JVM, for a program that runs in another folder. */
    public static String ownClassPath() {
        return System.getProperty("java.class.path");
    }
}
