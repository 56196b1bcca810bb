package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.SourceLine;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;
import org.objectweb.asm.commons.Method;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Calls that another thread makes. The call moves to a method of its own, which a lambda hands over with the operands:
 *
 * <pre>{@code
 * r = statement.executeQuery(sql);
 *
 * r = (ResultSet) Offload.call(() -> executeQuery-offloaded(statement, sql));
 *
 * private static Object executeQuery-offloaded(Statement self, String sql) throws SQLException {
 *   return self.executeQuery(sql);
 * }
 * }</pre>
 *
 * For streams and writers, which an adapted socket may be at the end of, the object is told apart:
 *
 * <pre>{@code
 * Offload.send(out, self -> println-offloaded(text, self));
 * }</pre>
 *
 * The method stays in the class, so what asks for its caller, as DriverManager does, finds the same. It has the line of the
 * call, for stack traces of the other thread. It is not synthetic, since it holds code of the user's: debuggers and coverage
 * tools would skip it.
 */
final class Offloads {

    private static final Type OBJECT = Type.getObjectType("java/lang/Object");
    private static final Type CALLABLE = Type.getObjectType("java/util/concurrent/Callable");
    private static final Type WRITING = Type.getObjectType(Contract.OFFLOAD_WRITING);
    private static final Type CALL = Type.getMethodType(OBJECT);
    private static final Handle LAMBDAS = new Handle(
            Opcodes.H_INVOKESTATIC,
            "java/lang/invoke/LambdaMetafactory",
            "metafactory",
            "(Ljava/lang/invoke/MethodHandles$Lookup;Ljava/lang/String;Ljava/lang/invoke/MethodType;"
                    + "Ljava/lang/invoke/MethodType;Ljava/lang/invoke/MethodHandle;Ljava/lang/invoke/MethodType;)"
                    + "Ljava/lang/invoke/CallSite;",
            false);

    private final ClassNode type;
    private final Map<String, Integer> ordinals = new HashMap<>();

    /** @param type the class that gets the methods */
    Offloads(ClassNode type) {
        this.type = type;
    }

    /** What takes the operands of {@code call} from the stack, lets another thread make the call, and leaves the result. */
    InsnList inPlaceOf(MethodInsnNode call, Substitute substitute) {
        boolean sends =
                substitute.sends() && call.getOpcode() != Opcodes.INVOKESTATIC && !call.name.equals(Row.CONSTRUCTOR);
        MethodNode body = body(call, sends);
        type.methods.add(body);
        Type result =
                call.name.equals(Row.CONSTRUCTOR) ? Type.getObjectType(call.owner) : Type.getReturnType(call.desc);
        boolean inInterface = (type.access & Opcodes.ACC_INTERFACE) != 0;
        MethodNode code = new MethodNode(Contract.ASM_API);
        GeneratorAdapter writer = new GeneratorAdapter(code, Opcodes.ACC_STATIC, "", "()V");
        Handle made = new Handle(Opcodes.H_INVOKESTATIC, type.name, body.name, body.desc, inInterface);
        if (sends) {
            writer.invokeDynamic(
                    Contract.OFFLOAD_WRITING_METHOD,
                    Type.getMethodDescriptor(WRITING, Type.getArgumentTypes(call.desc)),
                    LAMBDAS,
                    Type.getMethodType(OBJECT, OBJECT),
                    made,
                    Type.getMethodType(OBJECT, Type.getObjectType(call.owner)));
            offload(
                    writer,
                    substitute.mayStay() ? Contract.OFFLOAD_SEND_OR_CALL : Contract.OFFLOAD_SEND,
                    Contract.OFFLOAD_SEND_DESCRIPTOR);
        } else {
            writer.invokeDynamic(
                    "call",
                    Type.getMethodDescriptor(CALLABLE, Type.getArgumentTypes(body.desc)),
                    LAMBDAS,
                    CALL,
                    made,
                    CALL);
            offload(
                    writer,
                    isClosing(call) ? Contract.OFFLOAD_CLOSE : Contract.OFFLOAD_CALL,
                    Contract.OFFLOAD_DESCRIPTOR);
        }
        if (result == Type.VOID_TYPE) {
            writer.pop();
        } else {
            writer.unbox(result); // which casts to what is no primitive type, unless that is Object
        }
        return code.instructions;
    }

    private static void offload(GeneratorAdapter writer, String method, String descriptor) {
        writer.visitMethodInsn(Opcodes.INVOKESTATIC, Contract.OFFLOAD, method, descriptor, false);
    }

    private static boolean isClosing(MethodInsnNode call) {
        return call.name.equals("close") && call.desc.equals("()V") && call.getOpcode() != Opcodes.INVOKESTATIC;
    }

    /** @param selfLast whether the object comes after the arguments: then it is what the lambda is given when it is called */
    private MethodNode body(MethodInsnNode call, boolean selfLast) {
        boolean constructs = call.name.equals(Row.CONSTRUCTOR);
        int line = SourceLine.lineOf(call);
        List<Type> parameters = new ArrayList<>(Arrays.asList(Type.getArgumentTypes(call.desc)));
        int arguments = parameters.size();
        if (call.getOpcode() != Opcodes.INVOKESTATIC && !constructs) {
            parameters.add(selfLast ? arguments : 0, Type.getObjectType(call.owner));
        }
        Method signature = new Method(newName(call.name), OBJECT, parameters.toArray(new Type[0]));
        int access = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC;
        MethodNode body = new MethodNode(
                Contract.ASM_API, access, signature.getName(), signature.getDescriptor(), null, new String[] {
                    "java/lang/Exception"
                });
        GeneratorAdapter code = new GeneratorAdapter(body, access, signature.getName(), signature.getDescriptor());
        if (line != 0) {
            Label start = code.mark();
            code.visitLineNumber(line, start);
        }
        if (constructs) {
            code.newInstance(Type.getObjectType(call.owner));
            code.dup();
        }
        if (selfLast) {
            code.loadArg(arguments);
            code.loadArgs(0, arguments);
        } else {
            code.loadArgs();
        }
        call.accept(code);
        if (!constructs) {
            code.valueOf(Type.getReturnType(call.desc)); // null for none
        }
        code.returnValue();
        body.maxLocals = Type.getArgumentsAndReturnSizes(body.desc) >> 2;
        body.maxStack = body.maxLocals + 4;
        return body;
    }

    private String newName(String called) {
        return Contract.offloadedName(called, ordinals.merge(called, 1, Integer::sum) - 1);
    }
}
