package dev.bobbin.instrument.prepare;

import dev.bobbin.instrument.analyze.MethodFlow;
import dev.bobbin.instrument.analyze.UnfinishedObject;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.BasicValue;
import org.objectweb.asm.tree.analysis.Frame;

/**
 * Moves the {@code NEW} of an object whose constructor's arguments suspend to just before the constructor's call.
 *
 * <pre>{@code
 * new P                                    new P; pop      (initialises P where plain Java does)
 * dup
 * f()                          becomes     f()
 *                                          store argument; new P; dup; load argument
 * invokespecial P.<init>                   invokespecial P.<init>
 * }</pre>
 *
 * JVMS 4.10.1.2: an unfinished object has the type of its NEW, which no field can hold, so none may wait in a frame.
 */
public final class LateConstruction {

    private final ClassNode owner;
    private final MethodNode method;
    private final TypeHierarchy hierarchy;
    private final MethodFlow flow;

    private LateConstruction(ClassNode owner, MethodNode method, TypeHierarchy hierarchy) {
        this.owner = owner;
        this.method = method;
        this.hierarchy = hierarchy;
        this.flow = MethodFlow.of(owner, method);
    }

    /**
     * Rewrites {@code method} so that no unfinished object lies under a call that may suspend.
     *
     * @return an instruction that does with an unfinished object what no compiler does, and that therefore stays; empty if
     *     all is well
     */
    public static Optional<AbstractInsnNode> apply(
            ClassNode owner, MethodNode method, ClassMarks marks, TypeHierarchy hierarchy) {
        boolean constructs = false;
        for (AbstractInsnNode instruction : method.instructions) {
            constructs |= instruction.getOpcode() == Opcodes.NEW;
        }
        return constructs ? new LateConstruction(owner, method, hierarchy).apply(marks) : Optional.empty();
    }

    private Optional<AbstractInsnNode> apply(ClassMarks marks) {
        Set<TypeInsnNode> early = new LinkedHashSet<>();
        for (AbstractInsnNode instruction : method.instructions) {
            if (marks.maySuspend(instruction)) {
                flow.typesBefore(instruction).ifPresent(types -> early.addAll(unfinishedIn(types)));
            }
        }
        if (early.isEmpty()) {
            return Optional.empty();
        }
        Optional<AbstractInsnNode> odd = oddUse(early);
        if (!odd.isPresent()) {
            // Nested constructions are each moved on their own; a later one finds its own site in the flow made before.
            List<Runnable> changes = new ArrayList<>();
            for (AbstractInsnNode instruction : method.instructions) {
                changeFor(instruction, early).ifPresent(changes::add);
            }
            forget(early); // before the changes: the flow knows instructions by their index
            changes.forEach(Runnable::run);
        }
        return odd;
    }

    /** The first instruction, other than NEW, DUP and the constructor's call, that touches one of {@code early}. */
    private Optional<AbstractInsnNode> oddUse(Set<TypeInsnNode> early) {
        for (AbstractInsnNode instruction : method.instructions) {
            Optional<Frame<BasicValue>> types = flow.typesBefore(instruction);
            if (!types.isPresent() || instruction.getOpcode() < 0) {
                continue;
            }
            boolean inLocal = false;
            for (int slot = 0; slot < types.get().getLocals(); slot++) {
                inLocal |= isOneOf(types.get().getLocal(slot), early);
            }
            int opcode = instruction.getOpcode();
            boolean moves = opcode > Opcodes.DUP && opcode <= Opcodes.SWAP
                    || opcode == Opcodes.ASTORE
                    || opcode == Opcodes.POP
                    || opcode == Opcodes.POP2;
            int depth = Math.min(
                    opcode == Opcodes.ASTORE || opcode == Opcodes.POP ? 1 : 4,
                    types.get().getStackSize());
            boolean onTop = false;
            for (int i = 0; i < depth; i++) {
                onTop |= isOneOf(types.get().getStack(types.get().getStackSize() - 1 - i), early);
            }
            if (inLocal || moves && onTop && touches(instruction, types.get(), early)) {
                return Optional.of(instruction);
            }
        }
        return Optional.empty();
    }

    /** Whether a stack instruction's own operands, counted in values or in slots, hold one of {@code early}. */
    private static boolean touches(AbstractInsnNode instruction, Frame<BasicValue> types, Set<TypeInsnNode> early) {
        int slots;
        switch (instruction.getOpcode()) {
            case Opcodes.ASTORE:
            case Opcodes.POP:
                slots = 1;
                break;
            case Opcodes.POP2:
            case Opcodes.DUP2:
            case Opcodes.DUP_X1:
            case Opcodes.SWAP:
                slots = 2;
                break;
            case Opcodes.DUP_X2:
            case Opcodes.DUP2_X1:
                slots = 3;
                break;
            default:
                slots = 4;
                break;
        }
        for (int i = types.getStackSize() - 1; i >= 0 && slots > 0; i--) {
            if (isOneOf(types.getStack(i), early)) {
                return true;
            }
            slots -= types.getStack(i).getSize();
        }
        return false;
    }

    private Optional<Runnable> changeFor(AbstractInsnNode instruction, Set<TypeInsnNode> early) {
        if (early.contains(instruction)) {
            return Optional.of(() -> removeNew((TypeInsnNode) instruction));
        }
        Optional<Frame<BasicValue>> types = flow.typesBefore(instruction);
        if (!types.isPresent()) {
            return Optional.empty();
        }
        int top = types.get().getStackSize() - 1;
        if (instruction.getOpcode() == Opcodes.DUP && isOneOf(types.get().getStack(top), early)) {
            return Optional.of(() -> method.instructions.remove(instruction));
        }
        if (instruction.getOpcode() == Opcodes.INVOKESPECIAL && ((MethodInsnNode) instruction).name.equals("<init>")) {
            Type[] arguments = Type.getArgumentTypes(((MethodInsnNode) instruction).desc);
            int receiver = top - arguments.length;
            if (isOneOf(types.get().getStack(receiver), early)) {
                int copies = 1;
                while (receiver - copies >= 0
                        && isSame(
                                types.get().getStack(receiver - copies),
                                types.get().getStack(receiver))) {
                    copies++;
                }
                int count = copies;
                return Optional.of(() -> constructHere((MethodInsnNode) instruction, arguments, count));
            }
        }
        return Optional.empty();
    }

    /** What stays of an early NEW: the initialisation of its class, where somebody could notice when it happens. */
    private void removeNew(TypeInsnNode site) {
        if (hierarchy.mayRunInitializer(site.desc)) {
            method.instructions.insertBefore(site, new TypeInsnNode(Opcodes.NEW, site.desc));
            method.instructions.insertBefore(site, new InsnNode(Opcodes.POP));
        }
        method.instructions.remove(site);
    }

    private void constructHere(MethodInsnNode constructor, Type[] arguments, int copies) {
        InsnList late = new InsnList();
        int[] slots = new int[arguments.length];
        for (int i = arguments.length - 1; i >= 0; i--) {
            slots[i] = method.maxLocals;
            method.maxLocals += arguments[i].getSize();
            late.add(new VarInsnNode(arguments[i].getOpcode(Opcodes.ISTORE), slots[i]));
        }
        late.add(new TypeInsnNode(Opcodes.NEW, constructor.owner));
        for (int copy = 1; copy < copies; copy++) {
            late.add(new InsnNode(Opcodes.DUP));
        }
        for (int i = 0; i < arguments.length; i++) {
            late.add(new VarInsnNode(arguments[i].getOpcode(Opcodes.ILOAD), slots[i]));
        }
        method.instructions.insertBefore(constructor, late);
        method.maxStack += 2;
    }

    /** Takes the moved objects out of the stack maps between their old place and their new one. */
    private void forget(Set<TypeInsnNode> early) {
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof FrameNode) {
                FrameNode frame = (FrameNode) instruction;
                List<Object> stack = new ArrayList<>();
                List<BasicValue> known = new ArrayList<>();
                flow.typesBefore(instruction).ifPresent(types -> {
                    for (int i = 0; i < types.getStackSize(); i++) {
                        known.add(types.getStack(i));
                    }
                });
                for (int i = 0; i < frame.stack.size(); i++) {
                    boolean moved = frame.stack.get(i) instanceof LabelNode && isOneOf(known.get(i), early);
                    if (!moved) {
                        stack.add(frame.stack.get(i));
                    }
                }
                frame.stack = stack;
            }
        }
    }

    private static Set<TypeInsnNode> unfinishedIn(Frame<BasicValue> types) {
        Set<TypeInsnNode> sites = new LinkedHashSet<>();
        for (int i = 0; i < types.getStackSize(); i++) {
            if (types.getStack(i) instanceof UnfinishedObject) {
                sites.add(((UnfinishedObject) types.getStack(i)).site());
            }
        }
        for (int slot = 0; slot < types.getLocals(); slot++) {
            if (types.getLocal(slot) instanceof UnfinishedObject) {
                sites.add(((UnfinishedObject) types.getLocal(slot)).site());
            }
        }
        return sites;
    }

    private static boolean isOneOf(BasicValue value, Set<TypeInsnNode> sites) {
        return value instanceof UnfinishedObject && sites.contains(((UnfinishedObject) value).site());
    }

    private static boolean isSame(BasicValue one, BasicValue other) {
        return one instanceof UnfinishedObject
                && other instanceof UnfinishedObject
                && ((UnfinishedObject) one).site() == ((UnfinishedObject) other).site();
    }
}
