package dev.bobbin.traps;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** Java code that is compiled against the instrumented test classes, but by a build that has no plugin. */
final class Outside {

    private Outside() {}

    /** Compiles {@code source}, the public class {@code name} of this package, and makes an instance. */
    static <T> T make(Path directory, Class<T> type, String name, String source) {
        try {
            return type.cast(load(directory, name, source).getConstructor().newInstance());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    static Class<?> load(Path directory, String name, String source) {
        try {
            Path file = directory.resolve(name + ".java");
            Files.writeString(file, "package outside; import dev.bobbin.traps.*; " + source);
            Path classes = Files.createDirectories(directory.resolve("outside-classes"));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter messages = new StringWriter();
            String path = location(dev.bobbin.Suspendable.class)
                    + System.getProperty("path.separator")
                    + location(Outside.class);
            List<String> options = List.of("-proc:none", "-cp", path, "-d", classes.toString());
            boolean compiled = compiler.getTask(
                            messages,
                            null,
                            null,
                            options,
                            null,
                            compiler.getStandardFileManager(null, null, null).getJavaFileObjects(file.toFile()))
                    .call();
            if (!compiled) {
                throw new AssertionError(messages);
            }
            URL[] urls = {classes.toUri().toURL()};
            return new URLClassLoader(urls, Outside.class.getClassLoader()).loadClass("outside." + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
