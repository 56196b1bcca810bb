package dev.bobbin.instrument.prepare;

import dev.bobbin.instrument.analyze.MethodFlow;
import dev.bobbin.instrument.analyze.UnfinishedObject;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
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
 * JVMS 4.10.1.2: an unfinished object has the type of its NEW, which no field can hold, so none may wait in a frame. Until it
 * is constructed, then, it is nowhere: what would copy it, move it or store it does so with the values beside it alone. Once it
 * is, it is put wherever it would have been by then.
 */
public final class LateConstruction {

    private static final Runnable UNCHANGED = () -> {};

    private final MethodNode method;
    private final TypeHierarchy hierarchy;
    private final MethodFlow flow;
    private final int firstTemporary;
    private final Set<TypeInsnNode> early = new LinkedHashSet<>();

    private LateConstruction(ClassNode owner, MethodNode method, TypeHierarchy hierarchy) {
        this.method = method;
        this.hierarchy = hierarchy;
        this.flow = MethodFlow.of(owner, method);
        this.firstTemporary = method.maxLocals;
    }

    /**
     * Rewrites {@code method} so that no unfinished object lies under a call that may suspend.
     *
     * @return an instruction that compares or locks an unfinished object, for which there has to be one; empty if all is well
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
        for (AbstractInsnNode instruction : method.instructions) {
            if (marks.maySuspend(instruction)) {
                flow.typesBefore(instruction).ifPresent(types -> early.addAll(unfinishedIn(types)));
            }
        }
        if (early.isEmpty()) {
            return Optional.empty();
        }
        List<Runnable> changes = new ArrayList<>(); // made at the end: the flow knows instructions by their index
        for (AbstractInsnNode instruction : method.instructions) {
            Optional<Frame<BasicValue>> types = flow.typesBefore(instruction);
            if (types.isPresent() && instruction.getOpcode() >= 0) {
                if (needsTheObject(instruction, types.get())) {
                    return Optional.of(instruction);
                }
                changes.add(changeOf(instruction, types.get()));
            }
        }
        forgetInStackMaps();
        changes.forEach(Runnable::run);
        dropOvertakenStackMaps();
        return Optional.empty();
    }

    /** JVMS 4.10.1.9: besides being moved, an unfinished object may only be compared and locked. */
    private boolean needsTheObject(AbstractInsnNode instruction, Frame<BasicValue> types) {
        switch (instruction.getOpcode()) {
            case Opcodes.IFNULL:
            case Opcodes.IFNONNULL:
            case Opcodes.MONITORENTER:
            case Opcodes.MONITOREXIT:
                return isEarly(fromTop(types, 0));
            case Opcodes.IF_ACMPEQ:
            case Opcodes.IF_ACMPNE:
                return isEarly(fromTop(types, 0)) || isEarly(fromTop(types, 1));
            default:
                return false;
        }
    }

    private Runnable changeOf(AbstractInsnNode instruction, Frame<BasicValue> types) {
        InsnList instructions = method.instructions;
        int opcode = instruction.getOpcode();
        if (opcode == Opcodes.NEW) {
            return early.contains(instruction) ? () -> removeNew((TypeInsnNode) instruction) : UNCHANGED;
        } else if (opcode == Opcodes.ASTORE) {
            return isEarly(fromTop(types, 0)) ? () -> instructions.remove(instruction) : UNCHANGED;
        } else if (opcode == Opcodes.ALOAD) {
            boolean absent = isEarly(types.getLocal(((VarInsnNode) instruction).var));
            return absent ? () -> instructions.remove(instruction) : UNCHANGED;
        } else if (opcode == Opcodes.INVOKESPECIAL && ((MethodInsnNode) instruction).name.equals("<init>")) {
            MethodInsnNode constructor = (MethodInsnNode) instruction;
            int receiver = types.getStackSize() - 1 - Type.getArgumentTypes(constructor.desc).length;
            return isEarly(types.getStack(receiver)) ? () -> constructHere(constructor, receiver, types) : UNCHANGED;
        } else if (opcode >= Opcodes.POP && opcode <= Opcodes.SWAP) {
            int remaining = StackMoves.without(this::isEarly, opcode, types);
            return remaining == opcode
                    ? UNCHANGED
                    : remaining == Opcodes.NOP
                            ? () -> instructions.remove(instruction)
                            : () -> instructions.set(instruction, new InsnNode(remaining));
        }
        return UNCHANGED;
    }

    /** What stays of an early NEW: the initialisation of its class, where somebody could notice when it happens. */
    private void removeNew(TypeInsnNode site) {
        if (hierarchy.mayRunInitializer(site.desc)) {
            method.instructions.insertBefore(site, new TypeInsnNode(Opcodes.NEW, site.desc));
            method.instructions.insertBefore(site, new InsnNode(Opcodes.POP));
        }
        method.instructions.remove(site);
    }

    /**
     * Makes the object that {@code constructor} finishes. Its copies lie on the operand stack from some place up to {@code
     * receiver}, with other values between them or not, and in locals.
     */
    private void constructHere(MethodInsnNode constructor, int receiver, Frame<BasicValue> types) {
        BasicValue object =
                types.getStack(receiver); // asked itself whether it equals: a finished one goes by its type alone
        int lowest = receiver;
        for (int i = receiver - 1; i >= 0; i--) {
            lowest = object.equals(types.getStack(i)) ? i : lowest;
        }
        List<Integer> slots = new ArrayList<>();
        for (int slot = 0; slot < types.getLocals(); slot++) {
            if (object.equals(types.getLocal(slot))) {
                slots.add(slot);
            }
        }
        List<BasicValue> between = new ArrayList<>();
        for (int i = lowest; i < receiver; i++) {
            if (!isEarly(types.getStack(i))) {
                between.add(types.getStack(i));
            }
        }
        List<BasicValue> arguments = new ArrayList<>();
        for (int i = receiver + 1; i < types.getStackSize(); i++) {
            arguments.add(types.getStack(i));
        }
        Temporaries temporaries = new Temporaries(firstTemporary);
        InsnList before = new InsnList();
        List<VarInsnNode> loadArguments = temporaries.store(arguments, before);
        List<VarInsnNode> loadBetween = temporaries.store(between, before);
        before.add(new TypeInsnNode(Opcodes.NEW, constructor.owner));
        InsnList after = new InsnList();
        int copies = 0;
        if (between.isEmpty() && slots.isEmpty()) {
            for (int i = lowest; i < receiver; i++) {
                if (object.equals(types.getStack(i))) {
                    before.add(new InsnNode(Opcodes.DUP));
                    copies++;
                }
            }
        } else {
            before.add(new InsnNode(Opcodes.DUP));
            copies++;
            VarInsnNode loadObject = temporaries
                    .store(Collections.singletonList(new BasicValue(object.getType())), after)
                    .get(0);
            for (int slot : slots) {
                after.add(new VarInsnNode(Opcodes.ALOAD, loadObject.var));
                after.add(new VarInsnNode(Opcodes.ASTORE, slot));
            }
            Iterator<VarInsnNode> others = loadBetween.iterator();
            for (int i = lowest; i < receiver; i++) {
                if (object.equals(types.getStack(i))) {
                    after.add(new VarInsnNode(Opcodes.ALOAD, loadObject.var));
                } else if (!isEarly(types.getStack(i))) {
                    after.add(others.next());
                }
            }
        }
        loadArguments.forEach(before::add);
        method.instructions.insertBefore(constructor, before);
        method.instructions.insert(constructor, after);
        method.maxLocals = Math.max(method.maxLocals, temporaries.end());
        method.maxStack += copies + 1;
    }

    /** Takes the moved objects out of the stack maps between their old place and their new one. */
    private void forgetInStackMaps() {
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof FrameNode) {
                FrameNode map = (FrameNode) instruction;
                flow.typesBefore(map).ifPresent(types -> {
                    List<Object> stack = new ArrayList<>();
                    for (int i = 0; i < types.getStackSize(); i++) {
                        if (!isEarly(types.getStack(i))) {
                            stack.add(map.stack.get(i));
                        }
                    }
                    map.stack = stack;
                    List<Object> locals = new ArrayList<>();
                    int slot = 0;
                    for (Object local : map.local) {
                        locals.add(isEarly(types.getLocal(slot)) ? Opcodes.TOP : local);
                        slot += types.getLocal(slot).getSize();
                    }
                    map.local = locals;
                });
            }
        }
    }

    /** Where nothing stands any more between two stack maps, the second says what holds at both (JVMS 4.7.4: one a place). */
    private void dropOvertakenStackMaps() {
        FrameNode last = null;
        for (AbstractInsnNode instruction : method.instructions.toArray()) {
            if (instruction instanceof FrameNode) {
                if (last != null) {
                    method.instructions.remove(last);
                }
                last = (FrameNode) instruction;
            } else if (instruction.getOpcode() >= 0) {
                last = null;
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

    private boolean isEarly(BasicValue value) {
        return value instanceof UnfinishedObject && early.contains(((UnfinishedObject) value).site());
    }

    private static BasicValue fromTop(Frame<BasicValue> types, int depth) {
        return types.getStack(types.getStackSize() - 1 - depth);
    }

    /** Locals of no name for the time of one construction, in which nothing suspends. */
    private static final class Temporaries {
        private int next;

        Temporaries(int first) {
            next = first;
        }

        /** Stores {@code values}, which lie on the operand stack, the last on top. Returns what loads them again, in order. */
        List<VarInsnNode> store(List<BasicValue> values, InsnList code) {
            List<VarInsnNode> loads = new ArrayList<>();
            for (int i = values.size() - 1; i >= 0; i--) {
                Type type = values.get(i).getType();
                code.add(new VarInsnNode(type.getOpcode(Opcodes.ISTORE), next));
                loads.add(0, new VarInsnNode(type.getOpcode(Opcodes.ILOAD), next));
                next += type.getSize();
            }
            return loads;
        }

        int end() {
            return next;
        }
    }
}
