package dev.bobbin.instrument.report;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What became of the classes of one directory. Immutable.
 *
 * <p>The code that a class had before cannot be told from its instrumented bytes. So each run leaves a file with what it has done, and
 * the next one, which leaves instrumented classes alone, takes from there what is still true of them: see {@link #with}.
 */
public final class Report {

    /** Goes up when a reader of the file written before would misunderstand it. */
    private static final int VERSION = 1;

    private static final Report EMPTY = new Report(Collections.emptyList(), Collections.emptyList());

    private final List<ClassReport> classes;
    private final List<String> undescribed;

    private Report(List<ClassReport> classes, List<String> undescribed) {
        this.classes = Collections.unmodifiableList(classes);
        this.undescribed = Collections.unmodifiableList(undescribed);
    }

    /** A report on nothing. */
    public static Report empty() {
        return EMPTY;
    }

    /**
     * The report in {@code file}.
     *
     * @return an empty one if there is no such file
     * @throws IOException if it cannot be read, or is no report of this version
     */
    public static Report read(Path file) throws IOException {
        try {
            return Files.exists(file) ? parse(file) : EMPTY;
        } catch (IllegalArgumentException e) {
            throw new IOException(file + " is no report: " + e.getMessage() + ". Delete it, and build again.", e);
        }
    }

    /**
     * The report in {@code file}, to go on from. One that is damaged or of another version is as good as none: what it knew is then
     * missing, and the next report says so.
     *
     * @throws IOException if the file is there and cannot be read
     */
    public static Report readToUpdate(Path file) throws IOException {
        try {
            return Files.exists(file) ? parse(file) : EMPTY;
        } catch (IllegalArgumentException e) {
            return EMPTY;
        }
    }

    private static Report parse(Path file) throws IOException {
        JsonObject json = JsonReader.read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        if (json.number("version") != VERSION) {
            throw new IllegalArgumentException(
                    "version " + json.number("version") + ", and this Bobbin reads version " + VERSION);
        }
        return new Report(json.objects("classes", ClassReport::read), json.texts("undescribed"));
    }

    /**
     * This report after one more run.
     *
     * @param changed the classes that the run rewrote or had something to say about
     * @param untouched internal names of the classes that it left alone because they were instrumented before; what is told of any other
     *     class is no longer true
     */
    public Report with(List<ClassReport> changed, Collection<String> untouched) {
        Map<String, ClassReport> known = new TreeMap<>();
        classes.forEach(type -> known.put(type.name(), type));
        Map<String, ClassReport> now = new TreeMap<>();
        TreeSet<String> missing = new TreeSet<>();
        for (String internalName : untouched) {
            String name = internalName.replace('/', '.');
            if (known.containsKey(name)) {
                now.put(name, known.get(name));
            } else {
                missing.add(name);
            }
        }
        changed.stream().filter(type -> !type.isUnconcerned()).forEach(type -> now.put(type.name(), type));
        return new Report(new ArrayList<>(now.values()), new ArrayList<>(missing));
    }

    /** Whether there is nothing to tell. */
    public boolean isEmpty() {
        return classes.isEmpty() && undescribed.isEmpty();
    }

    /** Whether the build was refused, so that the classes are not what they were to become. */
    public boolean hasErrors() {
        return classes.stream().flatMap(type -> type.remarks().stream()).anyMatch(Remark::isError);
    }

    /**
     * Writes the report to {@code file}, unless that says the same already: then it keeps its time stamp.
     *
     * @throws IOException if it cannot be written
     */
    public void write(Path file) throws IOException {
        replace(file, toJson());
    }

    /**
     * Writes the report as a page that needs nothing but a browser.
     *
     * @param title what the report is about, such as the project's name
     * @throws IOException if it cannot be written
     */
    public void writePage(Path file, String title) throws IOException {
        replace(file, Page.of(this, title));
    }

    /** The text of the file. The same report gives the same text. */
    public String toJson() {
        return new JsonObject()
                .with("version", VERSION)
                .withObjects("classes", classes, ClassReport::toJson)
                .withTexts("undescribed", undescribed)
                .toString();
    }

    /** Classes that were rewritten or remarked on, by name. */
    List<ClassReport> classes() {
        return classes;
    }

    /** Names of instrumented classes of which nobody has left a report. */
    List<String> undescribed() {
        return undescribed;
    }

    private static void replace(Path file, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), bytes)) {
            return;
        }
        Files.createDirectories(file.toAbsolutePath().getParent());
        Path aside = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.write(aside, bytes);
            Files.move(aside, file, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(aside);
        }
    }
}
