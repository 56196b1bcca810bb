package dev.bobbin.instrument.write;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where a file is written before it takes its place: beside it, so that the move is one step of the file system, before which
 * there is the old file and after which there is the new one, whole.
 */
final class Aside {

    private static final String SUFFIX = ".bobbin-new";

    private Aside() {}

    static Path of(Path file) {
        return file.resolveSibling(file.getFileName() + SUFFIX);
    }

    /** Whether {@code file} was written aside, by this run or by one that was cut short. */
    static boolean is(Path file) {
        return file.toString().endsWith(SUFFIX);
    }

    /** Puts {@code file} in place, after all of it was written aside. */
    static void moveIntoPlace(Path file) throws IOException {
        try {
            Files.move(of(file), file, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) { // some network drives: two steps, then
            Files.move(of(file), file, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}
