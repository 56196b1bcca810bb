package dev.bobbin.instrument.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.analysis.BasicValue;

/**
 * Which field of the frame keeps which value in which state. A local of one type keeps its field in all states, so that what
 * did not change need not be written again; values of the same type that are never live together share a field. Assigned
 * greedily, in the order of the states: the classic colouring of an interference graph, a colour being a field.
 */
public final class FrameLayout {

    private final List<FrameField> fields;

    private FrameLayout(List<FrameField> fields) {
        this.fields = fields;
    }

    /** All fields of the frame, in the order of their declaration. */
    public List<FrameField> fields() {
        return fields;
    }

    /** Hands out fields to values as the states are gone through. */
    static final class Builder {
        private final Map<String, BitSet> statesOf = new LinkedHashMap<>();
        private final Map<String, Type> typeOf = new LinkedHashMap<>();
        private final Map<String, FrameField> fieldOf = new LinkedHashMap<>();
        private final List<FrameField> fields = new ArrayList<>();

        /** Says that {@code value}, found at {@code key} (a slot or a place on the operand stack), is live in {@code state}. */
        void live(String key, BasicValue value, int state) {
            if (!SavedValue.isNull(value)) {
                String typed = key + value.getType();
                statesOf.computeIfAbsent(typed, k -> new BitSet()).set(state);
                typeOf.put(typed, value.getType());
            }
        }

        FrameLayout layOut() {
            List<BitSet> taken = new ArrayList<>();
            statesOf.forEach((key, states) -> {
                Type type = typeOf.get(key);
                int index = 0;
                while (index < fields.size()
                        && !(fields.get(index).type().equals(type)
                                && !taken.get(index).intersects(states))) {
                    index++;
                }
                if (index == fields.size()) {
                    fields.add(new FrameField("v" + index, type));
                    taken.add(new BitSet());
                }
                taken.get(index).or(states);
                fieldOf.put(key, fields.get(index));
            });
            return new FrameLayout(Collections.unmodifiableList(new ArrayList<>(fields)));
        }

        /** The field of the value at {@code key}, after {@link #layOut}. */
        Optional<FrameField> field(String key, BasicValue value) {
            return Optional.ofNullable(fieldOf.get(key + value.getType()));
        }
    }
}
