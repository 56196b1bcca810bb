package dev.bobbin.instrument.write;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A jar of class files, perhaps with versions of them for newer JDKs (the specification of multi-release jars calls those
 * versioned directories). What is not changed keeps its bytes, its time, its place and its way of compression. It is written
 * aside and moved into place, so that there is always a whole jar.
 */
public final class ClassArchive {

    /** The version of classes that are for every JDK. */
    public static final int EVERY_JDK = 0;

    private static final String SUFFIX = ".class";
    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/([1-9][0-9]*)/(.+)\\.class");
    private static final Pattern SIGNATURE = Pattern.compile("META-INF/(SIG-[^/]*|[^/]*\\.(SF|RSA|DSA|EC))");

    /** One file of the jar, and how it is kept. */
    private static final class File {
        private final ZipEntry entry;
        private final byte[] bytes;

        File(ZipEntry entry, byte[] bytes) {
            this.entry = entry;
            this.bytes = bytes;
        }
    }

    private final Map<String, File> files;

    private ClassArchive(Map<String, File> files) {
        this.files = files;
    }

    public static ClassArchive read(Path jar) throws IOException {
        Map<String, File> files = new LinkedHashMap<>();
        try (ZipInputStream in = new ZipInputStream(Files.newInputStream(jar))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                byte[] bytes = readAll(in);
                in.closeEntry();
                files.put(entry.getName(), new File(entry, bytes));
            }
        } catch (ZipException e) {
            throw new IOException(jar + " cannot be read: " + e.getMessage() + ".", e);
        }
        if (files.isEmpty()) {
            throw new IOException(jar + " is no jar, or an empty one.");
        }
        return new ClassArchive(files);
    }

    /** The versions that there are classes of: {@link #EVERY_JDK} first, then those for newer JDKs. */
    public SortedSet<Integer> versions() {
        SortedSet<Integer> versions = new TreeSet<>();
        versions.add(EVERY_JDK);
        for (String name : files.keySet()) {
            Matcher versioned = VERSIONED.matcher(name);
            if (versioned.matches()) {
                versions.add(Integer.valueOf(versioned.group(1)));
            }
        }
        return versions;
    }

    /** The classes of one version, by internal name. */
    public Map<String, byte[]> classes(int version) {
        Map<String, byte[]> classes = new TreeMap<>();
        files.forEach((name, file) -> {
            Matcher versioned = VERSIONED.matcher(name);
            if (versioned.matches()) {
                if (Integer.parseInt(versioned.group(1)) == version) {
                    classes.put(versioned.group(2), file.bytes);
                }
            } else if (version == EVERY_JDK && name.endsWith(SUFFIX) && !name.startsWith("META-INF/")) {
                classes.put(name.substring(0, name.length() - SUFFIX.length()), file.bytes);
            }
        });
        return classes;
    }

    public boolean isSigned() {
        return files.keySet().stream().anyMatch(name -> SIGNATURE.matcher(name).matches() && name.endsWith(".SF"));
    }

    /** Takes the signatures out, and what they say of single files out of the manifest. */
    public void unsign() throws IOException {
        files.keySet().removeIf(name -> SIGNATURE.matcher(name).matches());
        File old = files.get(JarFile.MANIFEST_NAME);
        if (old == null) {
            return;
        }
        Manifest manifest = new Manifest(new ByteArrayInputStream(old.bytes));
        for (Attributes attributes : manifest.getEntries().values()) {
            attributes.keySet().removeIf(key -> key.toString().endsWith("-Digest"));
        }
        manifest.getEntries().values().removeIf(Attributes::isEmpty);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        manifest.write(bytes);
        files.put(JarFile.MANIFEST_NAME, new File(old.entry, bytes.toByteArray()));
    }

    /** Replaces classes of one version, adds those that are new, and drops {@code stale} ones; all by internal name. */
    public void change(int version, Map<String, byte[]> changed, Collection<String> stale) {
        String folder = version == EVERY_JDK ? "" : "META-INF/versions/" + version + "/";
        changed.forEach((name, bytes) -> {
            String path = folder + name + SUFFIX;
            File old = files.get(path);
            files.put(path, new File(old == null ? newEntry(path) : old.entry, bytes));
        });
        for (String name : stale) {
            files.remove(folder + name + SUFFIX);
        }
    }

    /** A generated class has the time of what it was generated with: output depends on nothing but the input. */
    private ZipEntry newEntry(String path) {
        ZipEntry entry = new ZipEntry(path);
        entry.setMethod(ZipEntry.DEFLATED);
        files.values().stream()
                .filter(file -> file.entry.getName().endsWith(SUFFIX))
                .findFirst()
                .ifPresent(file -> entry.setTime(file.entry.getTime()));
        return entry;
    }

    public void write(Path jar) throws IOException {
        writeAside(jar, aside -> {
            try (OutputStream out = Files.newOutputStream(aside);
                    ZipOutputStream zip = new ZipOutputStream(out)) {
                for (File file : files.values()) {
                    zip.putNextEntry(entryFor(file));
                    zip.write(file.bytes);
                    zip.closeEntry();
                }
            }
        });
    }

    /** Copies a jar as it is. */
    public static void copy(Path jar, Path copy) throws IOException {
        writeAside(copy, aside -> Files.copy(jar, aside, StandardCopyOption.REPLACE_EXISTING));
    }

    /** Something that writes a whole file. */
    private interface Writing {
        void to(Path file) throws IOException;
    }

    private static void writeAside(Path jar, Writing writing) throws IOException {
        Path target = jar.toAbsolutePath();
        Files.createDirectories(target.getParent());
        try {
            writing.to(Aside.of(target));
            Aside.moveIntoPlace(target);
        } catch (IOException | RuntimeException | Error e) {
            try {
                Files.deleteIfExists(Aside.of(target));
            } catch (IOException second) {
                e.addSuppressed(second);
            }
            throw e;
        }
    }

    /** The entry as it was, whose times may be finer than those of the format's first days, but for what its bytes decide. */
    private static ZipEntry entryFor(File file) {
        ZipEntry entry = new ZipEntry(file.entry);
        CRC32 sum = new CRC32();
        sum.update(file.bytes);
        entry.setCrc(sum.getValue());
        entry.setSize(file.bytes.length);
        // Jars within jars are stored, since they are read where they lie.
        entry.setCompressedSize(entry.getMethod() == ZipEntry.STORED ? file.bytes.length : -1);
        return entry;
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
