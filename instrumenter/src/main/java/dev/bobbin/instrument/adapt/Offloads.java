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
 * It stays in the class, so what asks for its caller, as DriverManager does, finds the same. It has the line of the call, for stack traces of the other thread. It is not synthetic, since it holds code of the
 * user's: debuggers and coverage tools would skip it.
 */
final class Offloads {

    private static final Type OBJECT = Type.getObjectType("java/lang/Object");
    private static final Type CALLABLE = Type.getObjectType("java/util/concurrent/Callable");
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
    InsnList inPlaceOf(MethodInsnNode call) {
        MethodNode body = body(call.getOpcode(), call.owner, call.name, call.desc, call.itf, SourceLine.lineOf(call));
        type.methods.add(body);
        Type result =
                call.name.equals(Row.CONSTRUCTOR) ? Type.getObjectType(call.owner) : Type.getReturnType(call.desc);
        boolean inInterface = (type.access & Opcodes.ACC_INTERFACE) != 0;
        MethodNode code = new MethodNode(Contract.ASM_API);
        GeneratorAdapter writer = new GeneratorAdapter(code, Opcodes.ACC_STATIC, "", "()V");
        writer.invokeDynamic(
                "call",
                Type.getMethodDescriptor(CALLABLE, Type.getArgumentTypes(body.desc)),
                LAMBDAS,
                CALL,
                new Handle(Opcodes.H_INVOKESTATIC, type.name, body.name, body.desc, inInterface),
                CALL);
        writer.visitMethodInsn(
                Opcodes.INVOKESTATIC,
                Contract.OFFLOAD,
                isClosing(call) ? Contract.OFFLOAD_CLOSE : Contract.OFFLOAD_CALL,
                Contract.OFFLOAD_DESCRIPTOR,
                false);
        if (result == Type.VOID_TYPE) {
            writer.pop();
        } else {
            writer.unbox(result); // which casts to what is no primitive type, unless that is Object
        }
        return code.instructions;
    }

    private static boolean isClosing(MethodInsnNode call) {
        return call.name.equals("close") && call.desc.equals("()V") && call.getOpcode() != Opcodes.INVOKESTATIC;
    }

    private MethodNode body(int opcode, String owner, String name, String descriptor, boolean itf, int line) {
        boolean constructs = name.equals(Row.CONSTRUCTOR);
        List<Type> parameters = new ArrayList<>();
        if (opcode != Opcodes.INVOKESTATIC && !constructs) {
            parameters.add(Type.getObjectType(owner));
        }
        parameters.addAll(Arrays.asList(Type.getArgumentTypes(descriptor)));
        Method signature = new Method(newName(name), OBJECT, parameters.toArray(new Type[0]));
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
            code.newInstance(Type.getObjectType(owner));
            code.dup();
        }
        code.loadArgs();
        code.visitMethodInsn(opcode, owner, name, descriptor, itf);
        if (!constructs) {
            code.valueOf(Type.getReturnType(descriptor)); // null for none
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
