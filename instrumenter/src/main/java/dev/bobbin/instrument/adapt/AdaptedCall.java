package dev.bobbin.instrument.adapt;

/** One call, or one method reference, that was adapted: where it stands, what it called, and what it does now. Immutable. */
public final class AdaptedCall {

    private final String method;
    private final int line;
    private final String owner;
    private final String name;
    private final String descriptor;
    private final String by;

    AdaptedCall(String method, int line, String owner, String name, String descriptor, String by) {
        this.method = method;
        this.line = line;
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.by = by;
    }

    /** The method in which it stands: name and descriptor. */
    public String method() {
        return method;
    }

    /** The line in the source, from 1; 0 if it is not known. */
    public int line() {
        return line;
    }

    /** Internal name of the class that the call named. */
    public String owner() {
        return owner;
    }

    /** The name of the method it called, {@code <init>} for a constructor. */
    public String name() {
        return name;
    }

    public String descriptor() {
        return descriptor;
    }

    /** What it does now: an adapter as class and method, or {@code offload}. */
    public String by() {
        return by;
    }
}
