package dev.bobbin.instrument;

import dev.bobbin.instrument.diagnostic.Diagnostic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a run of the {@link Instrumenter} did, and what it has to say. Immutable. */
public final class Summary {

    private final int classesRead;
    private final int classesChanged;
    private final int methodsRewritten;
    private final int callsAdapted;
    private final Set<String> inferred;
    private final long nanos;
    private final List<Diagnostic> diagnostics;

    Summary(
            int classesRead,
            int classesChanged,
            int methodsRewritten,
            int callsAdapted,
            Set<String> inferred,
            long nanos,
            List<Diagnostic> diagnostics) {
        this.classesRead = classesRead;
        this.classesChanged = classesChanged;
        this.methodsRewritten = methodsRewritten;
        this.callsAdapted = callsAdapted;
        this.inferred = Collections.unmodifiableSet(new TreeSet<>(inferred));
        this.nanos = nanos;
        this.diagnostics = Collections.unmodifiableList(new ArrayList<>(new TreeSet<>(diagnostics)));
    }

    /** Of a run that found nothing to do, and says what the one before it said. */
    static Summary ofNothing(int classesRead, long nanos, List<Diagnostic> diagnostics) {
        return new Summary(classesRead, 0, 0, 0, Collections.emptySet(), nanos, diagnostics);
    }

    /** Of this run and of another, as of one. */
    Summary and(Summary other) {
        Set<String> allInferred = new TreeSet<>(inferred);
        allInferred.addAll(other.inferred);
        List<Diagnostic> all = new ArrayList<>(diagnostics);
        all.addAll(other.diagnostics);
        return new Summary(
                classesRead + other.classesRead,
                classesChanged + other.classesChanged,
                methodsRewritten + other.methodsRewritten,
                callsAdapted + other.callsAdapted,
                allInferred,
                nanos + other.nanos,
                all);
    }

    /**
     * How many class files were looked at.
     *
     * @return a number from 0
     */
    public int classesRead() {
        return classesRead;
    }

    /**
     * How many of them were rewritten; the classes that were generated beside them do not count.
     *
     * @return a number from 0; 0 if there are errors, since nothing is written then
     */
    public int classesChanged() {
        return classesChanged;
    }

    /**
     * How many methods got a resumable twin.
     *
     * @return a number from 0
     */
    public int methodsRewritten() {
        return methodsRewritten;
    }

    /**
     * How many calls that would block were replaced by calls that suspend; method references count.
     *
     * @return a number from 0; 0 if there are errors
     */
    public int callsAdapted() {
        return callsAdapted;
    }

    /**
     * The methods that were found suspendable though nobody marked them, if {@link Options#infer} was asked for.
     *
     * @return class, method and descriptor of each, as class files spell them ({@code shop/Orders.total(I)J}), in order
     */
    public Set<String> inferred() {
        return inferred;
    }

    /**
     * How long it took.
     *
     * @return nanoseconds
     */
    public long nanos() {
        return nanos;
    }

    /**
     * Errors and warnings.
     *
     * @return all of them, each once, sorted by place
     */
    public List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /**
     * Whether anything was refused.
     *
     * @return true if so; then no file was touched
     */
    public boolean hasErrors() {
        return diagnostics.stream().anyMatch(Diagnostic::isError);
    }
}
