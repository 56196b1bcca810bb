package dev.bobbin.instrument.mark;

import dev.bobbin.instrument.analyze.MethodFlow;
import dev.bobbin.instrument.contract.Contract;
import dev.bobbin.instrument.read.ClassOutline;
import dev.bobbin.instrument.read.CodeSizes;
import dev.bobbin.instrument.read.MethodOutline;
import dev.bobbin.instrument.read.NewerClassFiles;
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
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Finds the methods that may as well suspend though nobody has marked them: all that can be called is known to be exactly
 * them, and they call a method that suspends.
 *
 * <p>Known are private, static and final methods, and the methods of classes that no class of the build extends, unless they
 * override or implement something: those are called by who knows whom. What the build would refuse if it were marked stays as
 * it is: an initialiser, a method that takes monitors, one that is too long, and one that is called by code which cannot wait, since
 * it initialises something or holds a monitor. Methods that call inferred ones are inferred in turn, until nothing changes.
 */
final class Inference {

    /** More could be refused. */
    private static final int MOST_SLOTS = 250;

    private static final int MOST_BYTES = 30_000;

    private final TypeHierarchy hierarchy;
    private final Marks declared;
    private final Set<String> extended = new HashSet<>();
    private final List<Call> cannotWait =
            new ArrayList<>(); // calls from code that could not, if what they call suspended
    private final Map<String, List<Call>> candidates = new TreeMap<>();
    private final Set<String> inferred = new TreeSet<>();

    private Inference(TypeHierarchy hierarchy, Marks declared) {
        this.hierarchy = hierarchy;
        this.declared = declared;
    }

    /** A call in a candidate's code. */
    private static final class Call {
        private final String owner;
        private final String name;
        private final String descriptor;

        Call(String owner, String name, String descriptor) {
            this.owner = owner;
            this.name = name;
            this.descriptor = descriptor;
        }
    }

    /**
     * The methods of {@code classes} to take for suspendable.
     *
     * @param declared who is suspendable without inference
     * @param suspensions calls that suspend besides those of suspendable methods
     * @return what {@link #key} makes of each
     */
    static Set<String> infer(
            TypeHierarchy hierarchy, Map<String, byte[]> classes, Marks declared, Suspensions suspensions) {
        Inference inference = new Inference(hierarchy, declared);
        Map<String, ClassOutline> outlines = new HashMap<>();
        for (String name : classes.keySet()) {
            hierarchy
                    .find(name)
                    .filter(type -> type.format() == 0 && !NewerClassFiles.isNewer(type))
                    .ifPresent(type -> {
                        outlines.put(name, type);
                        type.superName().ifPresent(inference.extended::add);
                    });
        }
        outlines.forEach((name, type) -> inference.read(type, classes.get(name)));
        inference.cannotWait.forEach(call -> inference.resolve(call).ifPresent(inference.candidates::remove));
        inference.spread();
        Set<String> adapted = AdaptedInference.infer(
                hierarchy, outlines, classes, declared.with(inference.inferred), suspensions, inference::isCandidate);
        inference.inferred.addAll(adapted);
        return inference.inferred;
    }

    /** One method's name among all of the build's. */
    static String key(ClassOutline type, MethodOutline method) {
        return type.name() + '.' + method.name() + method.descriptor();
    }

    private void read(ClassOutline type, byte[] bytes) {
        CodeSizes sizes = CodeSizes.of(bytes);
        Map<String, MethodOutline> possible = new HashMap<>();
        for (MethodOutline method : type.methods()) {
            if (isCandidate(type, method) && sizes.of(method.name(), method.descriptor()) <= MOST_BYTES) {
                possible.put(method.name() + method.descriptor(), method);
            }
        }
        new ClassReader(bytes).accept(new Calls(type, possible), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    private boolean isCandidate(ClassOutline type, MethodOutline method) {
        int never = Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE | Opcodes.ACC_SYNCHRONIZED | Opcodes.ACC_SYNTHETIC;
        if (method.isInitializer()
                || (method.access() & never) != 0
                || Contract.takesStack(method.descriptor())
                || Type.getArgumentsAndReturnSizes(method.descriptor()) >> 2 > MOST_SLOTS
                || declared.isSuspendable(type, method)) {
            return false;
        }
        if (method.isStatic() || method.isPrivate()) {
            return true;
        }
        boolean isFinal = ((method.access() | type.access()) & Opcodes.ACC_FINAL) != 0;
        boolean isInterface = (type.access() & Opcodes.ACC_INTERFACE) != 0;
        return !isInterface && (isFinal || !extended.contains(type.name())) && !overrides(type, method);
    }

    /** Whether {@code method} is, or may be, one that code elsewhere knows by a supertype, if only through a bridge. */
    private boolean overrides(ClassOutline type, MethodOutline method) {
        String key = method.name() + method.descriptor();
        boolean isBridged = type.methods().stream()
                .filter(MethodOutline::isBridge)
                .map(MethodOutline::forwardsTo)
                .anyMatch(to ->
                        to.filter(m -> key.equals(m.name() + m.descriptor())).isPresent());
        if (isBridged) {
            return true;
        }
        List<String> open = new ArrayList<>(hierarchy.directSupertypes(type));
        for (int i = 0; i < open.size(); i++) {
            Optional<ClassOutline> supertype = hierarchy.find(open.get(i));
            if (!supertype.isPresent()
                    || supertype
                            .get()
                            .method(method.name(), method.descriptor())
                            .isPresent()) {
                return true;
            }
            open.addAll(hierarchy.directSupertypes(supertype.get()));
        }
        return false;
    }

    private void spread() {
        boolean changed = true;
        while (changed) {
            changed = candidates.entrySet().removeIf(candidate -> {
                boolean suspends = candidate.getValue().stream().anyMatch(this::maySuspend);
                return suspends && inferred.add(candidate.getKey());
            });
        }
    }

    private boolean maySuspend(Call call) {
        return declared.isSuspendable(call.owner, call.name, call.descriptor) || reachesInferred(call);
    }

    private boolean reachesInferred(Call call) {
        return resolve(call).filter(inferred::contains).isPresent();
    }

    /** What {@link #key} makes of the method of the build that {@code call} finds, be it through an accessor of a compiler's. */
    private Optional<String> resolve(Call call) {
        Optional<ClassOutline> type = hierarchy.declaring(call.owner, call.name, call.descriptor);
        Optional<MethodOutline> found = type.flatMap(at -> at.method(call.name, call.descriptor));
        Optional<MethodOutline.Reference> behind =
                found.filter(MethodOutline::isAccessor).flatMap(MethodOutline::forwardsTo);
        return behind.isPresent()
                ? behind.flatMap(to -> resolve(new Call(to.owner(), to.name(), to.descriptor())))
                : found.map(method -> key(type.get(), method));
    }

    /** Reads what the candidates among a class's methods call, and what is called where nothing can wait. */
    private final class Calls extends ClassVisitor {
        private final ClassOutline type;
        private final Map<String, MethodOutline> possible;

        Calls(ClassOutline type, Map<String, MethodOutline> possible) {
            super(Contract.ASM_API);
            this.type = type;
            this.possible = possible;
        }

        @Override
        public MethodVisitor visitMethod(
                int access, String name, String descriptor, String signature, String[] exceptions) {
            MethodOutline candidate = possible.get(name + descriptor);
            if (candidate != null) {
                return candidate(candidate);
            }
            Optional<MethodOutline> method = type.method(name, descriptor);
            if (name.charAt(0) == '<'
                    || method.filter(known -> declared.isSuspendable(type, known))
                            .isPresent()) {
                return caller(access, name, descriptor);
            }
            return null;
        }

        /** Of a method that may be inferred: one that takes a monitor may not. */
        private MethodVisitor candidate(MethodOutline method) {
            List<Call> calls = new ArrayList<>();
            candidates.put(key(type, method), calls);
            return new MethodVisitor(Contract.ASM_API) {
                @Override
                public void visitMethodInsn(int opcode, String owner, String callee, String calleeType, boolean itf) {
                    calls.add(new Call(owner, callee, calleeType));
                }

                @Override
                public void visitInsn(int opcode) {
                    if (opcode == Opcodes.MONITORENTER) {
                        candidates.remove(key(type, method));
                    }
                }
            };
        }

        /** Of an initialiser, or a method that is suspendable by its mark. */
        private MethodVisitor caller(int access, String name, String descriptor) {
            boolean wholly = name.charAt(0) == '<' || (access & Opcodes.ACC_SYNCHRONIZED) != 0;
            return new MethodNode(Contract.ASM_API, access, name, descriptor, null, null) {
                @Override
                public void visitEnd() {
                    for (AbstractInsnNode at : instructions) {
                        if (at instanceof MethodInsnNode
                                && (wholly || !MethodFlow.monitorsHeld(this, at).isEmpty())) {
                            MethodInsnNode call = (MethodInsnNode) at;
                            cannotWait.add(new Call(call.owner, call.name, call.desc));
                        }
                    }
                }
            };
        }
    }
}
