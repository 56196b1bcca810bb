package dev.bobbin.agent;

import java.io.File;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/**
 * Directories where class loaders find what was generated for their classes, when the JVM asks them for it. So it is loaded
 * like any other class: an interface's super-interface, say, comes before it, and past the agent.
 *
 * <p>The JVM takes no directory for the system class loader, but jars, and only whole ones. So it is given a jar that names the
 * directory in the {@code Class-Path} of its manifest. Other loaders can be given one if they are {@link URLClassLoader}s. None
 * of this reaches the packages of named modules.
 */
final class GeneratedClasses {

    private final Instrumentation instrumentation;
    private final LoaderAccess access;
    private final Path root;
    private final Set<String> packagesOfModules;
    private final Map<ClassLoader, Optional<Path>> directories = new WeakHashMap<>(); // guarded by itself
    private int opened; // guarded by directories, which forgets loaders that are gone, and so does not count them
    private final AtomicInteger written = new AtomicInteger();

    private GeneratedClasses(
            Instrumentation instrumentation, LoaderAccess access, Path root, Set<String> packagesOfModules) {
        this.instrumentation = instrumentation;
        this.access = access;
        this.root = root;
        this.packagesOfModules = packagesOfModules;
    }

    /** For a JVM that has just started; its directories go when it ends. */
    static GeneratedClasses of(Instrumentation instrumentation, LoaderAccess access) throws IOException {
        Path root = Files.createTempDirectory("bobbin-agent");
        deleteAtEnd(root);
        return new GeneratedClasses(instrumentation, access, root, packagesOfModules());
    }

    /**
     * Puts classes where {@code loader} finds them.
     *
     * @param name the class that they were generated for, by internal name
     * @return false if that loader cannot be shown a place to look, and nothing was done
     */
    boolean put(ClassLoader loader, String name, Map<String, byte[]> generated) throws IOException {
        if (packagesOfModules.contains(name.substring(0, Math.max(0, name.lastIndexOf('/'))))) {
            return false;
        }
        Optional<Path> directory;
        synchronized (directories) {
            directory = directories.get(loader);
            if (directory == null) {
                directory = open(loader, root.resolve("loader-" + opened++));
                directories.put(loader, directory);
            }
        }
        if (!directory.isPresent()) {
            return false;
        }
        for (Map.Entry<String, byte[]> each : generated.entrySet()) {
            Path file = directory.get().resolve(each.getKey() + ".class");
            if (!Files.exists(file)) { // else another class needed the same, which may be read at this moment
                makeDirectories(file.getParent());
                Path aside = root.resolve("class-" + written.incrementAndGet());
                Files.write(aside, each.getValue());
                Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE); // another thread may do so at the same time
                deleteAtEnd(file);
            }
        }
        return true;
    }

    private Optional<Path> open(ClassLoader loader, Path directory) throws IOException {
        if (loader == ClassLoader.getSystemClassLoader()) {
            makeDirectories(directory);
            try {
                instrumentation.appendToSystemClassLoaderSearch(new JarFile(jarNaming(directory)));
            } catch (UnsupportedOperationException e) { // a system class loader of the user's own
                return Optional.empty();
            }
            return Optional.of(directory);
        }
        if (loader instanceof URLClassLoader) {
            makeDirectories(directory); // before its URL is made, which ends with a slash only then
            access.addDirectory((URLClassLoader) loader, directory.toFile());
            return Optional.of(directory);
        }
        return Optional.empty();
    }

    private static File jarNaming(Path directory) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, directory.getFileName() + "/");
        File jar = new File(directory + ".jar");
        deleteAtEnd(jar.toPath());
        try (OutputStream out = new FileOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
        return jar;
    }

    /** All packages of {@code ModuleLayer.boot().modules()}, which Java 8 has not. */
    private static Set<String> packagesOfModules() {
        Set<String> packages = new HashSet<>();
        try {
            Class<?> layer = Class.forName("java.lang.ModuleLayer");
            Object boot = layer.getMethod("boot").invoke(null);
            Method packagesOf = Class.forName("java.lang.Module").getMethod("getPackages");
            for (Object module : (Set<?>) layer.getMethod("modules").invoke(boot)) {
                for (Object each : (Set<?>) packagesOf.invoke(module)) {
                    packages.add(each.toString().replace('.', '/'));
                }
            }
        } catch (ClassNotFoundException e) {
            return Collections.emptySet(); // Java 8
        } catch (ReflectiveOperationException e) {
            throw new AssertionError("Java 9 has ModuleLayer", e);
        }
        return packages;
    }

    /** Makes {@code directory} and what is missing of its parents below the root. */
    private void makeDirectories(Path directory) throws IOException {
        Files.createDirectories(directory);
        Path at = root;
        for (Path name : root.relativize(directory)) {
            at = at.resolve(name);
            deleteAtEnd(at);
        }
    }

    /**
     * The JVM deletes the last first, so what is in a directory before the directory; and only when all shutdown hooks have run,
     * which may be the first to use some class. What another process holds open stays in the temporary directory.
     */
    private static void deleteAtEnd(Path path) {
        try {
            path.toFile().deleteOnExit();
        } catch (IllegalStateException e) {
            // the JVM is at that already
        }
    }
}
