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
import java.util.Map;
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
    private final Map<MethodInsnNode, InsnList> factories;
    private final Set<TypeInsnNode> early = new LinkedHashSet<>();

    private LateConstruction(
            ClassNode owner, MethodNode method, Map<MethodInsnNode, InsnList> factories, TypeHierarchy hierarchy) {
        this.method = method;
        this.factories = factories;
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
        return mayHaveUnfinished(method, marks)
                ? new LateConstruction(owner, method, Collections.emptyMap(), hierarchy).apply(marks)
                : Optional.empty();
    }

    /**
     * Whether an unfinished object may lie under a call that may suspend, as far as the order of the instructions tells: to know for
     * sure takes a look at all types. Where paths meet, the stack map tells; elsewhere each constructor finishes what the last NEW
     * before it has made.
     */
    private static boolean mayHaveUnfinished(MethodNode method, ClassMarks marks) {
        int unfinished = 0;
        for (AbstractInsnNode at = method.instructions.getFirst(); at != null; at = at.getNext()) {
            if (at.getOpcode() == Opcodes.NEW) {
                unfinished++;
            } else if (at instanceof FrameNode && namesUnfinished((FrameNode) at)) {
                return true;
            } else if (at instanceof MethodInsnNode && unfinished > 0) {
                if (marks.maySuspend(at)) {
                    return true;
                }
                unfinished -= ((MethodInsnNode) at).name.equals("<init>") ? 1 : 0;
            }
        }
        return false;
    }

    private static boolean namesUnfinished(FrameNode map) {
        for (Object type : map.stack) {
            if (type instanceof LabelNode) {
                return true;
            }
        }
        for (Object type : map.local) {
            if (type instanceof LabelNode) {
                return true;
            }
        }
        return false;
    }

    /**
     * Rewrites {@code method} so that some objects are made by others than their constructors.
     *
     * @param factories for calls of constructors on what a NEW has made: what takes the arguments from the operand stack and leaves
     *     the object there instead; their instructions are used up
     * @return an instruction that compares or locks one of the objects before it is constructed; then nothing is changed
     */
    public static Optional<AbstractInsnNode> replace(
            ClassNode owner, MethodNode method, Map<MethodInsnNode, InsnList> factories, TypeHierarchy hierarchy) {
        LateConstruction late = new LateConstruction(owner, method, factories, hierarchy);
        for (MethodInsnNode constructor : factories.keySet()) {
            madeFor(constructor, late.flow).map(UnfinishedObject::site).ifPresent(late.early::add);
        }
        return late.apply();
    }

    /** Whether {@code constructor} is called on what a NEW has made: not on {@code this}. */
    public static boolean isOfNew(MethodInsnNode constructor, MethodFlow flow) {
        return madeFor(constructor, flow).isPresent();
    }

    /** The object that {@code constructor} is called on, if a NEW in {@code method} has made it: not {@code this}. */
    private static Optional<UnfinishedObject> madeFor(MethodInsnNode constructor, MethodFlow flow) {
        return flow.typesBefore(constructor)
                .map(types -> types.getStack(receiverOf(constructor, types)))
                .filter(UnfinishedObject.class::isInstance)
                .map(UnfinishedObject.class::cast);
    }

    private static int receiverOf(MethodInsnNode constructor, Frame<BasicValue> types) {
        return types.getStackSize() - 1 - Type.getArgumentTypes(constructor.desc).length;
    }

    private Optional<AbstractInsnNode> apply(ClassMarks marks) {
        for (AbstractInsnNode instruction : method.instructions) {
            if (marks.maySuspend(instruction)) {
                flow.typesBefore(instruction).ifPresent(types -> early.addAll(unfinishedIn(types)));
            }
        }
        return apply();
    }

    private Optional<AbstractInsnNode> apply() {
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
            int receiver = receiverOf(constructor, types);
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
        boolean together = between.isEmpty() && slots.isEmpty();
        int copies = together ? copies(object, lowest, receiver, types) : 1;
        Temporaries temporaries = new Temporaries(firstTemporary);
        InsnList before = new InsnList();
        InsnList after = new InsnList();
        InsnList factory = factories.get(constructor);
        List<VarInsnNode> loadArguments = Collections.emptyList();
        List<VarInsnNode> loadBetween = Collections.emptyList();
        if (factory == null || !together) {
            loadArguments = temporaries.store(arguments, before);
            loadBetween = temporaries.store(between, before);
        }
        if (factory == null) {
            before.add(new TypeInsnNode(Opcodes.NEW, constructor.owner));
            duplicate(copies, before);
        } else if (copies == 0) {
            after.add(new InsnNode(Opcodes.POP));
        } else {
            duplicate(copies - 1, after);
        }
        if (!together) {
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
        if (factory != null) {
            method.instructions.insertBefore(constructor, factory);
            method.instructions.remove(constructor);
        }
        method.maxLocals = Math.max(method.maxLocals, temporaries.end());
        method.maxStack += copies + 1;
    }

    private static int copies(BasicValue object, int lowest, int receiver, Frame<BasicValue> types) {
        int copies = 0;
        for (int i = lowest; i < receiver; i++) {
            copies += object.equals(types.getStack(i)) ? 1 : 0;
        }
        return copies;
    }

    private static void duplicate(int times, InsnList code) {
        for (int i = 0; i < times; i++) {
            code.add(new InsnNode(Opcodes.DUP));
        }
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
