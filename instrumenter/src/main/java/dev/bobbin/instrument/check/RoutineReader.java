package dev.bobbin.instrument.check;

import dev.bobbin.instrument.adapt.Adaptation;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.diagnostic.SourceLine;
import dev.bobbin.instrument.mark.ClassMarks;
import dev.bobbin.instrument.mark.Marks;
import dev.bobbin.instrument.mark.SuspendableLambda;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.CodeSizeEvaluator;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.AnnotationNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** Finds the routines of a class, as it was compiled or as it was rewritten. */
final class RoutineReader {

    /** What is known of one routine so far. */
    private static final class Draft {
        private final String name;
        private final String descriptor;
        private final List<MethodNode> made = new ArrayList<>(); // by the instrumenter
        private final List<Call> calls = new ArrayList<>();
        private final List<Call> staticMocks = new ArrayList<>();
        private Optional<MethodNode> written = Optional.empty();
        private boolean inCoroutines;
        private Optional<String> madeFor = Optional.empty();
        private Optional<Draft> maker = Optional.empty(); // of a lambda

        Draft(String name, String descriptor) {
            this.name = name;
            this.descriptor = descriptor;
        }
    }

    /** What compilers make to restore lambdas. Newer javac adds one for each lambda, with the lambda's name behind this. */
    private static final String DESERIALIZE = "$deserializeLambda$";

    private final ClassNode type;
    private final ClassOutline outline;
    private final Marks marks;
    private final ClassMarks classMarks;
    private final TypeHierarchy hierarchy;
    private final Adaptation adaptation;
    private final Map<String, Draft> drafts = new LinkedHashMap<>();
    private final Map<String, List<MethodNode>> resumePaths = new HashMap<>(); // by the name of what was written
    private final List<Routine> references = new ArrayList<>();
    private int line; // of the instruction that is looked at; 0 if no number stands before it

    RoutineReader(
            ClassNode type,
            ClassMarks classMarks,
            ClassOutline outline,
            Marks marks,
            TypeHierarchy hierarchy,
            Adaptation adaptation) {
        this.type = type;
        this.outline = outline;
        this.marks = marks;
        this.classMarks = classMarks;
        this.hierarchy = hierarchy;
        this.adaptation = adaptation;
    }

    List<Routine> read() {
        findRoutines();
        findCalls();
        return routines();
    }

    private void findRoutines() {
        for (MethodNode method : type.methods) {
            if (Contract.isResumeName(method.name)) {
                resumePaths
                        .computeIfAbsent(Contract.plainName(method.name), name -> new ArrayList<>())
                        .add(method);
            }
            boolean made = isMade(method);
            String name = made ? Contract.plainName(method.name) : method.name;
            String descriptor = made ? Contract.plainDescriptor(method.desc) : method.desc;
            if (Contract.isResumeName(method.name)
                    || Contract.isGuardName(method.name)
                    || method.name.startsWith(DESERIALIZE)) {
                continue; // the code of another, or what compilers make again of others
            }
            Draft draft = drafts.computeIfAbsent(name + descriptor, key -> new Draft(name, descriptor));
            draft.inCoroutines |= made
                    || classMarks.isSuspendable(method)
                    || classMarks.isBodyOfSuspendableInterface(method)
                    || takesStackByHand(method);
            if (made) {
                draft.made.add(method);
            } else {
                draft.written = Optional.of(method);
            }
        }
    }

    private static boolean isMade(MethodNode method) {
        return Contract.takesStack(method.desc)
                && !Contract.plainName(method.name).equals(method.name);
    }

    private boolean takesStackByHand(MethodNode method) {
        return Contract.takesStack(method.desc)
                && outline.method(method.name, method.desc)
                        .filter(MethodOutline::isMarked)
                        .isPresent();
    }

    private void findCalls() {
        for (Draft draft : new ArrayList<>(drafts.values())) {
            draft.made.forEach(method -> findCalls(draft, method));
            draft.written.ifPresent(method -> findCalls(draft, method));
        }
    }

    private void findCalls(Draft draft, MethodNode method) {
        line = 0;
        for (AbstractInsnNode instruction = method.instructions.getFirst();
                instruction != null;
                instruction = instruction.getNext()) {
            if (instruction instanceof LineNumberNode) {
                line = ((LineNumberNode) instruction).line;
            } else if (instruction instanceof MethodInsnNode) {
                MethodInsnNode call = withoutGuard((MethodInsnNode) instruction);
                if (Contract.isFrameOf(type.name, call.owner)) {
                    continue; // of no author's, and a class that the class path may not have yet
                }
                mockedStatically(call)
                        .ifPresent(mocked -> draft.staticMocks.add(
                                call(draft, method, call, mocked, call.name, call.desc, Optional.empty())));
                Call found = call(draft, method, instruction, call.owner, call.name, call.desc, Optional.empty());
                boolean itself = found.owner().equals(type.name)
                        && found.name().equals(draft.name)
                        && found.descriptor().equals(draft.descriptor);
                if (!itself) { // often, what was made calls what was written, or the other way round
                    draft.calls.add(found);
                }
            } else if (instruction instanceof InvokeDynamicInsnNode
                    && SuspendableLambda.isLambda((InvokeDynamicInsnNode) instruction)) {
                findLambda(draft, method, (InvokeDynamicInsnNode) instruction);
            }
        }
    }

    private Call call(
            Draft draft,
            MethodNode method,
            AbstractInsnNode at,
            String owner,
            String name,
            String descriptor,
            Optional<String> madeFor) {
        boolean throughTwin = Contract.takesStack(descriptor)
                && !Contract.plainName(name).equals(name)
                && !Contract.isResumeName(name);
        String plainName = throughTwin ? Contract.plainName(name) : name;
        String plainDescriptor = throughTwin ? Contract.plainDescriptor(descriptor) : descriptor;
        boolean suspends = throughTwin
                || !classMarks.staysPlain(at) && marks.maySuspend(at.getOpcode(), owner, plainName, plainDescriptor);
        boolean runsInCoroutines = draft.inCoroutines || at instanceof InvokeDynamicInsnNode;
        return new Call(
                SourceLine.at(SourceLine.fileOf(type), line != 0 ? line : SourceLine.firstLine(method)),
                owner,
                plainName,
                plainDescriptor,
                isVirtual(at),
                suspends,
                throughTwin,
                madeFor,
                runsInCoroutines && !suspends ? adaptation.advice(outline, method, at) : Optional.empty());
    }

    /** The class, named in the call itself, whose static methods Mockito is to mock. */
    private static Optional<String> mockedStatically(MethodInsnNode call) {
        if (!call.owner.equals("org/mockito/Mockito") || !call.name.equals("mockStatic")) {
            return Optional.empty();
        }
        AbstractInsnNode at = call.getPrevious();
        while (at != null && !(at instanceof MethodInsnNode)) {
            if (at instanceof LdcInsnNode && ((LdcInsnNode) at).cst instanceof Type) {
                return Optional.of(((Type) ((LdcInsnNode) at).cst).getInternalName());
            }
            at = at.getPrevious();
        }
        return Optional.empty();
    }

    /** The call that was there before a guard was put in its place. */
    private static MethodInsnNode withoutGuard(MethodInsnNode call) {
        if (!Contract.isGuardName(call.name)) {
            return call;
        }
        Type receiver = Type.getArgumentTypes(call.desc)[0];
        return new MethodInsnNode(
                Opcodes.INVOKEVIRTUAL,
                receiver.getInternalName(),
                Contract.twinName(Contract.guardedName(call.name)),
                "(" + call.desc.substring(1 + receiver.getDescriptor().length()),
                false);
    }

    private static boolean isVirtual(AbstractInsnNode at) {
        if (at instanceof InvokeDynamicInsnNode) {
            int tag = SuspendableLambda.implementationOf((InvokeDynamicInsnNode) at)
                    .getTag();
            return tag == Opcodes.H_INVOKEVIRTUAL || tag == Opcodes.H_INVOKEINTERFACE;
        }
        return at.getOpcode() == Opcodes.INVOKEVIRTUAL || at.getOpcode() == Opcodes.INVOKEINTERFACE;
    }

    private void findLambda(Draft maker, MethodNode method, InvokeDynamicInsnNode site) {
        Handle body = SuspendableLambda.implementationOf(site);
        boolean suspends = Contract.takesStack(body.getDesc()) || classMarks.isOfSuspendableInterface(site);
        String madeFor = Subject.simpleName(Type.getReturnType(site.desc).getInternalName()) + "." + site.name + "()";
        Call call = call(
                maker,
                method,
                site,
                body.getOwner(),
                body.getName(),
                body.getDesc(),
                suspends ? Optional.empty() : Optional.of(madeFor));
        Optional<Draft> lambda = body.getOwner().equals(type.name)
                ? Optional.ofNullable(drafts.get(call.name() + call.descriptor()))
                        .filter(draft -> draft.name.startsWith("lambda$"))
                : Optional.empty();
        if (lambda.isPresent()) {
            lambda.get().maker = Optional.of(maker);
            lambda.get().madeFor = Optional.of(madeFor);
        }
        if (suspends && !lambda.isPresent() && !call.suspends()) {
            references.add(new Routine(
                    type.name,
                    Type.getReturnType(site.desc).getInternalName(),
                    site.name,
                    site.bsmArgs[0].toString(),
                    call.where(),
                    true,
                    false,
                    0,
                    Optional.of(madeFor),
                    suppressed(maker),
                    Collections.singletonList(call),
                    Collections.<Call>emptyList()));
        } else if (!suspends && !OtherThread.takes(site)) {
            maker.calls.add(call);
        }
    }

    private List<Routine> routines() {
        List<Routine> routines = new ArrayList<>();
        for (Draft draft : drafts.values()) {
            routines.add(new Routine(
                    type.name,
                    type.name,
                    draft.name,
                    draft.descriptor,
                    where(draft),
                    draft.inCoroutines,
                    !draft.made.isEmpty() || isRewritten(),
                    generatedBytes(draft),
                    draft.madeFor,
                    suppressed(draft),
                    draft.calls,
                    draft.staticMocks));
        }
        routines.addAll(references);
        return routines;
    }

    private boolean isRewritten() {
        if (type.invisibleAnnotations == null) {
            return false;
        }
        for (AnnotationNode annotation : type.invisibleAnnotations) {
            if (annotation.desc.equals(Contract.INSTRUMENTED)) {
                return true;
            }
        }
        return false;
    }

    private SourceLine where(Draft draft) {
        MethodNode method = draft.made.isEmpty() ? draft.written.get() : draft.made.get(0);
        for (MethodNode made : draft.made) {
            method = SourceLine.firstLine(made) != 0 ? made : method;
        }
        return SourceLine.of(type, method);
    }

    /** The size of the largest method made of {@code draft}, its resume path included; 0 if all are far from being large. */
    private int generatedBytes(Draft draft) {
        int bytes = 0;
        for (MethodNode made : draft.made) {
            bytes = Math.max(bytes, bytes(made));
            for (MethodNode resume : resumePaths.getOrDefault(draft.name, Collections.<MethodNode>emptyList())) {
                boolean goesOn = SourceLine.firstLine(resume) == SourceLine.firstLine(made);
                bytes = Math.max(bytes, goesOn ? bytes(resume) : 0);
            }
        }
        return bytes;
    }

    private static int bytes(MethodNode method) {
        if (method.instructions.size() * 2 < MethodNotCompiled.MOST_BYTES / 2) {
            return 0; // most instructions take one to three bytes
        }
        CodeSizeEvaluator size = new CodeSizeEvaluator(Contract.ASM_API, null) {};
        method.accept(size);
        return size.getMinSize();
    }

    /** Suppressed at the method, at what it is written in, or at the type, those around it and the package. */
    private Set<String> suppressed(Draft draft) {
        Set<String> suppressed = new HashSet<>(outline.suppressedWarnings());
        for (Optional<Draft> at = Optional.of(draft); at.isPresent(); at = at.get().maker) {
            outline.method(at.get().name, at.get().descriptor)
                    .ifPresent(method -> suppressed.addAll(method.suppressedWarnings()));
        }
        hierarchy
                .find(outline.packageName() + "/package-info")
                .ifPresent(info -> suppressed.addAll(info.suppressedWarnings()));
        if (type.outerMethod != null) {
            hierarchy
                    .find(type.outerClass)
                    .flatMap(outer -> outer.method(type.outerMethod, type.outerMethodDesc))
                    .ifPresent(method -> suppressed.addAll(method.suppressedWarnings()));
        }
        for (int dollar = type.name.indexOf('$'); dollar > 0; dollar = type.name.indexOf('$', dollar + 1)) {
            hierarchy
                    .find(type.name.substring(0, dollar))
                    .ifPresent(outer -> suppressed.addAll(outer.suppressedWarnings()));
        }
        return suppressed;
    }

    /** Where a lambda goes right after it is made. */
    private static final class OtherThread {

        /** Whether what {@code site} makes is handed to somebody who calls it in another thread, which may wait. */
        static boolean takes(InvokeDynamicInsnNode site) {
            String made = Type.getReturnType(site.desc).getDescriptor();
            for (AbstractInsnNode at = site.getNext(); at != null; at = at.getNext()) {
                if (at instanceof MethodInsnNode && ((MethodInsnNode) at).desc.contains(made)) {
                    MethodInsnNode call = (MethodInsnNode) at;
                    boolean task =
                            made.equals("Ljava/lang/Runnable;") || made.equals("Ljava/util/concurrent/Callable;");
                    boolean async =
                            call.owner.equals("java/util/concurrent/CompletableFuture") && call.name.endsWith("Async");
                    return async
                            || call.owner.equals(Contract.OFFLOAD)
                            || call.owner.equals(Contract.COROUTINES) && call.name.startsWith("blocking")
                            || task
                                    && (call.owner.startsWith("java/lang/Thread")
                                            || call.owner.startsWith("java/util/concurrent/"));
                }
                if (at.getOpcode() >= Opcodes.ISTORE && at.getOpcode() <= Opcodes.ASTORE
                        || at.getOpcode() >= Opcodes.IRETURN && at.getOpcode() <= Opcodes.PUTFIELD) {
                    return false;
                }
            }
            return false;
        }
    }
}
