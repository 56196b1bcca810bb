package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Collects warnings, but not those that their place does not want to hear. */
final class Warnings {

    private final Map<String, List<Diagnostic>> found = new TreeMap<>();

    /** Warns of {@code routine} at {@code where}, unless an annotation there suppresses {@code id}. */
    void add(String id, Routine routine, SourceLine where, String text) {
        if (!routine.suppresses(id)) {
            found.computeIfAbsent(routine.writtenIn(), type -> new ArrayList<>())
                    .add(Diagnostic.warning(id, where, text));
        }
    }

    /** What was found, by the internal name of the class in which it is. */
    Map<String, List<Diagnostic>> found() {
        return Collections.unmodifiableMap(found);
    }
}
