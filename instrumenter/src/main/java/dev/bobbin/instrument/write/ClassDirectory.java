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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

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
        Map<String, byte[]> classes = new TreeMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<Path>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                boolean metaInf = directory.equals(root.resolve("META-INF"));
                return metaInf ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = root.relativize(file)
                        .toString()
                        .replace(root.getFileSystem().getSeparator(), "/");
                if (name.endsWith(SUFFIX)) {
                    classes.put(name.substring(0, name.length() - SUFFIX.length()), Files.readAllBytes(file));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return classes;
    }

    /** The class file of one class, by internal name. */
    Optional<byte[]> read(String name) throws IOException {
        Path file = fileOf(name);
        return Files.isRegularFile(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty();
    }

    /** Puts {@code changed} in place, then deletes {@code stale}; all by internal name. */
    public void write(Map<String, byte[]> changed, Collection<String> stale) throws IOException {
        Map<Path, Path> moves = new LinkedHashMap<>();
        List<Path> aside = new ArrayList<>();
        try {
            for (Map.Entry<String, byte[]> entry : changed.entrySet()) {
                Path target = fileOf(entry.getKey());
                Path written = target.resolveSibling(target.getFileName() + ASIDE);
                aside.add(written);
                Files.createDirectories(target.getParent());
                Files.write(written, entry.getValue());
                moves.put(written, target);
            }
            for (Map.Entry<Path, Path> move : moves.entrySet()) {
                Files.move(move.getKey(), move.getValue(), StandardCopyOption.REPLACE_EXISTING);
            }
            for (String name : stale) {
                Files.deleteIfExists(fileOf(name));
            }
        } finally {
            for (Path written : aside) {
                Files.deleteIfExists(written);
            }
        }
    }

    private Path fileOf(String name) {
        return root.resolve(name + SUFFIX);
    }
}
