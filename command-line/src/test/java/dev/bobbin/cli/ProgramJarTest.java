package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** What the jar is made of. */
class ProgramJarTest {

    private static final Path PROGRAM = Path.of(System.getProperty("bobbin.program"));

    @Test
    void bringsNoClassUnderANameThatOthersMayUse() throws Exception {
        Set<String> others = new TreeSet<>();
        try (JarFile jar = new JarFile(PROGRAM.toFile())) {
            jar.stream()
                    .map(JarEntry::getName)
                    .filter(name -> !name.endsWith("/"))
                    .filter(name -> !name.matches("dev/bobbin/(instrument|cli|agent|shaded)/.*"))
                    .forEach(others::add);
        }
        assertThat(others).containsExactly("META-INF/MANIFEST.MF", "META-INF/THIRD-PARTY.txt");
    }

    @Test
    void saysNothingOfWhenItWasBuilt() throws Exception {
        try (JarFile jar = new JarFile(PROGRAM.toFile())) {
            assertThat(jar.stream()
                            .filter(entry -> entry.getName().matches("dev/bobbin/(instrument|cli|agent)/.*"))
                            .map(JarEntry::getTime)
                            .distinct())
                    .as("that of project.build.outputTimestamp")
                    .hasSize(1);
        }
    }

    @Test
    void tellsTheJvmWhatToStart() throws Exception {
        try (JarFile jar = new JarFile(PROGRAM.toFile())) {
            Attributes attributes = jar.getManifest().getMainAttributes();
            assertThat(attributes.getValue("Main-Class")).isEqualTo("dev.bobbin.cli.InstrumentCommand");
            assertThat(attributes.getValue("Premain-Class")).isEqualTo("dev.bobbin.agent.Agent");
        }
    }
}
