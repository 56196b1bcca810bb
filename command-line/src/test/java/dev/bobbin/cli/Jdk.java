package dev.bobbin.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.ToolProvider;

/** A JDK whose compiler and programs are run. */
record Jdk(Path home) {

    private static final Path OWN = Path.of(System.getProperty("java.home"));

    /** The one that runs this, or {@code -Dolder.jdk=DIRECTORY}. */
    static Jdk chosen() {
        return new Jdk(Path.of(System.getProperty("older.jdk", OWN.toString())));
    }

    /** The release of Java that the programs under test are compiled for. */
    int release() {
        return Files.exists(home.resolve("lib/modules")) ? 11 : 8; // in which Java 8 kept nothing
    }

    /** The path of a program such as {@code java}. */
    String tool(String name) {
        return home.resolve("bin").resolve(name).toString();
    }

    /** Runs the compiler, in this JVM if it has it. */
    void javac(List<String> words) throws IOException {
        int code;
        if (home.equals(OWN)) {
            List<String> all = new ArrayList<>(List.of("--release", Integer.toString(release())));
            all.addAll(words);
            code = ToolProvider.getSystemJavaCompiler().run(null, null, null, all.toArray(String[]::new));
        } else {
            List<String> all = new ArrayList<>(List.of(tool("javac")));
            all.addAll(words);
            code = new ProcessBuilder(all).inheritIO().start().onExit().join().exitValue();
        }
        assertThat(code).isZero();
    }
}
