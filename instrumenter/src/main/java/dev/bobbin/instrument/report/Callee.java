package dev.bobbin.instrument.report;

import org.objectweb.asm.tree.MethodInsnNode;

/** A method as a call names it, and the line of the call. */
final class Callee {

    private final String owner;
    private final String name;
    private final String descriptor;
    private final int line; // 0 if unknown

    private Callee(String owner, String name, String descriptor, int line) {
        this.owner = owner;
        this.name = name;
        this.descriptor = descriptor;
        this.line = line;
    }

    static Callee of(MethodInsnNode call, int line) {
        return new Callee(call.owner.replace('/', '.'), call.name, call.desc, line);
    }

    static Callee read(JsonObject json) {
        return new Callee(json.text("class"), json.text("name"), json.text("descriptor"), json.number("line"));
    }

    JsonObject toJson() {
        return new JsonObject()
                .with("class", owner)
                .with("name", name)
                .with("descriptor", descriptor)
                .with("line", line);
    }

    /** The class's name, with dots. */
    String owner() {
        return owner;
    }

    String name() {
        return name;
    }

    String descriptor() {
        return descriptor;
    }

    int line() {
        return line;
    }
}
