package dev.bobbin.instrument.report;

import dev.bobbin.instrument.diagnostic.Diagnostic;

/** A diagnostic of the build, as text: what it was about may be gone when it is read. */
final class Remark {

    private static final String ERROR = "error";
    private static final String WARNING = "warning";

    private final boolean error;
    private final String rule;
    private final String where;
    private final String text;

    private Remark(boolean error, String rule, String where, String text) {
        this.error = error;
        this.rule = rule;
        this.where = where;
        this.text = text;
    }

    static Remark of(Diagnostic diagnostic) {
        return new Remark(
                diagnostic.isError(), diagnostic.rule(), diagnostic.where().toString(), diagnostic.text());
    }

    static Remark read(JsonObject json) {
        return new Remark(
                json.text("severity").equals(ERROR), json.text("rule"), json.text("where"), json.text("text"));
    }

    JsonObject toJson() {
        return new JsonObject()
                .with("severity", severity())
                .with("rule", rule)
                .with("where", where)
                .with("text", text);
    }

    boolean isError() {
        return error;
    }

    String severity() {
        return error ? ERROR : WARNING;
    }

    String rule() {
        return rule;
    }

    /** {@code Orders.java:42}. */
    String where() {
        return where;
    }

    String text() {
        return text;
    }
}
