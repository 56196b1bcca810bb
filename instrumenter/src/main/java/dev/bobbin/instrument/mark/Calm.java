package dev.bobbin.instrument.mark;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.MethodInsnNode;

/**
 * The suspendable methods that never suspend: a mark on a type or a package means all of its methods, and many of them only
 * compute. Code that cannot wait, such as a constructor, may call these.
 *
 * <p>A call is one of a calm method if it is known which method of the build it reaches, and if all that this calls in turn cannot
 * suspend or is calm. A method that a class of the build might override does not count. One that a class elsewhere overrides
 * with a body that does suspend is found out when it does: the caller cannot be saved, and the error names it.
 *
 * <p>Safe for use by several threads: answers are computed from class files alone, and remembered.
 */
public final class Calm {

    private static final Set<String> OF_PRIMITIVES =
            Collections.unmodifiableSet(new HashSet<>(Arrays.asList("current", "suspend", "park")));

    private final TypeHierarchy hierarchy;
    private final Marks marks;
    private final Suspensions suspensions;
    private final Optional<Collection<String>> build;
    private final Map<String, Boolean> known = new ConcurrentHashMap<>();
    private volatile Set<String> extended; // null until it is asked for

    private Calm(TypeHierarchy hierarchy, Marks marks, Suspensions suspensions, Optional<Collection<String>> build) {
        this.hierarchy = hierarchy;
        this.marks = marks;
        this.suspensions = suspensions;
        this.build = build;
    }

    /**
     * For the classes of {@code build}, by internal name.
     *
     * @param suspensions calls that suspend besides those of suspendable methods
     */
    public static Calm of(TypeHierarchy hierarchy, Marks marks, Suspensions suspensions, Collection<String> build) {
        return new Calm(hierarchy, marks, suspensions, Optional.of(build));
    }

    /** The same where nobody knows all classes: any that is not final may be extended. */
    public static Calm ofUnknown(TypeHierarchy hierarchy, Marks marks, Suspensions suspensions) {
        return new Calm(hierarchy, marks, suspensions, Optional.empty());
    }

    /** Whether {@code call}, of a suspendable method, cannot come to a suspension. */
    boolean isCalm(MethodInsnNode call) {
        Code start = new Code(call.getOpcode(), call.owner, call.name, call.desc);
        Optional<String> key = declaring(start).map(start::key);
        if (!key.isPresent()) {
            return false;
        }
        Boolean calm = known.get(key.get());
        if (calm == null) {
            calm = isAllCalm(start); // under no lock: it may read class files through a loader that takes its own
            known.put(key.get(), calm);
        }
        return calm;
    }

    /** The method that a call names. */
    private static final class Code {
        private final int opcode;
        private final String owner;
        private final String name;
        private final String descriptor;

        Code(int opcode, String owner, String name, String descriptor) {
            this.opcode = opcode;
            this.owner = owner;
            this.name = name;
            this.descriptor = descriptor;
        }

        String key(ClassOutline declaring) {
            return declaring.name() + '.' + name + descriptor;
        }
    }

    /** Goes from call to call, until one suspends, or may, or all are looked at. */
    private boolean isAllCalm(Code start) {
        Deque<Code> open = new ArrayDeque<>();
        Set<String> reached = new HashSet<>();
        open.add(start);
        while (!open.isEmpty()) {
            Code call = open.remove();
            Optional<ClassOutline> type = declaring(call).filter(this::isOfBuild);
            if (!type.isPresent()) {
                return false;
            }
            if (reached.add(call.key(type.get())) && !addCalls(type.get(), call, open)) {
                return false;
            }
        }
        return true;
    }

    /** Where nobody knows all classes, those that were instrumented before are taken for others', as the runtime's own are. */
    private boolean isOfBuild(ClassOutline type) {
        return marks.isOfBuild(type.name()) && (build.isPresent() || type.format() == 0);
    }

    /** Adds the calls in a method that have to be looked at; false if it comes to a suspension by itself. */
    private boolean addCalls(ClassOutline type, Code method, Deque<Code> open) {
        Reading reading = new Reading(type, method, open);
        hierarchy
                .read(type.name())
                .ifPresent(bytes ->
                        new ClassReader(bytes).accept(reading, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES));
        return !reading.suspends;
    }

    /** The class whose method {@code call} reaches, whatever its receiver; empty if that is not known. */
    private Optional<ClassOutline> declaring(Code call) {
        return hierarchy
                .declaring(call.owner, call.name, call.descriptor)
                .filter(type -> type.method(call.name, call.descriptor)
                        .filter(method -> isReachedBy(call, type, method))
                        .isPresent());
    }

    private boolean isReachedBy(Code call, ClassOutline type, MethodOutline method) {
        if ((method.access() & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
            return false;
        }
        boolean isFinal = ((method.access() | type.access()) & Opcodes.ACC_FINAL) != 0;
        return call.opcode == Opcodes.INVOKESPECIAL
                || method.isStatic()
                || method.isPrivate()
                || isFinal
                || (type.access() & Opcodes.ACC_INTERFACE) == 0 && isNotExtended(type);
    }

    private boolean isNotExtended(ClassOutline type) {
        return build.isPresent() && !extended(build.get()).contains(type.name());
    }

    private Set<String> extended(Collection<String> names) {
        Set<String> found = extended;
        if (found == null) {
            found = new HashSet<>();
            for (String name : names) {
                hierarchy.find(name).flatMap(ClassOutline::superName).ifPresent(found::add);
            }
            extended = found;
        }
        return found;
    }

    /** Looks through the code of one method, as it was compiled or as it was rewritten. */
    private final class Reading extends ClassVisitor {
        private final ClassOutline type;
        private final Code method;
        private final Deque<Code> open;
        private boolean suspends;

        Reading(ClassOutline type, Code method, Deque<Code> open) {
            super(Contract.ASM_API);
            this.type = type;
            this.method = method;
            this.open = open;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            if (!name.equals(method.name) || !descriptor.equals(method.descriptor)) {
                return null;
            }
            return new MethodVisitor(Contract.ASM_API) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String callee, String calleeType, boolean itf) {
                    look(new Code(opcode, owner, callee, calleeType));
                }
            };
        }

        private void look(Code call) {
            if (Contract.isFrameOf(type.name(), call.owner)) {
                return; // it keeps what another call has suspended
            }
            if (Contract.takesStack(call.descriptor)) {
                boolean generated = !Contract.plainName(call.name).equals(call.name);
                suspends |= !generated;
                open.add(call);
                return;
            }
            suspends |= isOfPrimitive(call)
                    || startsSuspendableLoop(call)
                    || suspensions.wouldSuspend(type, call.opcode, call.owner, call.name, call.descriptor);
            if (marks.maySuspend(call.opcode, call.owner, call.name, call.descriptor)) {
                open.add(call);
            }
        }

        /** Whether this is how the runtime's own suspendable methods, and others that are written by hand, come to wait. */
        private boolean isOfPrimitive(Code call) {
            if (!OF_PRIMITIVES.contains(call.name)) {
                return false;
            }
            return call.owner.equals(Contract.STACK)
                    || hierarchy
                            .declaring(call.owner, call.name, call.descriptor)
                            .filter(declaring -> declaring.name().equals(Contract.STACK))
                            .isPresent();
        }

        /** Whether the loop over what {@code call} gives will be one whose steps may suspend. */
        private boolean startsSuspendableLoop(Code call) {
            Type made = Type.getReturnType(call.descriptor);
            return call.name.equals("iterator")
                    && made.getSort() == Type.OBJECT
                    && marks.isSuspendableIterator(made.getInternalName());
        }
    }
}
