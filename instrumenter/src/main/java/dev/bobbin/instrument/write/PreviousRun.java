package dev.bobbin.instrument.write;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a run keeps in mind for the next one, in a directory beside the classes: under which circumstances it ran, what the
 * classes were when it ended, and, of each class that it rewrote, the bytes that the compiler had made.
 *
 * <p>With these, a run after which nothing has changed has nothing to do; and when something has, be it a mark in a library,
 * the classes that depend on it are instrumented again, from what the compiler had made.
 *
 * <p>It is saved before the classes are put in place. If that is cut short, the classes are not those that were foretold, so
 * the next run does its work, and it tells by the fingerprint of each which are old and which are new. So of a class that is
 * instrumented anew, it knows both what is there and what is to come.
 */
public final class PreviousRun {

    private static final String HEADER = "bobbin-run 1";

    private final ClassDirectory originals;
    private final Path file;
    private final Path warningsFile;
    private String circumstances = "";
    private String classes = "";
    private final Map<String, Set<String>> instrumented = new TreeMap<>(); // by internal name, fingerprints

    private PreviousRun(Path directory) {
        this.file = directory.resolve("run.txt");
        this.warningsFile = directory.resolve("warnings.txt");
        this.originals = new ClassDirectory(directory.resolve("originals"));
    }

    /** What was saved in {@code directory}; nothing if there is nothing that can be read. */
    public static PreviousRun in(Path directory) throws IOException {
        PreviousRun run = new PreviousRun(directory);
        if (Files.isRegularFile(run.file)) {
            run.parse(new String(Files.readAllBytes(run.file), StandardCharsets.UTF_8).split("\n"));
        }
        return run;
    }

    private void parse(String[] lines) {
        if (lines.length < 3 || !lines[0].equals(HEADER)) {
            return; // another version's, or half a file
        }
        circumstances = lines[1];
        classes = lines[2];
        for (int i = 3; i < lines.length; i++) {
            int space = lines[i].indexOf(' ');
            if (space > 0) {
                instrumented
                        .computeIfAbsent(lines[i].substring(space + 1), name -> new TreeSet<>())
                        .add(lines[i].substring(0, space));
            }
        }
    }

    /** Whether nothing has changed since. */
    public boolean isUpToDate(String circumstancesNow, Map<String, byte[]> classesNow) {
        return circumstances.equals(circumstancesNow) && classes.equals(Fingerprint.of(classesNow));
    }

    /** What the run warned of, to be said again if there is nothing else to do. */
    public List<Diagnostic> warnings() throws IOException {
        List<Diagnostic> warnings = new ArrayList<>();
        if (Files.isRegularFile(warningsFile)) {
            for (String line : Files.readAllLines(warningsFile, StandardCharsets.UTF_8)) {
                String[] columns = line.split("\t", 4);
                SourceLine where = SourceLine.at(columns[1], Integer.parseInt(columns[2]));
                warnings.add(Diagnostic.warning(columns[0], where, columns[3]));
            }
        }
        return warnings;
    }

    /** Of {@code classesNow}, those that the run rewrote, as they were before it. */
    public Map<String, byte[]> originals(Map<String, byte[]> classesNow) throws IOException {
        Map<String, byte[]> found = new TreeMap<>();
        for (Map.Entry<String, Set<String>> entry : instrumented.entrySet()) {
            byte[] now = classesNow.get(entry.getKey());
            if (now != null && entry.getValue().contains(Fingerprint.of(now))) {
                originals.read(entry.getKey()).ifPresent(bytes -> found.put(entry.getKey(), bytes));
            }
        }
        return found;
    }

    /**
     * Keeps a run in mind.
     *
     * @param found the classes as they are
     * @param before the classes as the compiler made them
     * @param after all classes as they are about to be
     * @param warnings what it has to say
     */
    public void save(
            String circumstancesNow,
            Map<String, byte[]> found,
            Map<String, byte[]> before,
            Map<String, byte[]> after,
            Collection<Diagnostic> warnings)
            throws IOException {
        Map<String, byte[]> rewritten = new TreeMap<>();
        List<String> lines = new ArrayList<>();
        Collections.addAll(lines, HEADER, circumstancesNow, Fingerprint.of(after));
        before.forEach((name, bytes) -> {
            for (byte[] other : Arrays.asList(found.get(name), after.get(name))) {
                if (other != null && !Arrays.equals(other, bytes)) {
                    rewritten.put(name, bytes);
                    lines.add(Fingerprint.of(other) + " " + name);
                }
            }
        });
        List<String> forgotten = new ArrayList<>(instrumented.keySet());
        forgotten.removeAll(rewritten.keySet());
        originals.write(rewritten, forgotten);
        Files.createDirectories(file.toAbsolutePath().getParent());
        List<String> said = new ArrayList<>();
        for (Diagnostic warning : new TreeSet<>(warnings)) {
            SourceLine where = warning.where();
            said.add(warning.rule() + "\t" + where.file() + "\t" + where.line() + "\t" + warning.text());
        }
        put(warningsFile, said);
        put(file, lines);
    }

    private static void put(Path file, List<String> lines) throws IOException {
        StringBuilder text = new StringBuilder();
        lines.forEach(line -> text.append(line).append('\n')); // the same on every system
        Files.write(Aside.of(file), text.toString().getBytes(StandardCharsets.UTF_8));
        Aside.moveIntoPlace(file);
    }
}
