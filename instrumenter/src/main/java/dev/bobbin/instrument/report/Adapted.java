package dev.bobbin.instrument.report;

import dev.bobbin.instrument.adapt.AdaptedCall;

/** A call that would block, and suspends instead. */
final class Adapted {

    private final int line; // 0 if unknown
    private final String in;
    private final String owner;
    private final String name;
    private final String descriptor;
    private final String by;

    private Adapted(int line, String in, String owner, String name, String descriptor, String by) {
        this.line = line;
        this.in = in;
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.by = by;
    }

    static Adapted of(AdaptedCall call) {
        return new Adapted(
                call.line(), call.method(), call.owner().replace('/', '.'), call.name(), call.descriptor(), call.by());
    }

    static Adapted read(JsonObject json) {
        return new Adapted(
                json.number("line"),
                json.text("in"),
                json.text("class"),
                json.text("name"),
                json.text("descriptor"),
                json.text("by"));
    }

    JsonObject toJson() {
        return new JsonObject()
                .with("line", line)
                .with("in", in)
                .with("class", owner)
                .with("name", name)
                .with("descriptor", descriptor)
                .with("by", by);
    }

    int line() {
        return line;
    }

    /** As a reader of the source knows it: {@code InputStream.read(byte[])}, {@code new Socket(String, int)}. */
    String label() {
        String type = Names.simple(owner);
        return name.equals("<init>")
                ? Names.signature("new " + type, descriptor)
                : type + "." + Names.signature(name, descriptor);
    }

    /** An adapter as class and method, or {@code offload}. */
    String by() {
        return by;
    }
}
