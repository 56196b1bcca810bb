package dev.bobbin.instrument.adapt;

import dev.bobbin.instrument.analyze.MethodFlow;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.mark.SuspendableLambda;
import dev.bobbin.instrument.prepare.LateConstruction;
import dev.bobbin.instrument.prepare.ReferenceAdapters;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;

/**
 * Adapts the calls of one class. Operands, results and lines stay where they are, so stack maps do, too:
 *
 * <pre>{@code
 * in.read(buffer, 0, n)       becomes    Streams.read(in, buffer, 0, n)
 * new Socket(host, port)      becomes    Sockets.open(host, port)
 * spawn(process::waitFor)     becomes    spawn(() -> Processes.waitFor(process))
 * }</pre>
 */
final class CallRewriter {

    private static final int NO_CODE = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE;

    private final ClassNode type;
    private final ClassMarks marks;
    private final Adaptation adaptation;
    private final TypeHierarchy hierarchy;
    private final Offloads offloads;
    private final List<AdaptedCall> adapted = new ArrayList<>();
    private int references;

    CallRewriter(ClassNode type, ClassMarks marks, Adaptation adaptation, TypeHierarchy hierarchy) {
        this.type = type;
        this.marks = marks;
        this.adaptation = adaptation;
        this.hierarchy = hierarchy;
        this.offloads = new Offloads(type);
    }

    List<AdaptedCall> apply() {
        for (MethodNode method : new ArrayList<>(type.methods)) {
            if ((method.access & NO_CODE) != 0) {
                continue;
            }
            if (runsInCoroutines(method)) {
                adaptCalls(method, method);
            }
            adaptReferences(method);
        }
        return adapted;
    }

    private boolean runsInCoroutines(MethodNode method) {
        return method.name.charAt(0) != '<'
                && !marks.takesStackByHand(method)
                && (marks.isSuspendable(method) || marks.isBodyOfSuspendableInterface(method));
    }

    /** @param writtenIn where the author of {@code method} sees its code: there, or where a method reference makes it */
    private void adaptCalls(MethodNode method, MethodNode writtenIn) {
        Map<MethodInsnNode, Substitute> found = new LinkedHashMap<>();
        for (AbstractInsnNode instruction : method.instructions) {
            if (instruction instanceof MethodInsnNode) {
                MethodInsnNode call = (MethodInsnNode) instruction;
                substitute(call.owner, call.name, call.desc)
                        .filter(substitute -> !Hindrance.of(method, call).isPresent())
                        .ifPresent(substitute -> found.put(call, substitute));
            }
        }
        if (found.isEmpty()) {
            return;
        }
        MethodFlow flow = MethodFlow.of(type, method);
        found.keySet().removeIf(call -> !flow.typesBefore(call).isPresent()); // no execution gets there
        if (found.values().stream().anyMatch(Substitute::mayStay)) {
            StandardStreams standard = StandardStreams.in(type, method);
            found.entrySet().removeIf(call -> call.getValue().mayStay() && standard.takes(call.getKey()));
        }
        found.keySet().removeIf(call -> isConstructor(call) && !LateConstruction.isOfNew(call, flow));
        Map<MethodInsnNode, Substitute> constructors = new LinkedHashMap<>(found);
        constructors.keySet().removeIf(call -> !isConstructor(call));
        found.keySet().removeAll(constructors.keySet());
        adaptConstructors(method, writtenIn, constructors);
        found.forEach((call, substitute) -> {
            adapted(writtenIn, SourceLine.lineOf(call), Callee.of(call).get(), substitute);
            InsnList code = code(call, substitute);
            method.instructions.insertBefore(call, code);
            method.instructions.remove(call);
        });
        method.maxStack += 2; // what is offloaded may take nothing and give a long
    }

    private void adaptConstructors(
            MethodNode method, MethodNode writtenIn, Map<MethodInsnNode, Substitute> constructors) {
        Map<MethodInsnNode, InsnList> factories = new LinkedHashMap<>();
        List<Runnable> taken = new ArrayList<>();
        int methods = type.methods.size();
        constructors.forEach((call, substitute) -> {
            int line = SourceLine.lineOf(call);
            factories.put(call, code(call, substitute));
            taken.add(() -> adapted(writtenIn, line, Callee.of(call).get(), substitute));
        });
        if (!factories.isEmpty()) {
            boolean odd =
                    LateConstruction.replace(type, method, factories, hierarchy).isPresent();
            if (odd) { // bytecode that no compiler makes: it stays
                type.methods.subList(methods, type.methods.size()).clear();
            } else {
                taken.forEach(Runnable::run);
            }
        }
    }

    private static boolean isConstructor(MethodInsnNode call) {
        return call.name.equals(Row.CONSTRUCTOR);
    }

    private Optional<Substitute> substitute(String owner, String name, String descriptor) {
        Type result = Type.getReturnType(descriptor);
        // What is offloaded comes back as an Object, and JVMS 5.4.4 forbids to cast it to a class that may not be named
        // here.
        return marks.asNamedHere(result).equals(result)
                ? adaptation.substitute(type.name, owner, name, descriptor)
                : Optional.empty();
    }

    /** What does the work of {@code call}, with the same operands and the same result. */
    private InsnList code(MethodInsnNode call, Substitute substitute) {
        if (!substitute.isAdapter()) {
            return offloads.inPlaceOf(call, substitute);
        }
        InsnList code = new InsnList();
        code.add(new MethodInsnNode(
                Opcodes.INVOKESTATIC,
                substitute.owner(),
                substitute.name(),
                substitute.descriptor(),
                substitute.isInInterface()));
        Type result = isConstructor(call) ? Type.getObjectType(call.owner) : Type.getReturnType(call.desc);
        if (!Adapters.isSubtype(Type.getReturnType(substitute.descriptor()), result, hierarchy)) {
            code.add(new TypeInsnNode(Opcodes.CHECKCAST, result.getInternalName()));
        }
        return code;
    }

    private void adaptReferences(MethodNode method) {
        for (AbstractInsnNode instruction : method.instructions.toArray()) {
            if (!(instruction instanceof InvokeDynamicInsnNode)
                    || !marks.isOfSuspendableInterface((InvokeDynamicInsnNode) instruction)) {
                continue;
            }
            InvokeDynamicInsnNode site = (InvokeDynamicInsnNode) instruction;
            Callee callee = Callee.of(site).get();
            Handle reference = SuspendableLambda.implementationOf(site);
            if (reference.getTag() == Opcodes.H_INVOKESPECIAL
                    || Hindrance.of(site).isPresent()) {
                continue;
            }
            if (substitute(callee.owner(), callee.name(), callee.descriptor()).isPresent()) {
                int line = SourceLine.lineOf(site);
                MethodNode body = ReferenceAdapters.makeLambda(type, site, "lambda$adapted$" + references++);
                if (line != 0) {
                    LabelNode start = new LabelNode();
                    body.instructions.insert(new LineNumberNode(line, start));
                    body.instructions.insert(start);
                }
                adaptCalls(body, method);
            }
        }
    }

    private void adapted(MethodNode method, int line, Callee callee, Substitute substitute) {
        adapted.add(new AdaptedCall(
                method.name + method.desc,
                line,
                callee.owner(),
                callee.name(),
                callee.descriptor(),
                substitute.label()));
    }
}
