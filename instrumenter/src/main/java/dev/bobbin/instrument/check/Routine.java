package dev.bobbin.instrument.check;

import dev.bobbin.instrument.diagnostic.SourceLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A method, or the body of a lambda, as its author wrote it. Whether its class was rewritten makes no difference: what it calls
 * is found again, under the old names, in the methods that were made from it. So a warning does not depend on when it is
 * looked for.
 */
final class Routine {

    private final String writtenIn;
    private final String owner;
    private final String name;
    private final String descriptor;
    private final SourceLine where;
    private final boolean inCoroutines;
    private final boolean rewritten;
    private final int generatedBytes;
    private final Optional<String> madeFor;
    private final Set<String> suppressed;
    private final List<Call> calls;
    private final List<Call> staticMocks;

    Routine(
            String writtenIn,
            String owner,
            String name,
            String descriptor,
            SourceLine where,
            boolean inCoroutines,
            boolean rewritten,
            int generatedBytes,
            Optional<String> madeFor,
            Set<String> suppressed,
            List<Call> calls,
            List<Call> staticMocks) {
        this.writtenIn = writtenIn;
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.where = where;
        this.inCoroutines = inCoroutines;
        this.rewritten = rewritten;
        this.generatedBytes = generatedBytes;
        this.madeFor = madeFor;
        this.suppressed = suppressed;
        this.calls = Collections.unmodifiableList(new ArrayList<>(calls));
        this.staticMocks = Collections.unmodifiableList(new ArrayList<>(staticMocks));
    }

    /** The class in whose file it is. For a method reference that is not the owner, which is the interface it is made for. */
    String writtenIn() {
        return writtenIn;
    }

    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    String descriptor() {
        return descriptor;
    }

    SourceLine where() {
        return where;
    }

    /** Whether coroutines run it as code that may suspend: a suspendable method or the body of a suspendable lambda. */
    boolean isInCoroutines() {
        return inCoroutines;
    }

    /** Whether the class was rewritten when its file was read. */
    boolean isRewritten() {
        return rewritten;
    }

    /** The size of the largest method that was made of it; 0 if none was. */
    int generatedBytes() {
        return generatedBytes;
    }

    /** For a lambda or method reference, the method of a functional interface that calls it, such as {@code Comparator.compare()}. */
    Optional<String> madeFor() {
        return madeFor;
    }

    boolean suppresses(String warning) {
        return suppressed.contains(warning);
    }

    List<Call> calls() {
        return calls;
    }

    /** Where Mockito is asked to mock the static methods of a class, which is the owner that each names. */
    List<Call> staticMocks() {
        return staticMocks;
    }

    /** As one speaks of it where it stands: {@code render()}, {@code this lambda}. */
    String label() {
        if (isLambda()) {
            return "this lambda";
        }
        return madeFor.isPresent() ? "this method reference" : Subject.nameOf(owner, name);
    }

    /** As one speaks of it elsewhere: {@code Report.render()}, {@code a lambda in Report.all()}. */
    String fullLabel() {
        String type = Subject.simpleName(owner);
        if (isLambda()) {
            String[] parts = name.split("\\$");
            boolean inMethod = parts.length > 2 && !parts[1].equals("new") && !parts[1].equals("static");
            return "a lambda in " + type + (inMethod ? "." + parts[1] + "()" : "");
        }
        return name.charAt(0) == '<' ? Subject.nameOf(owner, name) : type + "." + name + "()";
    }

    boolean isLambda() {
        return name.startsWith("lambda$");
    }

    boolean isInitializer() {
        return name.charAt(0) == '<';
    }
}
