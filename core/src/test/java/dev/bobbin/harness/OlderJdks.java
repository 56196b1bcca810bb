package dev.bobbin.harness;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JDKs and JREs older than what builds this, which users still have. None need be there. One is looked for where the environment
 * says ({@code JAVA8_HOME}, {@code JAVA11_HOME}), then where systems and tools put them.
 */
public final class OlderJdks {

    private static final Pattern RELEASE = Pattern.compile("JAVA_VERSION=\"(?:1\\.)?(\\d+)");
    private static final Pattern VERSION = Pattern.compile("version \"(?:1\\.)?(\\d+)");

    private OlderJdks() {}

    /**
     * Where such a JDK is: the folder with {@code bin/java} in it.
     *
     * @param feature 8 or 11, say
     * @return empty if there is none
     */
    public static Optional<Path> find(int feature) {
        return candidates(feature).stream()
                .filter(home -> featureOf(home).equals(Optional.of(feature)))
                .findFirst();
    }

    private static List<Path> candidates(int feature) {
        List<Path> found = new ArrayList<>();
        String given = System.getenv("JAVA" + feature + "_HOME");
        if (given != null) {
            found.add(Path.of(given));
        }
        Path user = Path.of(System.getProperty("user.home"));
        addAll(found, Path.of("/usr/lib/jvm"), "*");
        addAll(found, Path.of("/opt/java"), "*");
        addAll(found, Path.of("/opt"), "jdk*");
        addAll(found, user.resolve(".sdkman/candidates/java"), "*");
        addAll(found, user.resolve(".jdks"), "*");
        return found;
    }

    private static void addAll(List<Path> found, Path folder, String names) {
        try (DirectoryStream<Path> homes = Files.newDirectoryStream(folder, names)) {
            homes.forEach(found::add);
        } catch (IOException none) {
            // then there are none
        }
    }

    /** The feature release of what is in {@code home}; empty if that is no Java. */
    private static Optional<Integer> featureOf(Path home) {
        Path java = home.resolve("bin").resolve("java");
        if (!Files.isExecutable(java) && !Files.isExecutable(java.resolveSibling("java.exe"))) {
            return Optional.empty();
        }
        Path release = home.resolve("release");
        try {
            return Files.exists(release)
                    ? number(RELEASE, Files.readString(release))
                    : number(VERSION, versionSaidBy(java)); // some makers' Java 8 comes without that file
        } catch (IOException | InterruptedException unusable) {
            return Optional.empty();
        }
    }

    private static String versionSaidBy(Path java) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(java.toString(), "-version")
                .redirectErrorStream(true)
                .start();
        try {
            process.getOutputStream().close();
            String said = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor(10, TimeUnit.SECONDS);
            return said;
        } finally {
            process.destroyForcibly();
        }
    }

    private static Optional<Integer> number(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        return matcher.find() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }
}
