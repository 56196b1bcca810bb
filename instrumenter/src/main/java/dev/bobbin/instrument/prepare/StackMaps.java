package dev.bobbin.instrument.prepare;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.read.TypeHierarchy;
import dev.bobbin.instrument.read.UnreadableClassException;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.JSRInlinerAdapter;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;

/**
 * Reads a class with its stack maps, which tell the types wherever paths meet. Class files from before Java 6 have none, and
 * those of Java 6 may do without: theirs are computed, {@code jsr} subroutines are put in line, and the class becomes one of
 * Java 8.
 */
public final class StackMaps {

    private StackMaps() {}

    /** The class with expanded stack map frames in all its methods. */
    public static ClassNode read(byte[] bytes, TypeHierarchy hierarchy) {
        ClassNode type = parse(bytes);
        boolean old = (type.version & 0xffff) < Opcodes.V1_6
                || (type.version & 0xffff) == Opcodes.V1_6
                        && type.methods.stream().anyMatch(StackMaps::lacksFrames);
        if (old) {
            type = parse(compute(bytes, hierarchy));
        }
        if ((type.version & 0xffff) < Opcodes.V1_8) {
            type.version = Opcodes.V1_8; // generated methods of interfaces need it
        }
        return type;
    }

    private static ClassNode parse(byte[] bytes) {
        ClassNode type = new ClassNode(Contract.ASM_API);
        ClassReader reader = new ClassReader(bytes);
        try {
            reader.accept(type, ClassReader.EXPAND_FRAMES);
        } catch (RuntimeException e) { // ASM stumbles over damage in many ways
            throw new UnreadableClassException(reader.getClassName(), e);
        }
        return type;
    }

    private static boolean lacksFrames(MethodNode method) {
        boolean jumps = !method.tryCatchBlocks.isEmpty();
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof FrameNode) {
                return false;
            }
            jumps |= instruction instanceof JumpInsnNode
                    || instruction instanceof TableSwitchInsnNode
                    || instruction instanceof LookupSwitchInsnNode;
        }
        return jumps;
    }

    private static byte[] compute(byte[] bytes, TypeHierarchy hierarchy) {
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
            @Override
            protected String getCommonSuperClass(String one, String other) {
                return hierarchy.commonSuperclass(one, other);
            }
        };
        writer.setComputeLimits(Integer.MAX_VALUE, Long.MAX_VALUE); // what the JVM takes is not too large
        ClassVisitor modern = new ClassVisitor(Contract.ASM_API, writer) {
            @Override
            public void visit(int version, int access, String name, String sig, String parent, String[] interfaces) {
                super.visit(Opcodes.V1_8, access, name, sig, parent, interfaces);
            }

            @Override
            public MethodVisitor visitMethod(
                    int access, String name, String descriptor, String signature, String[] exceptions) {
                MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
                return new JSRInlinerAdapter(next, access, name, descriptor, signature, exceptions);
            }
        };
        new ClassReader(bytes).accept(modern, ClassReader.SKIP_FRAMES);
        return writer.toByteArray();
    }
}
