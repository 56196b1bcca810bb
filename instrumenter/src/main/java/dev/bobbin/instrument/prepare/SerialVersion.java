package dev.bobbin.instrument.prepare;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.Optional;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.commons.SerialVersionUIDAdder;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;

/**
 * Keeps a serializable class compatible with itself. A class that names no {@code serialVersionUID} has one computed from its
 * members (Java Object Serialization Specification, 4.6); members that are added would change it, so the value that the class
 * had before is written in.
 */
public final class SerialVersion {

    private static final String FIELD = "serialVersionUID";

    private SerialVersion() {}

    /** The field to add to the class of these bytes; empty if it needs none. */
    public static Optional<FieldNode> fieldFor(ClassNode type, byte[] original, TypeHierarchy hierarchy) {
        boolean exempt = (type.access & (Opcodes.ACC_INTERFACE | Opcodes.ACC_ENUM | Opcodes.ACC_RECORD)) != 0;
        boolean declared = type.fields.stream().anyMatch(field -> field.name.equals(FIELD));
        if (exempt || declared || !isSerializable(type.name, hierarchy)) {
            return Optional.empty();
        }
        ClassNode computed = new ClassNode(Contract.ASM_API);
        new ClassReader(original).accept(new Adder(computed), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return computed.fields.stream()
                .filter(field -> field.name.equals(FIELD))
                .findFirst()
                .map(field -> {
                    field.access |= Opcodes.ACC_PRIVATE | Opcodes.ACC_SYNTHETIC;
                    return field;
                });
    }

    private static boolean isSerializable(String name, TypeHierarchy hierarchy) {
        if (name.equals("java/io/Serializable")) {
            return true;
        }
        Optional<ClassOutline> type = hierarchy.find(name);
        return type.isPresent()
                && hierarchy.directSupertypes(type.get()).stream().anyMatch(s -> isSerializable(s, hierarchy));
    }

    /** ASM wants a subclass before it takes a version of its API. */
    private static final class Adder extends SerialVersionUIDAdder {
        Adder(ClassNode next) {
            super(Contract.ASM_API, next);
        }
    }
}
