package dev.bobbin.traps;

import static org.assertj.core.api.Assertions.assertThat;

import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
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
        compile(directory, "outside-classes", name, source);
        return find(directory, name);
    }

    /** The same, but the class is instrumented, and may use those that were loaded from {@code directory} before. */
    static <T> T makeInstrumented(Path directory, Class<T> type, String name, String source) {
        try {
            Path classes = compile(directory, "instrumented-classes", name, source);
            List<Path> classPath = new ArrayList<>(classPath());
            classPath.add(directory.resolve("outside-classes"));
            assertThat(Instrumenter.with(Options.of(classPath))
                            .instrument(classes)
                            .classesChanged())
                    .isPositive();
            return type.cast(find(directory, name).getConstructor().newInstance());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static Class<?> find(Path directory, String name) {
        try {
            Path outside = Files.createDirectories(directory.resolve("outside-classes"));
            Path instrumented = Files.createDirectories(directory.resolve("instrumented-classes"));
            URL[] urls = {outside.toUri().toURL(), instrumented.toUri().toURL()};
            return new URLClassLoader(urls, Outside.class.getClassLoader()).loadClass("outside." + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static Path compile(Path directory, String output, String name, String source) {
        try {
            Path file = directory.resolve(name + ".java");
            Files.writeString(file, "package outside; import dev.bobbin.traps.*; " + source);
            Path classes = Files.createDirectories(directory.resolve(output));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter messages = new StringWriter();
            List<Path> classPath = new ArrayList<>(classPath());
            classPath.add(directory.resolve("outside-classes"));
            classPath.add(directory.resolve("instrumented-classes"));
            String path = classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
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
            return classes;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> classPath() {
        return List.of(location(dev.bobbin.Suspendable.class), location(Outside.class));
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
    }
}
