package dev.bobbin.instrument.report;

import dev.bobbin.instrument.plan.FrameField;
import dev.bobbin.instrument.plan.SavedValue;
import java.util.Optional;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.LocalVariableNode;

/** A value that a frame keeps at one suspension point: a local, or an operand that lies under the call. */
final class KeptValue {

    private static final String LOCAL = "local";
    private static final String OPERAND = "operand";

    private final boolean operand;
    private final int place;
    private final Optional<String> name;
    private final String type;
    private final Optional<String> field;

    private KeptValue(boolean operand, int place, Optional<String> name, String type, Optional<String> field) {
        this.operand = operand;
        this.place = place;
        this.name = name;
        this.type = type;
        this.field = field;
    }

    /** The operand {@code saved}. */
    static KeptValue operand(SavedValue saved) {
        return new KeptValue(true, saved.place(), Optional.empty(), typeOf(saved), fieldOf(saved));
    }

    /** The local {@code saved}, which holds {@code variable}, if that is known. */
    static KeptValue local(SavedValue saved, Optional<LocalVariableNode> variable) {
        // For the JVM, a boolean is an int.
        Optional<String> small = variable.filter(
                        v -> v.desc.length() == 1 && saved.type().equals(Type.INT_TYPE))
                .map(v -> Type.getType(v.desc).getClassName());
        return new KeptValue(
                false, saved.place(), variable.map(v -> v.name), small.orElse(typeOf(saved)), fieldOf(saved));
    }

    static KeptValue read(JsonObject json) {
        boolean operand = json.has(OPERAND);
        return new KeptValue(
                operand,
                json.number(operand ? OPERAND : LOCAL),
                json.has("name") ? Optional.of(json.text("name")) : Optional.empty(),
                json.text("type"),
                json.has("field") ? Optional.of(json.text("field")) : Optional.empty());
    }

    JsonObject toJson() {
        JsonObject json = new JsonObject();
        name.ifPresent(known -> json.with("name", known));
        json.with(operand ? OPERAND : LOCAL, place).with("type", type);
        field.ifPresent(known -> json.with("field", known));
        return json;
    }

    /** What the source calls it, or, where no name is known, {@code local 3} or {@code operand 0}. */
    String label() {
        return name.orElse(operand ? "operand " + place : "local " + place);
    }

    boolean isNamed() {
        return name.isPresent();
    }

    String type() {
        return type;
    }

    /** The frame's field that keeps it; empty for a value that is always null, which needs no keeping. */
    Optional<String> field() {
        return field;
    }

    private static String typeOf(SavedValue saved) {
        return saved.field().isPresent() ? saved.type().getClassName() : "null";
    }

    private static Optional<String> fieldOf(SavedValue saved) {
        return saved.field().map(FrameField::name);
    }
}
