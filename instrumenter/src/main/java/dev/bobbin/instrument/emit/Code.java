package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import java.util.List;
import java.util.function.Consumer;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Writes instructions, in the words of the Java that they stand for. Opcodes stay in here. */
final class Code {

    static final Type OBJECT = Type.getObjectType("java/lang/Object");
    static final Type STACK = Type.getType(Contract.STACK_TYPE);

    private final Consumer<AbstractInsnNode> instructions;
    private int line;

    private Code(Consumer<AbstractInsnNode> instructions) {
        this.instructions = instructions;
    }

    /** Code behind {@code instructions}, which hold no line numbers yet. */
    Code(InsnList instructions) {
        this(instructions::add);
    }

    /** Code that goes straight to {@code method}, where nobody can look at it any more. */
    static Code to(MethodVisitor method) {
        return new Code(instruction -> instruction.accept(method));
    }

    Code add(AbstractInsnNode instruction) {
        if (instruction instanceof LineNumberNode) {
            line = ((LineNumberNode) instruction).line;
        }
        instructions.accept(instruction);
        return this;
    }

    // ---- values --------------------------------------------------------------------------------------------------

    Code load(Type type, int slot) {
        return add(new VarInsnNode(type.getOpcode(Opcodes.ILOAD), slot));
    }

    /** Loads a reference. */
    Code load(int slot) {
        return load(OBJECT, slot);
    }

    Code store(Type type, int slot) {
        return add(new VarInsnNode(type.getOpcode(Opcodes.ISTORE), slot));
    }

    Code loadNull() {
        return add(new InsnNode(Opcodes.ACONST_NULL));
    }

    Code loadFalse() {
        return add(new InsnNode(Opcodes.ICONST_0));
    }

    Code loadTrue() {
        return add(new InsnNode(Opcodes.ICONST_1));
    }

    Code loadInt(int value) {
        if (value >= -1 && value <= 5) {
            return add(new InsnNode(Opcodes.ICONST_0 + value));
        } else if (value == (byte) value) {
            return add(new IntInsnNode(Opcodes.BIPUSH, value));
        } else if (value == (short) value) {
            return add(new IntInsnNode(Opcodes.SIPUSH, value));
        }
        return constant(value);
    }

    Code constant(Object value) {
        return add(new LdcInsnNode(value));
    }

    /** The zero of {@code type}: what a method returns whose result does not count. Nothing for void. */
    Code loadZero(Type type) {
        switch (type.getSort()) {
            case Type.VOID:
                return this;
            case Type.LONG:
                return add(new InsnNode(Opcodes.LCONST_0));
            case Type.FLOAT:
                return add(new InsnNode(Opcodes.FCONST_0));
            case Type.DOUBLE:
                return add(new InsnNode(Opcodes.DCONST_0));
            case Type.ARRAY:
            case Type.OBJECT:
                return loadNull();
            default:
                return loadFalse();
        }
    }

    /** Drops a value of {@code type}; nothing for void. */
    Code pop(Type type) {
        switch (type.getSize()) {
            case 0:
                return this;
            case 1:
                return add(new InsnNode(Opcodes.POP));
            default:
                return add(new InsnNode(Opcodes.POP2));
        }
    }

    /** What a return instruction does to an int for a method of a smaller {@code type} (JVMS 6.5, ireturn). */
    Code narrow(Type type) {
        switch (type.getSort()) {
            case Type.BOOLEAN:
                return loadTrue().add(new InsnNode(Opcodes.IAND));
            case Type.BYTE:
                return add(new InsnNode(Opcodes.I2B));
            case Type.CHAR:
                return add(new InsnNode(Opcodes.I2C));
            case Type.SHORT:
                return add(new InsnNode(Opcodes.I2S));
            default:
                return this;
        }
    }

    Code dup() {
        return add(new InsnNode(Opcodes.DUP));
    }

    Code make(String type) {
        return add(new TypeInsnNode(Opcodes.NEW, type));
    }

    Code cast(Type type) {
        return type.equals(OBJECT) ? this : add(new TypeInsnNode(Opcodes.CHECKCAST, type.getInternalName()));
    }

    Code isInstance(Type type) {
        return add(new TypeInsnNode(Opcodes.INSTANCEOF, type.getInternalName()));
    }

    // ---- members -------------------------------------------------------------------------------------------------

    Code get(String owner, String name, Type type) {
        return add(new FieldInsnNode(Opcodes.GETFIELD, owner, name, type.getDescriptor()));
    }

    Code put(String owner, String name, Type type) {
        return add(new FieldInsnNode(Opcodes.PUTFIELD, owner, name, type.getDescriptor()));
    }

    Code getStatic(String owner, String name, Type type) {
        return add(new FieldInsnNode(Opcodes.GETSTATIC, owner, name, type.getDescriptor()));
    }

    Code putStatic(String owner, String name, Type type) {
        return add(new FieldInsnNode(Opcodes.PUTSTATIC, owner, name, type.getDescriptor()));
    }

    Code callStatic(String owner, String name, String descriptor) {
        return callStatic(owner, name, descriptor, false);
    }

    Code callStatic(String owner, String name, String descriptor, boolean ownerIsInterface) {
        return add(new MethodInsnNode(Opcodes.INVOKESTATIC, owner, name, descriptor, ownerIsInterface));
    }

    Code call(String owner, String name, String descriptor, boolean ownerIsInterface) {
        int opcode = ownerIsInterface ? Opcodes.INVOKEINTERFACE : Opcodes.INVOKEVIRTUAL;
        return add(new MethodInsnNode(opcode, owner, name, descriptor, ownerIsInterface));
    }

    /** Calls exactly the method of {@code owner}, not one that overrides it. */
    Code callExactly(String owner, String name, String descriptor, boolean ownerIsInterface) {
        return add(new MethodInsnNode(Opcodes.INVOKESPECIAL, owner, name, descriptor, ownerIsInterface));
    }

    Code getClassOf(int slot) {
        return load(slot).call("java/lang/Object", "getClass", "()Ljava/lang/Class;", false);
    }

    // ---- flow ----------------------------------------------------------------------------------------------------

    Code label(LabelNode label) {
        return add(label);
    }

    Code line(int line, LabelNode at) {
        return line == 0 ? this : add(new LineNumberNode(line, at));
    }

    Code line(int line) {
        LabelNode here = new LabelNode();
        return label(here).line(line, here);
    }

    /** The line that code written now would have: the last one given, or 0. */
    int lineInEffect() {
        return line;
    }

    Code goTo(LabelNode label) {
        return add(new JumpInsnNode(Opcodes.GOTO, label));
    }

    Code ifTrue(LabelNode label) {
        return add(new JumpInsnNode(Opcodes.IFNE, label));
    }

    Code ifFalse(LabelNode label) {
        return add(new JumpInsnNode(Opcodes.IFEQ, label));
    }

    Code ifSame(LabelNode label) {
        return add(new JumpInsnNode(Opcodes.IF_ACMPEQ, label));
    }

    Code ifNull(LabelNode label) {
        return add(new JumpInsnNode(Opcodes.IFNULL, label));
    }

    /** Goes to {@code labels[i]} for the number {@code first + i} on top of the stack. */
    Code switchOn(int first, List<LabelNode> labels, LabelNode otherwise) {
        return add(
                new TableSwitchInsnNode(first, first + labels.size() - 1, otherwise, labels.toArray(new LabelNode[0])));
    }

    Code returns(Type type) {
        return add(new InsnNode(type.getOpcode(Opcodes.IRETURN)));
    }

    Code throwTop() {
        return add(new InsnNode(Opcodes.ATHROW));
    }

    /** States the types that hold here, where paths meet. */
    Code frame(List<Object> locals, List<Object> stack) {
        return add(new FrameNode(Opcodes.F_NEW, locals.size(), locals.toArray(), stack.size(), stack.toArray()));
    }
}
