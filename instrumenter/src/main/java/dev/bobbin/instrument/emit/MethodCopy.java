package dev.bobbin.instrument.emit;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Copies instructions of a user's method into a generated one: labels of its own, locals at other slots. */
final class MethodCopy {

    private final MethodNode from;
    private final IntUnaryOperator newSlot;
    private final Map<LabelNode, LabelNode> labels = new HashMap<>();

    MethodCopy(MethodNode from, IntUnaryOperator newSlot) {
        this.from = from;
        this.newSlot = newSlot;
        for (AbstractInsnNode instruction : from.instructions) {
            if (instruction instanceof LabelNode) {
                labels.put((LabelNode) instruction, new LabelNode());
            }
        }
    }

    int slot(int original) {
        return newSlot.applyAsInt(original);
    }

    LabelNode label(LabelNode original) {
        return labels.get(original);
    }

    /** A copy of {@code instruction} that fits the new method. */
    AbstractInsnNode copy(AbstractInsnNode instruction) {
        AbstractInsnNode copy = instruction.clone(labels);
        if (copy instanceof VarInsnNode) {
            ((VarInsnNode) copy).var = slot(((VarInsnNode) copy).var);
        } else if (copy instanceof IincInsnNode) {
            ((IincInsnNode) copy).var = slot(((IincInsnNode) copy).var);
        }
        return copy;
    }

    TryCatchBlockNode tryBlock(LabelNode start, LabelNode end, TryCatchBlockNode original) {
        TryCatchBlockNode copy = new TryCatchBlockNode(start, end, label(original.handler), original.type);
        copy.visibleTypeAnnotations = original.visibleTypeAnnotations;
        copy.invisibleTypeAnnotations = original.invisibleTypeAnnotations;
        return copy;
    }

    /** Whether any instruction stands between two labels of the new method. JVMS 4.7.3: nothing may be told of no code. */
    static boolean hasCode(LabelNode start, LabelNode end) {
        for (AbstractInsnNode at = start; at != null && at != end; at = at.getNext()) {
            if (at.getOpcode() >= 0) {
                return true;
            }
        }
        return false;
    }

    /** The names of the locals, for debuggers, of those whose code was copied. */
    List<LocalVariableNode> localVariables() {
        List<LocalVariableNode> variables = new ArrayList<>();
        if (from.localVariables != null) {
            for (LocalVariableNode variable : from.localVariables) {
                LabelNode start = label(variable.start);
                LabelNode end = label(variable.end);
                if (hasCode(start, end)) {
                    variables.add(new LocalVariableNode(
                            variable.name, variable.desc, variable.signature, start, end, slot(variable.index)));
                }
            }
        }
        return variables;
    }
}
