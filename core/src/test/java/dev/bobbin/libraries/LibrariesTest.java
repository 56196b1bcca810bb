package dev.bobbin.libraries;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.harness.Mode;
import dev.bobbin.harness.Probe;
import dev.bobbin.harness.Programs;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real libraries in which every method may suspend that can: they still verify, and do what they did. */
class LibrariesTest {

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({"commons-lang3, LangChecks", "commons-collections4, CollectionsChecks", "guava, GuavaChecks"})
    void verifyAndDoWhatTheyDid(String name, String checks) throws IOException {
        Library library = Library.named(name);
        Programs programs = library.suspendingEverywhere(compile(checks, Library.jarOf(name)));
        long before = Probe.suspensions();
        String expected = programs.tracePlain("Shape");
        assertThat(expected).hasSizeGreaterThan(800).doesNotContain("Exception");
        for (Mode mode : List.of(Mode.NEVER, Mode.ALWAYS, Mode.RANDOM, Mode.ANOTHER_THREAD)) {
            assertThat(programs.trace("Shape", mode, 7)).as(name + " " + mode).isEqualTo(expected);
        }
        long suspensions = Probe.suspensions() - before;
        int verified = verify(programs.instrumented());
        System.out.printf(
                "%s: %d classes, %d methods marked, %d classes verified, %d suspensions%n",
                name, library.size(), library.methodsMarked(), verified, suspensions);
        assertThat(library.methodsMarked()).isGreaterThan(library.size());
        assertThat(suspensions).isGreaterThan(500);
    }

    /** Links each class, and so has it verified by the JVM. */
    private static int verify(Map<String, byte[]> classes) {
        Loader loader = new Loader(classes);
        int verified = 0;
        for (String each : classes.keySet()) {
            try {
                loader.loadClass(each.replace('/', '.')).getDeclaredMethods(); // which links
                verified++;
            } catch (NoClassDefFoundError e) {
                assertThat(e.getMessage())
                        .as(each)
                        .doesNotContain("-"); // an optional dependency of the library's, none of ours
            } catch (ClassNotFoundException e) {
                throw new AssertionError(e);
            }
        }
        assertThat(verified).isGreaterThan(classes.size() * 49 / 50);
        return verified;
    }

    private Map<String, byte[]> compile(String checks, Path library) throws IOException {
        String text = Files.readString(Path.of("src", "test", "libraries", checks + ".java"));
        SimpleJavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///Shape.java"), SimpleJavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return text;
                    }
                };
        List<Path> path = new ArrayList<>(Programs.classPath());
        path.add(library);
        List<String> options = List.of(
                "-g",
                "-proc:none",
                "-nowarn",
                "--release",
                "17",
                "-cp",
                String.join(
                        java.io.File.pathSeparator,
                        path.stream().map(Path::toString).toList()),
                "-d",
                directory.toString());
        StringWriter messages = new StringWriter();
        boolean compiled = ToolProvider.getSystemJavaCompiler()
                .getTask(messages, null, null, options, null, List.of(source))
                .call();
        assertThat(compiled).as(messages.toString()).isTrue();
        return Programs.read(directory);
    }

    private static final class Loader extends ClassLoader {
        private final Map<String, byte[]> classes;

        Loader(Map<String, byte[]> classes) {
            super(Probe.class.getClassLoader());
            this.classes = classes;
        }

        @Override
        protected Class<?> findClass(String name) throws ClassNotFoundException {
            byte[] bytes = classes.get(name.replace('.', '/'));
            if (bytes == null) {
                throw new ClassNotFoundException(name);
            }
            return defineClass(name, bytes, 0, bytes.length);
        }
    }
}
