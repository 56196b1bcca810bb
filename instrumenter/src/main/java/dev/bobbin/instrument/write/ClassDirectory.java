package dev.bobbin.instrument.write;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * A directory of class files, as compilers write them. Changes are written aside first and moved into place when all are
 * there: a full disk leaves the old classes as they were. A run that is cut short between two moves leaves each class either
 * old or new, and the next run does the rest: a class counts as instrumented once its own file is in place, so the files
 * generated for it go first.
 */
public final class ClassDirectory {

    private static final String SUFFIX = ".class";

    private final Path root;
    private final List<Path> leftovers =
            new ArrayList<>(); // written aside by a run that was cut short; found by read()

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
                } else if (Aside.is(file)) {
                    leftovers.add(file);
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

    /**
     * Copies what is the same elsewhere, the classes and whatever lies among them, with their times. What is there already,
     * with the size and the time that it has here, is not copied again.
     *
     * @param changed classes that are not the same elsewhere, by internal name
     * @param stale classes that are not there, by internal name
     */
    public void copyTo(Path target, Collection<String> changed, Collection<String> stale) throws IOException {
        Set<Path> others = new HashSet<>();
        changed.forEach(name -> others.add(fileOf(name)));
        stale.forEach(name -> others.add(fileOf(name)));
        List<Path> files = new ArrayList<>();
        try (Stream<Path> found = Files.walk(root)) {
            found.filter(file -> !others.contains(file) && !Aside.is(file)).forEach(files::add);
        }
        for (Path file : files) {
            Path copy = target.resolve(root.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(copy);
            } else if (!isCopy(copy, file)) {
                Files.copy(
                        file, Aside.of(copy), StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
                Aside.moveIntoPlace(copy);
            }
        }
    }

    private static boolean isCopy(Path copy, Path file) throws IOException {
        return Files.exists(copy)
                && Files.size(copy) == Files.size(file)
                && Files.getLastModifiedTime(copy).equals(Files.getLastModifiedTime(file));
    }

    /** Puts {@code changed} in place, then deletes {@code stale}; all by internal name. */
    public void write(Map<String, byte[]> changed, Collection<String> stale) throws IOException {
        Map<Path, byte[]> aside = new LinkedHashMap<>();
        changed.forEach((name, bytes) -> aside.put(Aside.of(fileOf(name)), bytes));
        deleteAll(leftovers);
        try {
            Set<Path> parents = new TreeSet<>();
            aside.keySet().forEach(file -> parents.add(file.getParent()));
            for (Path parent : parents) {
                Files.createDirectories(parent);
            }
            eachInParallel(aside.keySet(), file -> Files.write(file, aside.get(file)));
            eachInParallel(families(changed.keySet()), family -> {
                for (Path file : family) {
                    Aside.moveIntoPlace(file);
                }
            });
            for (String name : stale) {
                Files.deleteIfExists(fileOf(name));
            }
        } catch (IOException | RuntimeException | Error e) {
            try {
                deleteAll(aside.keySet());
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /**
     * The files of the classes of these names: each class in one list with those whose names begin with its own, as the names of
     * generated classes do, and behind them. Only within a list does the order matter.
     */
    private List<List<Path>> families(Collection<String> names) {
        List<List<Path>> families = new ArrayList<>();
        LinkedList<Path> family = new LinkedList<>();
        String head = "";
        for (String name : new TreeSet<>(names)) {
            if (family.isEmpty() || !beginsWith(name, head)) {
                family = new LinkedList<>();
                families.add(family);
                head = name;
            }
            family.addFirst(fileOf(name));
        }
        return families;
    }

    /** Whether {@code name} is that of a class inside of {@code head}, or of one generated for it. */
    private static boolean beginsWith(String name, String head) {
        if (!name.startsWith(head) || name.length() == head.length()) {
            return false;
        }
        char next = name.charAt(head.length());
        return next == '$' || next == '-'; // both come before all letters, so nothing else stands between them
    }

    private static void deleteAll(Collection<Path> files) throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    /** Something done to one file, or to some of them. */
    private interface Step<T> {
        void apply(T files) throws IOException;
    }

    /**
     * Most of the time goes into opening files, which several threads do faster. All of them have ended when this does, also
     * if it fails: a stream that throws does not wait for its other threads, and what they write would come after the cleaning
     * up.
     */
    private static <T> void eachInParallel(Collection<T> files, Step<T> step) throws IOException {
        AtomicReference<IOException> failure = new AtomicReference<>();
        files.parallelStream().forEach(file -> {
            if (failure.get() == null) {
                try {
                    step.apply(file);
                } catch (IOException e) {
                    failure.compareAndSet(null, e);
                }
            }
        });
        if (failure.get() != null) {
            throw failure.get();
        }
    }

    private String nameOf(Path file) {
        String name =
                root.relativize(file).toString().replace(root.getFileSystem().getSeparator(), "/");
        return name.substring(0, name.length() - SUFFIX.length());
    }

    private Path fileOf(String name) {
        return root.resolve(name + SUFFIX);
    }
}
