package dev.bobbin.instrument.read;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Where class files are found: the classes being instrumented first, then the class path they were compiled against, then
 * the running JDK. They are read as bytes; no class of a user is ever loaded.
 */
public final class ClassPath implements Closeable {

    /** One entry of the class path. */
    private interface Entry extends Closeable {
        Optional<byte[]> read(String file) throws IOException;
    }

    private final Map<String, byte[]> own;
    private final List<Entry> entries;

    private ClassPath(Map<String, byte[]> own, List<Entry> entries) {
        this.own = own;
        this.entries = entries;
    }

    /**
     * Opens the jars and directories of {@code entries}; what does not exist is left out, as compilers do.
     *
     * @param own the classes being instrumented, by internal name
     */
    public static ClassPath open(Map<String, byte[]> own, List<Path> entries) throws IOException {
        List<Entry> opened = new ArrayList<>();
        for (Path entry : entries) {
            if (Files.isDirectory(entry)) {
                opened.add(directory(entry));
            } else if (Files.isRegularFile(entry)) {
                opened.add(archive(entry));
            }
        }
        return new ClassPath(own, opened);
    }

    /** Classes that {@code find} knows by their internal names, and no others. */
    public static ClassPath of(Function<String, Optional<byte[]>> find) {
        Entry entry = new Entry() {
            @Override
            public Optional<byte[]> read(String file) {
                return find.apply(file.substring(0, file.length() - ".class".length()));
            }

            @Override
            public void close() {}
        };
        return new ClassPath(Collections.emptyMap(), Collections.singletonList(entry));
    }

    /** The bytes of the class of this internal name. */
    public Optional<byte[]> find(String name) {
        byte[] mine = own.get(name);
        if (mine != null) {
            return Optional.of(mine);
        }
        String file = name + ".class";
        try {
            for (Entry entry : entries) {
                Optional<byte[]> found = entry.read(file);
                if (found.isPresent()) {
                    return found;
                }
            }
            return readOfJdk(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + " from the class path", e);
        }
    }

    /** Asks the loader above the application's, which knows the JDK and not what runs the instrumenter. */
    private static Optional<byte[]> readOfJdk(String file) throws IOException {
        ClassLoader jdk = ClassLoader.getSystemClassLoader().getParent();
        try (InputStream stream = jdk.getResourceAsStream(file)) {
            return stream == null ? Optional.empty() : Optional.of(readAll(stream));
        }
    }

    @Override
    public void close() throws IOException {
        for (Entry entry : entries) {
            entry.close();
        }
    }

    private static Entry directory(Path directory) {
        return new Entry() {
            @Override
            public Optional<byte[]> read(String file) throws IOException {
                Path path = directory.resolve(file);
                return Files.isRegularFile(path) ? Optional.of(Files.readAllBytes(path)) : Optional.empty();
            }

            @Override
            public void close() {}
        };
    }

    private static Entry archive(Path path) throws IOException {
        ZipFile zip = new ZipFile(path.toFile());
        return new Entry() {
            @Override
            public Optional<byte[]> read(String file) throws IOException {
                ZipEntry entry = zip.getEntry(file);
                if (entry == null) {
                    return Optional.empty();
                }
                try (InputStream stream = zip.getInputStream(entry)) {
                    return Optional.of(readAll(stream));
                }
            }

            @Override
            public void close() throws IOException {
                zip.close();
            }
        };
    }

    private static byte[] readAll(InputStream stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[8192];
        for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
            bytes.write(buffer, 0, n);
        }
        return bytes.toByteArray();
    }
}
