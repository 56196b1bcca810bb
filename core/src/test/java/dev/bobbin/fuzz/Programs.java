package dev.bobbin.fuzz;

import dev.bobbin.Continuation;
import dev.bobbin.instrument.Instrumenter;
import dev.bobbin.instrument.Options;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Random programs, compiled together, loaded once as they are and once instrumented. */
final class Programs {

    private final Map<String, byte[]> plain;
    private final Map<String, byte[]> instrumented;

    private Programs(Map<String, byte[]> classes) {
        this.plain = classes;
        this.instrumented = Instrumenter.with(Options.of(classPath())).transform(classes);
    }

    /** Compiles {@code sources}, by class name. */
    static Programs compile(Map<String, String> sources, Path directory, String release) {
        try {
            Path output = Files.createTempDirectory(directory, "classes");
            List<JavaFileObject> files = new ArrayList<>();
            sources.forEach((name, source) -> files.add(new Source(name, source)));
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter messages = new StringWriter();
            String path = String.join(
                    System.getProperty("path.separator"),
                    classPath().stream().map(Path::toString).toList());
            List<String> options =
                    List.of("-g", "-nowarn", "-proc:none", "--release", release, "-cp", path, "-d", output.toString());
            if (!compiler.getTask(messages, null, null, options, null, files).call()) {
                throw new AssertionError("a generated program does not compile:\n"
                        + messages.toString().lines().limit(20).toList());
            }
            return new Programs(read(output));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What {@code name} does when nothing knows of coroutines. */
    String tracePlain(String name) {
        Probe.reset(Probe.Mode.PLAIN, 0);
        invoke(entry(plain, name));
        return Probe.traced();
    }

    /** What {@code name} does in a continuation that is run to its end. */
    String trace(String name, Probe.Mode mode, long seed) {
        Probe.reset(mode, seed);
        Method run = entry(instrumented, name + "$Runner");
        try {
            Continuation continuation = (Continuation) run.invoke(null);
            while (!continuation.isDone()) {
                continuation.run();
            }
        } catch (InvocationTargetException e) {
            throw new AssertionError(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        } catch (Throwable thrown) {
            Probe.note(thrown);
        }
        return Probe.traced();
    }

    /** Each run has classes of its own, so that static fields start anew. */
    private static Method entry(Map<String, byte[]> classes, String name) {
        try {
            return new Loader(classes).loadClass(name).getMethod("run");
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static void invoke(Method run) {
        try {
            run.invoke(null);
        } catch (InvocationTargetException e) {
            Probe.note(e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> classPath() {
        return List.of(location(Continuation.class), location(Probe.class));
    }

    private static Path location(Class<?> type) {
        return Path.of(URI.create(
                type.getProtectionDomain().getCodeSource().getLocation().toString()));
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

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name + ".java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
