package dev.bobbin.instrument.check;

import dev.bobbin.instrument.adapt.Advice;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.util.Optional;

/**
 * What a {@link Routine} calls, under the names that its author knows: a method, or, through a lambda or a method reference,
 * what others are to call.
 */
final class Call {

    private final SourceLine where;
    private final String owner;
    private final String name;
    private final String descriptor;
    private final boolean virtual;
    private final boolean suspends;
    private final boolean throughTwin;
    private final Optional<String> madeFor;
    private final Optional<Advice> advice;

    Call(
            SourceLine where,
            String owner,
            String name,
            String descriptor,
            boolean virtual,
            boolean suspends,
            boolean throughTwin,
            Optional<String> madeFor,
            Optional<Advice> advice) {
        this.where = where;
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.virtual = virtual;
        this.suspends = suspends;
        this.throughTwin = throughTwin;
        this.madeFor = madeFor;
        this.advice = advice;
    }

    SourceLine where() {
        return where;
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

    /** Whether the receiver's class decides which method is run: not for {@code super.close()}. */
    boolean isVirtual() {
        return virtual;
    }

    /** Whether a method of this name is suspendable today. */
    boolean suspends() {
        return suspends;
    }

    /** Whether the class was rewritten to call the twin. */
    boolean isThroughTwin() {
        return throughTwin;
    }

    /** The method of a functional interface, such as {@code Comparator.compare()}, through which it will be called. */
    Optional<String> madeFor() {
        return madeFor;
    }

    /** What to tell if it could suspend instead of blocking, but does not. */
    Optional<Advice> advice() {
        return advice;
    }
}
