package dev.bobbin.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.ProviderNotFoundException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipError;
import java.util.zip.ZipException;

/**
 * Whether the core can be seen by whoever instruments classes with marks. Without it no call of its own suspends: all marks would
 * be taken for those of methods in which nothing suspends, and the classes for instrumented ones, without a word.
 */
final class CoreInSight {

    private static final String RUNTIME = "dev/bobbin/runtime/FrameStack.class";
    private static final String MARK = "Ldev/bobbin/Suspendable;";

    private CoreInSight() {}

    /** What is wrong with {@code classPath}, or an empty text. */
    static String complaint(List<Path> classes, List<Path> classPath) throws IOException {
        List<Path> seen = new ArrayList<>(classes);
        seen.addAll(classPath);
        for (Path each : seen) {
            if (anyOf(each, root -> Files.exists(root.resolve(RUNTIME)))) {
                return "";
            }
        }
        for (Path each : classes) {
            if (anyOf(each, CoreInSight::hasMarks)) {
                return each
                        + " has methods marked @Suspendable, and bobbin-core is not on the class path: what suspends would"
                        + " not be found. Name its jar by --classpath, and whatever else the classes were compiled against."
                        + missing(classPath);
            }
        }
        return "";
    }

    private static String missing(List<Path> classPath) {
        List<Path> missing =
                classPath.stream().filter(each -> !Files.exists(each)).collect(Collectors.toList());
        return missing.isEmpty()
                ? ""
                : " Not there: " + missing.stream().map(Path::toString).collect(Collectors.joining(", "));
    }

    /** A question about the files of a directory or a jar. */
    private interface Question {
        boolean holdsFor(Path root) throws IOException;
    }

    private static boolean anyOf(Path directoryOrJar, Question question) throws IOException {
        if (Files.isDirectory(directoryOrJar)) {
            return question.holdsFor(directoryOrJar);
        }
        if (!Files.isRegularFile(directoryOrJar)) {
            return false;
        }
        try (FileSystem jar = FileSystems.newFileSystem(directoryOrJar, (ClassLoader) null)) {
            return question.holdsFor(jar.getPath("/"));
        } catch (ZipException | ZipError | ProviderNotFoundException noJar) { // an error on Java 8 alone
            return false; // whoever is to read it says so
        }
    }

    private static boolean hasMarks(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file :
                    (Iterable<Path>) files.filter(each -> each.toString().endsWith(".class"))::iterator) {
                if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(MARK)) {
                    return true;
                }
            }
            return false;
        }
    }
}
