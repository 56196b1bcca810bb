package dev.bobbin.instrument.plan;

import org.objectweb.asm.Type;

/** A field of a frame class. Values of one type that are never live together share one. */
public final class FrameField {

    private final String name;
    private final Type type;

    FrameField(String name, Type type) {
        this.name = name;
        this.type = type;
    }

    public String name() {
        return name;
    }

    public Type type() {
        return type;
    }

    public boolean isReference() {
        return type.getSort() >= Type.ARRAY;
    }
}
