package dev.bobbin.instrument.emit;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.objectweb.asm.Opcodes;

/** The types of the locals at one place, slot by slot, as a stack map frame lists them. */
final class Locals {

    private final List<Object> slots = new ArrayList<>();

    private static final Object SECOND_HALF = new Object();

    /** From the expanded frame of a class file. */
    static Locals of(List<Object> frame) {
        Locals locals = new Locals();
        int slot = 0;
        for (Object type : frame) {
            locals.set(slot, type);
            slot += sizeOf(type);
        }
        return locals;
    }

    Locals set(int slot, Object type) {
        while (slots.size() < slot + sizeOf(type)) {
            slots.add(Opcodes.TOP);
        }
        slots.set(slot, type);
        if (sizeOf(type) == 2) {
            slots.set(slot + 1, SECOND_HALF);
        }
        return this;
    }

    /** The same types with {@code added} put before those of slots from {@code from} on. */
    Locals shifted(int from, Object... added) {
        Locals shifted = new Locals();
        shifted.slots.addAll(slots);
        while (shifted.slots.size() < from) {
            shifted.slots.add(Opcodes.TOP);
        }
        shifted.slots.addAll(from, Arrays.asList(added));
        return shifted;
    }

    /** The same types without those of slots that {@code keep} turns down. */
    Locals only(java.util.function.IntPredicate keep) {
        Locals kept = new Locals();
        for (int slot = 0; slot < slots.size(); slot++) {
            Object type = slots.get(slot);
            if (type != SECOND_HALF && type != Opcodes.TOP && keep.test(slot)) {
                kept.set(slot, type);
            }
        }
        return kept;
    }

    /** As the frame of a class file lists them: a two-slot type once, no unknown ones at the end. */
    List<Object> toFrame() {
        List<Object> frame = new ArrayList<>(slots);
        frame.removeIf(type -> type == SECOND_HALF);
        while (!frame.isEmpty() && frame.get(frame.size() - 1) == Opcodes.TOP) {
            frame.remove(frame.size() - 1);
        }
        return frame;
    }

    private static int sizeOf(Object type) {
        return type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
    }
}
