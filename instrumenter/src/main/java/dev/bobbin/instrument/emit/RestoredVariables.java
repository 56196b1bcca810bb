package dev.bobbin.instrument.emit;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The names of locals in a resume path, each for the instructions where its slot holds something. A local that nobody reads
 * after the suspension was not restored; a debugger that is told of it all the same shows an error in its place.
 *
 * <p>The method is static, and the debug interface hides a local called {@code this}; so that one is called {@code self}.
 *
 * <p>The stack map says which slots hold something wherever paths meet, and between those places stores add to them.
 */
final class RestoredVariables {

    private final InsnList instructions;
    private final Map<AbstractInsnNode, BitSet> held = new IdentityHashMap<>();

    private RestoredVariables(MethodNode resume) {
        this.instructions = resume.instructions;
        BitSet slots = new BitSet();
        for (AbstractInsnNode instruction : instructions) {
            if (instruction instanceof FrameNode) {
                slots = slotsOf((FrameNode) instruction);
            } else if (instruction.getOpcode() >= 0) {
                held.put(instruction, slots);
                if (isStore(instruction)) {
                    slots = (BitSet) slots.clone();
                    slots.set(((VarInsnNode) instruction).var);
                }
            }
        }
    }

    /** What is left of {@code variables} of the method {@code resume}, whose code is complete. */
    static List<LocalVariableNode> of(MethodNode resume, List<LocalVariableNode> variables) {
        List<LocalVariableNode> restored = new ArrayList<>();
        if (!variables.isEmpty()) {
            RestoredVariables here = new RestoredVariables(resume);
            variables.forEach(variable -> here.addParts(variable, restored));
        }
        return restored;
    }

    private void addParts(LocalVariableNode variable, List<LocalVariableNode> parts) {
        LabelNode start = null;
        AbstractInsnNode at = variable.start;
        for (; at != variable.end; at = at.getNext()) {
            if (at.getOpcode() < 0) {
                continue;
            }
            boolean holds = held.get(at).get(variable.index);
            if (holds && start == null) {
                start = labelBefore(at);
            } else if (!holds && start != null) {
                parts.add(part(variable, start, labelBefore(at)));
                start = null;
            }
        }
        if (start != null) {
            parts.add(part(variable, start, variable.end));
        }
    }

    private static LocalVariableNode part(LocalVariableNode variable, LabelNode start, LabelNode end) {
        String name = variable.name.equals("this") ? "self" : variable.name;
        return new LocalVariableNode(name, variable.desc, variable.signature, start, end, variable.index);
    }

    private LabelNode labelBefore(AbstractInsnNode instruction) {
        LabelNode label = new LabelNode();
        instructions.insertBefore(instruction, label);
        return label;
    }

    private static boolean isStore(AbstractInsnNode instruction) {
        return instruction.getOpcode() >= Opcodes.ISTORE && instruction.getOpcode() <= Opcodes.ASTORE;
    }

    private static BitSet slotsOf(FrameNode frame) {
        BitSet slots = new BitSet();
        int slot = 0;
        for (Object type : frame.local) {
            if (type != Opcodes.TOP) {
                slots.set(slot);
            }
            slot += type == Opcodes.LONG || type == Opcodes.DOUBLE ? 2 : 1;
        }
        return slots;
    }
}
