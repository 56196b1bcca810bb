package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The twins of an interface that must have none of its own, in an interface that it extends.
 *
 * <pre>{@code
 * interface Prices extends Prices$$Twins {
 *   Rates RATES = Rates.read();
 *   int price(String item);
 * }
 *
 * interface Prices$$Twins {
 *   default int price-co(String item, FrameStack k) { return ((Prices) this).price(item); }
 * }
 * }</pre>
 *
 * JVMS 5.5: a class is initialised after those of its interfaces that declare a method which is neither abstract nor static. If an
 * interface with fields to compute was written without such a method, a twin in it would have them computed earlier. When an
 * interface without fields is initialised, nobody can tell.
 *
 * <p>The other interface extends nothing, so that it can be loaded before all the rest. A twin in it would not override one that the
 * user's interface inherits; but then none is needed: what was inherited calls the method, too. A twin that decides between two
 * which the user's interface inherits must override both, so it stays in there, and others with it (docs/limits).
 */
final class TwinsApart {

    private final ClassNode owner;
    private final List<MethodNode> twins = new ArrayList<>();

    /** @param owner the class that is being rewritten */
    TwinsApart(ClassNode owner) {
        this.owner = owner;
    }

    /** Whether a twin of an abstract method would be seen in the class itself. */
    boolean areNeeded() {
        return (owner.access & Opcodes.ACC_INTERFACE) != 0
                && owner.methods.stream().anyMatch(method -> method.name.equals("<clinit>"))
                && owner.methods.stream().noneMatch(TwinsApart::initializes);
    }

    private static boolean initializes(MethodNode method) {
        return (method.access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_STATIC)) == 0;
    }

    void add(MethodNode twin) {
        twin.signature = null; // it may speak of the user's interface's type parameters
        twins.add(twin);
    }

    /** Lets the class extend the interface, if there are twins in it, and puts that into {@code generated}. */
    void write(Map<String, byte[]> generated) {
        if (!twins.isEmpty()) {
            String name = Contract.twinsApart(owner.name);
            owner.interfaces.add(name);
            if (owner.signature != null) {
                owner.signature += "L" + name + ";";
            }
            generated.put(name, bytes(name));
        }
    }

    private byte[] bytes(String name) {
        ClassNode type = new ClassNode(Contract.ASM_API);
        type.visit(
                Opcodes.V1_8,
                owner.access & Opcodes.ACC_PUBLIC
                        | Opcodes.ACC_INTERFACE
                        | Opcodes.ACC_ABSTRACT
                        | Opcodes.ACC_SYNTHETIC,
                name,
                null,
                "java/lang/Object",
                null);
        type.visitSource(owner.sourceFile, null);
        ClassRewriter.markGenerated(type, owner.name);
        type.methods.addAll(twins);
        ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_MAXS);
        type.accept(writer);
        return writer.toByteArray();
    }
}
