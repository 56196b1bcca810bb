package dev.bobbin.older;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.bobbin.harness.ChildJvm;
import dev.bobbin.harness.Compiler;
import dev.bobbin.harness.OlderJdks;
import dev.bobbin.harness.Programs;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import dev.bobbin.net.TestCertificates;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A program of Java 8 that goes through much of what there is, in {@code src/test/older}, on the JVMs that the tests themselves
 * are too new for. Where there is none, on the one that runs this.
 */
class OlderJdksTest {

    private static final Path HERE = Path.of(System.getProperty("java.home"));
    private static final Path SOURCES = Path.of("src", "test", "older");

    @TempDir
    private static Path common;

    private static Path classes;

    @TempDir
    private Path folder;

    @BeforeAll
    static void build() throws Exception {
        Map<String, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.list(SOURCES)) {
            for (Path file : files.toList()) {
                sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
            }
        }
        classes = Files.createDirectory(common.resolve("classes"));
        Map<String, byte[]> instrumented = Instrumenter.with(Options.of(Programs.classPath()))
                .transform(Programs.classFiles(sources, common.resolve("sources"), "8", Compiler.JAVAC));
        for (Map.Entry<String, byte[]> each : instrumented.entrySet()) {
            Files.write(classes.resolve(each.getKey() + ".class"), each.getValue());
        }
        writeCertificates();
    }

    private static void writeCertificates() throws Exception {
        TestCertificates authority = new TestCertificates("authority");
        KeyStore identity = authority.identity("localhost");
        Files.writeString(common.resolve("authority.pem"), authority.pem());
        Files.writeString(
                common.resolve("localhost.pem"),
                TestCertificates.pem(
                        "CERTIFICATE", identity.getCertificate("localhost").getEncoded()));
        Files.writeString(
                common.resolve("localhost.key"),
                TestCertificates.pem(
                        "PRIVATE KEY",
                        identity.getKey("localhost", TestCertificates.PASSWORD).getEncoded()));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 11})
    void aProgramOfJava8RunsThere(int feature) throws Exception {
        assertThat(inTurn(older(feature))).isEqualTo("all of it works\n");
    }

    @Test
    void aProgramOfJava8RunsHere() throws Exception {
        assertThat(inTurn(HERE)).isEqualTo("all of it works\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 11})
    void whatIsSavedThereGoesOnHereAndTheOtherWayRound(int feature) throws Exception {
        Path there = older(feature);
        assertThat(packedAndUnpacked(there, HERE)).isEqualTo(packedAndUnpacked(HERE, HERE));
        assertThat(packedAndUnpacked(HERE, there))
                .isEqualTo("travels: [place 0 for 1.0, place 1 for 1.5, place 2 for 2.0], 3\n");
    }

    private static Path older(int feature) {
        Optional<Path> jdk = OlderJdks.find(feature);
        assumeTrue(jdk.isPresent(), "no Java " + feature + " is here: set JAVA" + feature + "_HOME");
        return jdk.get();
    }

    private String inTurn(Path jdk) throws IOException, InterruptedException {
        return run(jdk, "EachInTurn", common.toString());
    }

    private String packedAndUnpacked(Path packs, Path unpacks) throws IOException, InterruptedException {
        String file = folder.resolve("suitcase").toString();
        assertThat(run(packs, "Suitcase", "pack", file)).isEmpty();
        return run(unpacks, "Suitcase", "unpack", file);
    }

    private String run(Path jdk, String... program) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("-Xverify:all", "-cp", classes + File.pathSeparator + core()));
        arguments.addAll(List.of(program));
        return ChildJvm.run(jdk, folder, arguments.toArray(new String[0]));
    }

    /** The library alone: it needs no other. */
    private static Path core() {
        return Programs.classPath().get(0);
    }
}
