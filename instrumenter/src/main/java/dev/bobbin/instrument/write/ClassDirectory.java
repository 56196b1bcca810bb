package dev.bobbin.instrument.write;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/**
 * A directory of class files, as compilers write them. Changes are written aside first and moved into place when all are
 * there: whatever goes wrong half-way leaves the old classes as they were.
 */
public final class ClassDirectory {

    private static final String SUFFIX = ".class";
    private static final String ASIDE = ".bobbin-new";

    private final Path root;

    public ClassDirectory(Path root) {
        this.root = root;
    }

    /** All class files, by internal name, in the order of their names. Versions for newer JDKs (META-INF) are left alone. */
    public Map<String, byte[]> read() throws IOException {
        List<Path> files = new ArrayList<>();
        Files.walkFileTree(root, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean metaInf = directory.equals(root.resolve("META-INF"));
                return metaInf ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (file.toString().endsWith(SUFFIX)) {
                    files.add(file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        Map<String, byte[]> classes = new ConcurrentSkipListMap<>();
        eachInParallel(files, file -> classes.put(nameOf(file), Files.readAllBytes(file)));
        return new TreeMap<>(classes);
    }

    /** The class file of one class, by internal name. */
    Optional<byte[]> read(String name) throws IOException {
        Path file = fileOf(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    /** Copies all files, the classes and whatever lies among them, with their times. */
    public void copyTo(Path target) throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(root)) {
            found.forEach(files::add);
        }
        for (Path file : files) {
            Path copy = target.resolve(root.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
            } else {
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    /** Puts {@code changed} in place, then deletes {@code stale}; all by internal name. */
    public void write(Map<String, byte[]> changed, Collection<String> stale) throws IOException {
        Map<Path, byte[]> aside = new LinkedHashMap<>();
        changed.forEach((name, bytes) -> aside.put(asideOf(fileOf(name)), bytes));
        try {
            Set<Path> parents = new TreeSet<>();
            aside.keySet().forEach(file -> parents.add(file.getParent()));
            for (Path parent : parents) {
                Files.createDirectories(parent);
            }
            eachInParallel(aside.keySet(), file -> Files.write(file, aside.get(file)));
            for (String name : changed.keySet()) {
                Path file = fileOf(name);
                Files.move(asideOf(file), file, StandardCopyOption.REPLACE_EXISTING);
            }
            for (String name : stale) {
                Files.deleteIfExists(fileOf(name));
            }
        } catch (IOException | RuntimeException | Error e) {
            for (Path file : aside.keySet()) {
                Files.deleteIfExists(file);
            }
            throw e;
        }
    }

    /** Something done to one file. */
    private interface Step {
        void apply(Path file) throws IOException;
    }

    /** Most of the time goes into opening files, which several threads do faster. */
    private static void eachInParallel(Collection<Path> files, Step step) throws IOException {
        try {
            files.parallelStream().forEach(file -> {
                try {
                    step.apply(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private String nameOf(Path file) {
        String name =
                root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private static Path asideOf(Path file) {
        return file.resolveSibling(file.getFileName() + ASIDE);
    }

    private Path fileOf(String name) {
        return root.resolve(name + SUFFIX);
    }
}
