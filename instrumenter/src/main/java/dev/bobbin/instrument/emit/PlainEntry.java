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
 *   return this.total-co(orders, FrameStack.enter());    // exactly this class's twin: super.total() must not come back
 * }
 * }</pre>
 *
 * The stack of a thread never suspends, so there is nothing to test afterwards. In an overridable method, the entry asks
 * {@code Twins.enter} if the receiver is of another class: a subclass without a twin that calls {@code super.total()} must
 * get this body, not its own method again.
 */
final class PlainEntry {

    private static final String ENTER = "()" + Contract.STACK_TYPE;

    private PlainEntry() {}

    /** Replaces the body of {@code method}. */
    static void replaceBody(ClassNode owner, MethodNode method, boolean overridable) {
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
        if (overridable) {
            writeEnter(owner, method, code);
        } else {
            code.callStatic(Contract.STACK, "enter", ENTER);
        }
        String twin = Contract.twinName(method.name);
        String descriptor = Contract.twinDescriptor(method.desc);
        if (isStatic) {
            code.callStatic(owner.name, twin, descriptor, isInterface);
        } else {
            code.callExactly(owner.name, twin, descriptor, isInterface);
        }
        code.returns(Type.getReturnType(method.desc));
    }

    /** Leaves the stack to enter with under the arguments' end: {@code C == getClass() ? enter() : Twins.enter(this, ...)}. */
    private static void writeEnter(ClassNode owner, MethodNode method, Code code) {
        LabelNode own = new LabelNode();
        LabelNode entered = new LabelNode();
        List<Object> locals = entryTypes(owner, method);
        List<Object> stack = new ArrayList<>(locals);
        List<Object> stackWithK = new ArrayList<>(locals);
        stackWithK.add(Contract.STACK);
        code.getClassOf(0).constant(Type.getObjectType(owner.name)).ifSame(own);
        code.load(0)
                .constant(Type.getObjectType(owner.name))
                .constant(method.name)
                .constant(method.desc)
                .callStatic(
                        Contract.TWINS,
                        "enter",
                        "(Ljava/lang/Object;Ljava/lang/Class;Ljava/lang/String;Ljava/lang/String;)"
                                + Contract.STACK_TYPE)
                .goTo(entered)
                .label(own)
                .frame(locals, stack)
                .callStatic(Contract.STACK, "enter", ENTER)
                .label(entered)
                .frame(locals, stackWithK);
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
