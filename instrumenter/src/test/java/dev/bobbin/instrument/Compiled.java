package dev.bobbin.instrument;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Java sources compiled for a test, beside the annotation and the runtime's classes that they name. */
public final class Compiled {

    /** The instrumenter knows the runtime by name only, so for compiling any classes of these names will do. */
    private static final String ANNOTATION = "package dev.bobbin; public @interface Suspendable {}";

    private static final String STACK = "package dev.bobbin.runtime; public class FrameStack {"
            + " public static FrameStack current() { return null; } public void suspend() {} }";

    private Compiled() {}

    /** The class files of {@code sources}, each named by its public class, by internal name. */
    public static Map<String, byte[]> classes(Map<String, String> sources, Path directory, String... options) {
        Map<String, String> all = new TreeMap<>(sources);
        all.put("dev/bobbin/Suspendable", ANNOTATION);
        all.put("dev/bobbin/runtime/FrameStack", STACK);
        try {
            List<String> arguments = new ArrayList<>(List.of(options));
            arguments.addAll(List.of("-d", directory.resolve("classes").toString()));
            for (Map.Entry<String, String> source : all.entrySet()) {
                Path file = directory.resolve(source.getKey() + ".java");
                Files.createDirectories(file.getParent());
                Files.writeString(file, source.getValue());
                arguments.add(file.toString());
            }
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            if (compiler.run(null, null, null, arguments.toArray(String[]::new)) != 0) {
                throw new AssertionError("does not compile: " + sources);
            }
            return read(directory.resolve("classes"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, byte[]> read(Path root) throws IOException {
        Map<String, byte[]> classes = new TreeMap<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                classes.put(name.substring(0, name.length() - ".class".length()), Files.readAllBytes(file));
            }
        }
        return classes;
    }
}
