package dev.bobbin.instrument.diagnostic;

/**
 * What the instrumenter has to say about one place: {@code File.java:line: what happened. Why. What to do.} A warning ends with
 * the id that suppresses it.
 */
public final class Diagnostic implements Comparable<Diagnostic> {

    private final boolean error;
    private final String rule;
    private final SourceLine where;
    private final String text;

    private Diagnostic(boolean error, String rule, SourceLine where, String text) {
        this.error = error;
        this.rule = rule;
        this.where = where;
        this.text = text;
    }

    /** Something that stops the build. */
    public static Diagnostic error(String rule, SourceLine where, String text) {
        return new Diagnostic(true, rule, where, text);
    }

    /** Something that a user should look at. */
    public static Diagnostic warning(String rule, SourceLine where, String text) {
        return new Diagnostic(false, rule, where, text);
    }

    public boolean isError() {
        return error;
    }

    /** The rule's short name, such as {@code holds-a-monitor}. */
    public String rule() {
        return rule;
    }

    public SourceLine where() {
        return where;
    }

    /** What happened, why, and what to do, without the place. */
    public String text() {
        return text;
    }

    @Override
    public int compareTo(Diagnostic other) {
        int byPlace = where.compareTo(other.where);
        return byPlace != 0 ? byPlace : text.compareTo(other.text);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Diagnostic && toString().equals(other.toString());
    }

    @Override
    public int hashCode() {
        return toString().hashCode();
    }

    @Override
    public String toString() {
        return where + ": " + (error ? text : "warning: " + text + " [" + rule + "]");
    }
}
