package dev.bobbin.instrument.emit;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * What stands under the original signature, for callers that know nothing of coroutines:
 *
 * <pre>{@code
 * int total(List<Order> orders) {
 *   return this.total-body(orders, FrameStack.enter());    // exactly this class's: super.total() must not come back
 * }
 * }</pre>
 *
 * The stack of a thread never suspends, so there is nothing to test afterwards.
 */
final class PlainEntry {

    private static final String ENTER = "()" + Contract.STACK_TYPE;

    private PlainEntry() {}

    /** Replaces the body of {@code method} by a call of {@code body}, the method with its fast path. */
    static void replaceBody(ClassNode owner, MethodNode method, String body) {
        int line = SourceLine.firstLine(method);
        method.instructions = new InsnList();
        method.tryCatchBlocks = new ArrayList<>();
        method.localVariables = null;
        method.visibleLocalVariableAnnotations = null;
        method.invisibleLocalVariableAnnotations = null;
        method.access &= ~Opcodes.ACC_SYNCHRONIZED;
        Code code = new Code(method.instructions);
        LabelNode start = new LabelNode();
        code.label(start).line(line, start);
        boolean isInterface = (owner.access & Opcodes.ACC_INTERFACE) != 0;
        boolean isStatic = (method.access & Opcodes.ACC_STATIC) != 0;
        int slot = 0;
        if (!isStatic) {
            code.load(slot++);
        }
        for (Type argument : Type.getArgumentTypes(method.desc)) {
            code.load(argument, slot);
            slot += argument.getSize();
        }
        code.callStatic(Contract.STACK, "enter", ENTER);
        String descriptor = Contract.twinDescriptor(method.desc);
        if (isStatic) {
            code.callStatic(owner.name, body, descriptor, isInterface);
        } else {
            code.callExactly(owner.name, body, descriptor, isInterface);
        }
        code.returns(Type.getReturnType(method.desc));
    }

    /** The types of the parameters, and of what is handed over behind them, as locals at the start of a method. */
    static List<Object> entryTypes(ClassNode owner, MethodNode method, String... behind) {
        List<Object> types = new ArrayList<>();
        if ((method.access & Opcodes.ACC_STATIC) == 0) {
            types.add(owner.name);
        }
        for (Type argument : Type.getArgumentTypes(method.desc)) {
            types.add(FrameTypes.of(argument));
        }
        Collections.addAll(types, behind);
        return types;
    }
}
