package dev.bobbin.instrument.write;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;

/** A short text that is the same for the same things, and another for others: SHA-256 of all that was added. */
public final class Fingerprint {

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final MessageDigest digest;

    public Fingerprint() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    static String of(byte[] bytes) {
        return new Fingerprint().add(bytes).end();
    }

    /** Of whole classes, by internal name. */
    static String of(Map<String, byte[]> classes) {
        Fingerprint fingerprint = new Fingerprint();
        new TreeMap<>(classes).forEach((name, bytes) -> fingerprint.add(name).add(bytes));
        return fingerprint.end();
    }

    public Fingerprint add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Adds a jar or a directory of classes: each file's name, size and time, not its bytes, which build tools do not change
     * without changing the time.
     */
    public Fingerprint addFiles(Path jarOrDirectory) throws IOException {
        add(jarOrDirectory.toString());
        if (Files.exists(jarOrDirectory)) {
            Map<String, String> files = new TreeMap<>();
            Files.walkFileTree(jarOrDirectory, new SimpleFileVisitor<Path>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    files.put(file.toString(), attributes.size() + " " + attributes.lastModifiedTime());
                    return FileVisitResult.CONTINUE;
                }
            });
            files.forEach((name, state) -> add(name).add(state));
        }
        return this;
    }

    private Fingerprint add(byte[] bytes) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            digest.update((byte) (bytes.length >> shift)); // what follows could else be part of what went before
        }
        digest.update(bytes);
        return this;
    }

    /** The text, of 64 hexadecimal digits. */
    public String end() {
        StringBuilder text = new StringBuilder();
        for (byte b : digest.digest()) {
            text.append(HEX[b >> 4 & 15]).append(HEX[b & 15]);
        }
        return text.toString();
    }
}
