package dev.bobbin.instrument.plan;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
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

    /** Where a value is found, a slot or a place on the operand stack, and its type there. */
    static final class Key {
        private final int place; // operands are odd
        private final BasicValue value;

        Key(boolean operand, int place, BasicValue value) {
            this.place = operand ? 2 * place + 1 : 2 * place;
            this.value = value;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Key
                    && ((Key) other).place == place
                    && ((Key) other).value.getType().equals(value.getType());
        }

        @Override
        public int hashCode() {
            return place; // there are few types a place
        }
    }

    /** Hands out fields to values as the states are gone through. */
    static final class Builder {
        private final Map<Key, BitSet> statesOf = new LinkedHashMap<>();
        private final Map<Key, FrameField> fieldOf = new HashMap<>();
        private final List<FrameField> fields = new ArrayList<>();

        /** Says that the value of {@code key} is live in {@code state}. */
        void live(Key key, int state) {
            if (!SavedValue.isNull(key.value)) {
                statesOf.computeIfAbsent(key, k -> new BitSet()).set(state);
            }
        }

        FrameLayout layOut() {
            List<BitSet> taken = new ArrayList<>();
            statesOf.forEach((key, states) -> {
                Type type = key.value.getType();
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

        /** The field of the value of {@code key}, after {@link #layOut}. */
        Optional<FrameField> field(Key key) {
            return Optional.ofNullable(fieldOf.get(key));
        }
    }
}
