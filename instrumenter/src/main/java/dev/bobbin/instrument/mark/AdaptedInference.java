package dev.bobbin.instrument.mark;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BiPredicate;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/**
 * Finds the methods that may as well suspend because a call that would block in them can suspend instead.
 *
 * <p>Until now such a method blocked, wherever it was called. So it must not become one that throws or is refused there: all calls of
 * it are known, since it is private or of its package alone, and all of them stand in suspendable code that holds no monitor. {@code
 * main} may call it too, for nobody calls that in a coroutine. What is only called by {@code main}, or by nobody, stays as it is.
 */
final class AdaptedInference {

    private static final int FOR_OTHERS = Opcodes.ACC_PUBLIC | Opcodes.ACC_PROTECTED;

    private final TypeHierarchy hierarchy;
    private final Marks marks;
    private final Suspensions suspensions;
    private final BiPredicate<ClassOutline, MethodOutline> candidates;
    private final Map<String, Routine> routines = new TreeMap<>();
    private final Set<String> referred = new HashSet<>(); // by method references that somebody calls who cannot suspend
    private final Map<String, List<Routine>> callers = new HashMap<>();

    /** A method of the build with code. */
    private static final class Routine {
        private final String key;
        private final boolean isMain;
        private final Set<String> calls = new TreeSet<>();
        private boolean candidate; // may be called only where it is known, and holds no monitor
        private boolean suspends; // marked, inferred for another reason, or the body of a suspendable lambda
        private boolean mayWait; // holds no monitor, initialises nothing
        private boolean adapts; // makes a call that would suspend

        Routine(String key, boolean candidate, boolean isMain, boolean suspends, boolean mayWait) {
            this.key = key;
            this.candidate = candidate;
            this.isMain = isMain;
            this.suspends = suspends;
            this.mayWait = mayWait;
        }
    }

    /** Whoever calls what suspendable method references make. */
    private static final Routine COROUTINE = new Routine("", false, false, true, true);

    private AdaptedInference(
            TypeHierarchy hierarchy,
            Marks marks,
            Suspensions suspensions,
            BiPredicate<ClassOutline, MethodOutline> candidates) {
        this.hierarchy = hierarchy;
        this.marks = marks;
        this.suspensions = suspensions;
        this.candidates = candidates;
    }

    /**
     * @param outlines the classes of the build that are still as a compiler made them
     * @param marks who is suspendable without this
     * @param candidates the methods that are called exactly where they are named
     * @return the methods' keys as {@link Inference#key} makes them
     */
    static Set<String> infer(
            TypeHierarchy hierarchy,
            Map<String, ClassOutline> outlines,
            Map<String, byte[]> classes,
            Marks marks,
            Suspensions suspensions,
            BiPredicate<ClassOutline, MethodOutline> candidates) {
        if (outlines.values().stream().noneMatch(suspensions::isOn)) {
            return new TreeSet<>();
        }
        AdaptedInference inference = new AdaptedInference(hierarchy, marks, suspensions, candidates);
        outlines.forEach((name, type) -> new ClassReader(classes.get(name))
                .accept(inference.new Reading(type), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES));
        return inference.infer();
    }

    private Set<String> infer() {
        for (Routine routine : routines.values()) {
            routine.calls.forEach(
                    key -> callers.computeIfAbsent(key, k -> new ArrayList<>()).add(routine));
        }
        Set<String> excluded = new HashSet<>(referred);
        Set<String> found = spread(excluded);
        Set<String> wrong = wronglyCalled(found);
        while (!wrong.isEmpty()) { // what is taken out may have been the reason for others, or their suspendable caller
            excluded.addAll(wrong);
            found = spread(excluded);
            wrong = wronglyCalled(found);
        }
        return found;
    }

    private Set<String> spread(Set<String> excluded) {
        Set<String> found = new TreeSet<>();
        boolean changed = true;
        while (changed) {
            changed = false;
            for (Routine routine : routines.values()) {
                boolean suspends = routine.adapts || routine.calls.stream().anyMatch(found::contains);
                if (routine.candidate && suspends && !excluded.contains(routine.key)) {
                    changed |= found.add(routine.key);
                }
            }
        }
        return found;
    }

    private Set<String> wronglyCalled(Set<String> found) {
        Set<String> wrong = new TreeSet<>();
        for (String key : found) {
            boolean inCoroutines = false;
            for (Routine caller : callers.getOrDefault(key, new ArrayList<>())) {
                boolean suspends = caller.mayWait && (caller.suspends || found.contains(caller.key));
                boolean itself = caller.key.equals(key);
                inCoroutines |= suspends && !itself;
                if (!suspends && !caller.isMain) {
                    wrong.add(key);
                }
            }
            if (!inCoroutines) {
                wrong.add(key);
            }
        }
        return wrong;
    }

    /** The method of the build that a call finds. */
    private Optional<String> resolve(String owner, String name, String descriptor) {
        return hierarchy
                .declaring(owner, name, descriptor)
                .flatMap(type -> type.method(name, descriptor).map(method -> Inference.key(type, method)));
    }

    /** Reads what the methods of a class call. */
    private final class Reading extends ClassVisitor {
        private final ClassOutline type;
        private final Set<String> bodies = new HashSet<>();

        Reading(ClassOutline type) {
            super(Contract.ASM_API);
            this.type = type;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodOutline method = type.method(name, descriptor)
                    .orElseThrow(() -> new AssertionError("no outline of " + type + "." + name + descriptor));
            boolean candidate =
                    (access & FOR_OTHERS) == 0 && !marks.isSuspendable(type, method) && candidates.test(type, method);
            Routine routine = new Routine(
                    Inference.key(type, method),
                    candidate,
                    name.equals("main") && descriptor.equals("([Ljava/lang/String;)V"),
                    marks.isSuspendable(type, method),
                    !method.isInitializer() && (access & Opcodes.ACC_SYNCHRONIZED) == 0);
            return new MethodVisitor(Contract.ASM_API) {
                private boolean locks;

                @Override
                public void visitMethodInsn(int opcode, String owner, String callee, String calleeType, boolean itf) {
                    resolve(owner, callee, calleeType).ifPresent(routine.calls::add);
                    routine.adapts |= candidate && suspensions.wouldSuspend(type, opcode, owner, callee, calleeType);
                }

                @Override
                public void visitInvokeDynamicInsn(String made, String site, Handle bootstrap, Object... arguments) {
                    boolean isLambda = bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory");
                    boolean suspends = isLambda
                            && marks.isSuspendable(
                                    Type.getReturnType(site).getInternalName(), made, arguments[0].toString());
                    for (Object argument : arguments) {
                        if (argument instanceof Handle) {
                            Handle handle = (Handle) argument;
                            Optional<String> target = resolve(handle.getOwner(), handle.getName(), handle.getDesc());
                            target.ifPresent((suspends ? bodies : referred)::add);
                        }
                    }
                }

                @Override
                public void visitInsn(int opcode) {
                    locks |= opcode == Opcodes.MONITORENTER;
                }

                @Override
                public void visitEnd() {
                    routine.mayWait &= !locks;
                    routine.candidate &= !locks;
                    routines.put(routine.key, routine);
                }
            };
        }

        @Override
        public void visitEnd() {
            for (String body : bodies) {
                Routine routine = routines.get(body);
                if (routine != null && body.startsWith(type.name() + ".lambda$")) {
                    routine.suspends = true;
                } else {
                    callers.computeIfAbsent(body, key -> new ArrayList<>()).add(COROUTINE);
                }
            }
        }
    }
}
