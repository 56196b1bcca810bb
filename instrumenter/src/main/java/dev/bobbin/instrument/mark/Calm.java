package dev.bobbin.instrument.mark;

import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.TypeHierarchy;
import java.util.Collection;
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
        return isCalm(new Code(call.getOpcode(), call.owner, call.name, call.desc), new HashSet<>());
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
    }

    /**
     * @param open the methods on the way to this call: one that only calls those is as calm as they are
     */
    private boolean isCalm(Code call, Set<String> open) {
        Optional<ClassOutline> declaring = declaring(call);
        if (!declaring.isPresent() || !marks.isOfBuild(declaring.get().name())) {
            return false;
        }
        ClassOutline type = declaring.get();
        String key = type.name() + '.' + call.name + call.descriptor;
        Boolean before = known.get(key);
        if (before != null) {
            return before;
        }
        if (!open.add(key)) {
            return true;
        }
        boolean first = open.size() == 1;
        boolean calm = hierarchy
                .read(type.name())
                .filter(bytes -> isCalm(type, call, bytes, open))
                .isPresent();
        if (first || !calm) { // what is calm within a circle is so only if all of the circle is
            known.put(key, calm);
        }
        return calm;
    }

    private boolean isCalm(ClassOutline type, Code method, byte[] classFile, Set<String> open) {
        Reading reading = new Reading(type, method, open);
        new ClassReader(classFile).accept(reading, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        return reading.calm;
    }

    /** The class whose method {@code call} reaches, whatever its receiver; empty if that is not known. */
    private Optional<ClassOutline> declaring(Code call) {
        Optional<ClassOutline> at = hierarchy.find(call.owner);
        while (at.isPresent()) {
            Optional<MethodOutline> found = at.get().method(call.name, call.descriptor);
            if (found.isPresent()) {
                return isReachedBy(call, at.get(), found.get()) ? at : Optional.empty();
            }
            at = at.get().superName().filter(up -> !up.startsWith("java/")).flatMap(hierarchy::find);
        }
        return Optional.empty();
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
        private final Set<String> open;
        private boolean calm = true;

        Reading(ClassOutline type, Code method, Set<String> open) {
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
                    calm &= cannotSuspend(new Code(opcode, owner, callee, calleeType));
                }
            };
        }

        private boolean cannotSuspend(Code call) {
            if (Contract.isFrameOf(type.name(), call.owner)) {
                return true; // it keeps what another call has suspended
            }
            if (Contract.takesStack(call.descriptor)) {
                boolean generated = !Contract.plainName(call.name).equals(call.name);
                return generated && isCalm(call, open);
            }
            boolean asksForStack = call.owner.equals(Contract.STACK) && call.name.equals("current");
            if (asksForStack
                    || startsSuspendableLoop(call)
                    || suspensions.wouldSuspend(type, call.opcode, call.owner, call.name, call.descriptor)) {
                return false;
            }
            return !marks.maySuspend(call.opcode, call.owner, call.name, call.descriptor) || isCalm(call, open);
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
