package dev.bobbin.instrument.report;

import dev.bobbin.instrument.plan.FrameField;

/** A field of a frame class. */
final class KeptField {

    private final String name;
    private final String type;
    private final int bytes;

    private KeptField(String name, String type, int bytes) {
        this.name = name;
        this.type = type;
        this.bytes = bytes;
    }

    static KeptField of(FrameField field) {
        return new KeptField(field.name(), field.type().getClassName(), FrameSize.of(field.type()));
    }

    static KeptField read(JsonObject json) {
        return new KeptField(json.text("name"), json.text("type"), json.number("bytes"));
    }

    JsonObject toJson() {
        return new JsonObject().with("name", name).with("type", type).with("bytes", bytes);
    }

    String name() {
        return name;
    }

    /** As Java spells it: {@code java.util.Iterator}, {@code int[]}. */
    String type() {
        return type;
    }

    int bytes() {
        return bytes;
    }
}
