package dev.bobbin.instrument;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import dev.bobbin.instrument.write.ClassArchive;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Instruments the classes of a jar. In a multi-release jar the classes of each version are instrumented as its JDK sees them:
 * among those of the versions before it. If one of those becomes something else there, since what it calls has other marks,
 * that version gets its own.
 */
final class ArchiveRun {

    private final ClassArchive archive;
    private final Options options;
    private final Set<Diagnostic> diagnostics = new LinkedHashSet<>(); // several versions may say the same
    private final List<String> inferred = new ArrayList<>();
    private int classesRead;
    private int classesChanged;
    private int methodsRewritten;
    private int callsAdapted;
    private boolean changes;
    private Map<String, byte[]> result = new TreeMap<>(); // as the JDK of the versions so far sees it

    private ArchiveRun(ClassArchive archive, Options options) {
        this.archive = archive;
        this.options = options;
    }

    /** Reads {@code jar} and writes {@code output}, which may be the same. If anything is refused, nothing is written. */
    static Summary run(Path jar, Path output, Options options) throws IOException {
        long start = System.nanoTime();
        ClassArchive archive = ClassArchive.read(jar);
        ArchiveRun run = new ArchiveRun(archive, options);
        Map<String, byte[]> seen = new TreeMap<>();
        for (int version : archive.versions()) {
            Map<String, byte[]> own = archive.classes(version);
            seen.putAll(own);
            run.instrument(version, own, seen);
        }
        Summary summary = new Summary(
                run.classesRead,
                run.classesChanged,
                run.methodsRewritten,
                run.callsAdapted,
                new TreeSet<>(run.inferred),
                System.nanoTime() - start,
                new ArrayList<>(run.diagnostics));
        if (!summary.hasErrors()) {
            run.write(jar, output);
        }
        return summary;
    }

    private void instrument(int version, Map<String, byte[]> own, Map<String, byte[]> seen) throws IOException {
        Build build = Build.run(seen, options);
        Map<String, byte[]> resultBefore = result;
        result = new TreeMap<>(seen);
        result.putAll(build.changed());
        result.keySet().removeAll(build.stale());
        Map<String, byte[]> changed = new TreeMap<>(result);
        changed.entrySet().removeIf(entry -> {
            byte[] there = own.containsKey(entry.getKey()) ? own.get(entry.getKey()) : resultBefore.get(entry.getKey());
            return Arrays.equals(entry.getValue(), there);
        });
        List<String> stale = new ArrayList<>(build.stale());
        stale.retainAll(own.keySet());
        archive.change(version, changed, stale);
        changes |= !changed.isEmpty() || !stale.isEmpty();
        diagnostics.addAll(build.diagnostics());
        inferred.addAll(build.inferred());
        classesRead += own.size();
        classesChanged +=
                (int) changed.keySet().stream().filter(seen::containsKey).count();
        methodsRewritten += build.methodsRewrittenIn(changed.keySet());
        callsAdapted += build.callsAdaptedIn(changed.keySet());
    }

    private void write(Path jar, Path output) throws IOException {
        if (changes && archive.isSigned()) {
            if (!options.unsigns()) {
                throw new IOException(jar + " is signed, and instrumenting its classes would break the signature."
                        + " Instrument before you sign, or ask for the signature to be taken out (--unsign).");
            }
            archive.unsign();
        }
        if (changes) {
            archive.write(output);
        } else if (!jar.equals(output)) {
            ClassArchive.copy(jar, output);
        }
    }
}
