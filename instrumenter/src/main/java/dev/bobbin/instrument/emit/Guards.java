package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Calls of what may be a proxy of a framework that puts advice around methods, such as a transaction. To such a framework a twin
 * is one more method: one without the annotation that asks for the advice, which is therefore left out; or, if the whole class
 * asks for it, one that returns as soon as it suspends, which is not the end. So a proxy is called by the name that its advice
 * was written for.
 *
 * <pre>{@code
 * private static int count-guard(Stock receiver, String item, FrameStack k) {
 *   return Twins.isAdvised(receiver) ? receiver.count(item) : receiver.count-co(item, k);
 * }
 * }</pre>
 *
 * Written only where the class path has a framework of this kind: all others have the twin called directly.
 */
final class Guards {

    private static final int ACCESS = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;

    private final ClassNode owner;
    private final boolean isOn;
    private final Map<String, MethodNode> written = new LinkedHashMap<>();

    /**
     * @param owner the class that calls
     * @param isOn whether there may be such proxies
     */
    Guards(ClassNode owner, boolean isOn) {
        this.owner = owner;
        this.isOn = isOn;
    }

    /** {@code twinCall}, which is given the same operands, or a call of the method that stands before it. */
    MethodInsnNode guarded(MethodInsnNode call, MethodInsnNode twinCall) {
        boolean isVirtual = call.getOpcode() == Opcodes.INVOKEVIRTUAL || call.getOpcode() == Opcodes.INVOKEINTERFACE;
        if (!isOn || !isVirtual || call.owner.startsWith("[")) {
            return twinCall;
        }
        String name = Contract.guardName(call.name);
        String descriptor = "(L" + call.owner + ";" + twinCall.desc.substring(1);
        written.computeIfAbsent(name + descriptor, key -> guard(name, descriptor, call, twinCall));
        return new MethodInsnNode(Opcodes.INVOKESTATIC, owner.name, name, descriptor, isInterface());
    }

    private static MethodNode guard(String name, String descriptor, MethodInsnNode call, MethodInsnNode twinCall) {
        MethodNode guard = new MethodNode(Contract.ASM_API, ACCESS, name, descriptor, null, null);
        Type result = Type.getReturnType(call.desc);
        Code code = new Code(guard.instructions);
        LabelNode direct = new LabelNode();
        code.load(0)
                .callStatic(Contract.TWINS, "isAdvised", "(Ljava/lang/Object;)Z")
                .ifFalse(direct);
        load(Type.getArgumentTypes("(L" + call.owner + ";" + call.desc.substring(1)), code);
        code.call(call.owner, call.name, call.desc, call.itf).returns(result);
        code.label(direct).frame(parameterTypes(descriptor), Collections.emptyList());
        load(Type.getArgumentTypes(descriptor), code);
        code.add(twinCall).returns(result);
        return guard;
    }

    private static void load(Type[] types, Code code) {
        int slot = 0;
        for (Type type : types) {
            code.load(type, slot);
            slot += type.getSize();
        }
    }

    private static List<Object> parameterTypes(String descriptor) {
        List<Object> types = new ArrayList<>();
        Arrays.stream(Type.getArgumentTypes(descriptor)).map(FrameTypes::of).forEach(types::add);
        return types;
    }

    /** Adds what the calls need to their class. */
    void addTo(ClassNode type) {
        type.methods.addAll(written.values());
    }

    private boolean isInterface() {
        return (owner.access & Opcodes.ACC_INTERFACE) != 0;
    }
}
