package dev.bobbin.instrument.plan;

import dev.bobbin.instrument.contract.Contract;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import org.objectweb.asm.ConstantDynamic;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IincInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * A number that is the same for the same method, and another for another: the {@code serialVersionUID} of its frame class. A
 * frame that was saved may go on in the code that saved it and in no other, so the number stands for all that gives the frame
 * its meaning: the instructions, the try ranges, which calls are its states, and which field keeps which value. What only
 * debuggers read (line numbers, names of locals), stack maps and the rest of the class do not count.
 *
 * <p>It is the first eight bytes of a SHA-256, as the Java Object Serialization Specification, 4.6, does with a class.
 */
final class MethodVersion {

    private final MethodNode method;
    private final int[] places; // for each node, labels included, how many instructions stand before it
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream out = new DataOutputStream(bytes);

    private MethodVersion(MethodNode method) {
        this.method = method;
        this.places = new int[method.instructions.size()];
        int place = 0;
        for (int i = 0; i < places.length; i++) {
            places[i] = place;
            place += method.instructions.get(i).getOpcode() < 0 ? 0 : 1;
        }
    }

    /** The version of {@code method}, whose frames wait in {@code states} and are laid out like this. */
    static long of(MethodNode method, List<State> states, FrameLayout layout) {
        try {
            return new MethodVersion(method).write(states, layout);
        } catch (IOException e) {
            throw new UncheckedIOException("written to memory", e);
        }
    }

    private long write(List<State> states, FrameLayout layout) throws IOException {
        out.writeInt(Contract.FORMAT);
        out.writeBoolean((method.access & Opcodes.ACC_STATIC) != 0);
        write(method.name, method.desc);
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction.getOpcode() >= 0) {
                out.writeByte(instruction.getOpcode());
                writeOperands(instruction);
            }
        }
        out.writeInt(method.tryCatchBlocks.size());
        for (TryCatchBlockNode range : method.tryCatchBlocks) {
            write(range.start, range.end, range.handler);
            write(String.valueOf(range.type)); // null for all that is thrown
        }
        for (FrameField field : layout.fields()) {
            write(field.name(), field.type().getDescriptor());
        }
        for (State state : states) {
            write(state);
        }
        return ByteBuffer.wrap(sha256(bytes.toByteArray())).getLong();
    }

    private void write(State state) throws IOException {
        out.writeInt(places[method.instructions.indexOf(state.call())]);
        out.writeInt(state.operands().size());
        out.writeInt(state.locals().size());
        for (SavedValue saved : state.saved()) {
            out.writeInt(saved.place());
            write(saved.type().getDescriptor());
            write(saved.field().map(FrameField::name).orElse("null"));
        }
    }

    private void writeOperands(AbstractInsnNode instruction) throws IOException {
        switch (instruction.getType()) {
            case AbstractInsnNode.INSN:
                break;
            case AbstractInsnNode.INT_INSN:
                out.writeInt(((IntInsnNode) instruction).operand);
                break;
            case AbstractInsnNode.VAR_INSN:
                out.writeInt(((VarInsnNode) instruction).var);
                break;
            case AbstractInsnNode.TYPE_INSN:
                write(((TypeInsnNode) instruction).desc);
                break;
            case AbstractInsnNode.FIELD_INSN:
                FieldInsnNode field = (FieldInsnNode) instruction;
                write(field.owner, field.name, field.desc);
                break;
            case AbstractInsnNode.METHOD_INSN:
                MethodInsnNode call = (MethodInsnNode) instruction;
                write(call.owner, call.name, call.desc);
                out.writeBoolean(call.itf);
                break;
            case AbstractInsnNode.INVOKE_DYNAMIC_INSN:
                InvokeDynamicInsnNode site = (InvokeDynamicInsnNode) instruction;
                write(site.name, site.desc);
                writeConstant(site.bsm);
                out.writeInt(site.bsmArgs.length);
                for (Object argument : site.bsmArgs) {
                    writeConstant(argument);
                }
                break;
            case AbstractInsnNode.JUMP_INSN:
                write(((JumpInsnNode) instruction).label);
                break;
            case AbstractInsnNode.LDC_INSN:
                writeConstant(((LdcInsnNode) instruction).cst);
                break;
            case AbstractInsnNode.IINC_INSN:
                out.writeInt(((IincInsnNode) instruction).var);
                out.writeInt(((IincInsnNode) instruction).incr);
                break;
            case AbstractInsnNode.TABLESWITCH_INSN:
                TableSwitchInsnNode table = (TableSwitchInsnNode) instruction;
                out.writeInt(table.min);
                out.writeInt(table.max);
                write(table.dflt);
                write(table.labels.toArray(new LabelNode[0]));
                break;
            case AbstractInsnNode.LOOKUPSWITCH_INSN:
                LookupSwitchInsnNode lookup = (LookupSwitchInsnNode) instruction;
                out.writeInt(lookup.keys.size());
                for (int key : lookup.keys) {
                    out.writeInt(key);
                }
                write(lookup.dflt);
                write(lookup.labels.toArray(new LabelNode[0]));
                break;
            case AbstractInsnNode.MULTIANEWARRAY_INSN:
                write(((MultiANewArrayInsnNode) instruction).desc);
                out.writeInt(((MultiANewArrayInsnNode) instruction).dims);
                break;
            default:
                throw new AssertionError("no instruction is of type " + instruction.getType());
        }
    }

    /** To the last bit: 0.0 is not -0.0, and no NaN is another one. */
    private void writeConstant(Object constant) throws IOException {
        write(constant.getClass().getSimpleName()); // the package is another one where ASM was relocated
        if (constant instanceof Float) {
            out.writeInt(Float.floatToRawIntBits((Float) constant));
        } else if (constant instanceof Double) {
            out.writeLong(Double.doubleToRawLongBits((Double) constant));
        } else if (constant instanceof Handle) {
            Handle handle = (Handle) constant;
            out.writeInt(handle.getTag());
            write(handle.getOwner(), handle.getName(), handle.getDesc());
            out.writeBoolean(handle.isInterface());
        } else if (constant instanceof ConstantDynamic) {
            ConstantDynamic dynamic = (ConstantDynamic) constant;
            write(dynamic.getName(), dynamic.getDescriptor());
            writeConstant(dynamic.getBootstrapMethod());
            out.writeInt(dynamic.getBootstrapMethodArgumentCount());
            for (int i = 0; i < dynamic.getBootstrapMethodArgumentCount(); i++) {
                writeConstant(dynamic.getBootstrapMethodArgument(i));
            }
        } else if (constant instanceof Type) {
            out.writeInt(((Type) constant).getSort());
            write(((Type) constant).getDescriptor());
        } else {
            write(constant.toString()); // an Integer, a Long or a String
        }
    }

    /** Labels as where they stand, since debug information has labels, too. */
    private void write(LabelNode... labels) throws IOException {
        for (LabelNode label : labels) {
            out.writeInt(places[method.instructions.indexOf(label)]);
        }
    }

    private void write(String... texts) throws IOException {
        for (String text : texts) {
            out.writeUTF(text); // its length first: what follows could else be part of what went before
        }
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
